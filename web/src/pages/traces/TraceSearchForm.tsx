import { useState } from 'preact/hooks';
import { fetchOperations, fetchServices } from '../../api/jaeger.ts';
import { fetchOverview } from '../../api/tta.ts';
import { flag, go, param, paramList, setParams } from '../../app/address.ts';
import { shownWindow } from '../../app/live.ts';
import { useResource } from '../../app/useResource.ts';
import { Filters } from '../../components/Filters.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Suggest } from '../../components/Suggest.tsx';
import { TextField } from '../../components/TextField.tsx';
import { parseDurationMs } from '../../lib/time.ts';

/** Names of the address parameters that filter traces. */
export const filterNames = ['service', 'operation', 'workspace', 'persona', 'min', 'max', 'tag', 'errors'] as const;

/** Filters of the trace search. The address holds them; a change searches at once. */
export function TraceSearchForm() {
  const service = param('service');
  const window = shownWindow.peek();
  const services = useResource('services', fetchServices);
  const operations = useResource(service === '' ? null : service, (abort) => fetchOperations(service, abort), service);
  const known = useResource('known', (abort) => fetchOverview(window.startMs, window.endMs, abort));
  const workspaces = [...new Set((known.data?.services ?? []).map((item) => item.workspace).filter(Boolean))];
  return (
    <Filters label="Search traces" active={filterNames.filter((name) => param(name) !== '').length}>
      <Suggest label="Service" value={service} options={services.data ?? []} onChange={(value) => setParams({ service: value, operation: null })} />
      <Suggest label="Operation" value={param('operation')} options={operations.data ?? []} onChange={(value) => setParams({ operation: value })} wide />
      <Suggest label="Persona" value={param('persona')} options={(known.data?.personas ?? []).map((item) => item.key)} onChange={(value) => setParams({ persona: value })} />
      <Suggest label="Workspace" value={param('workspace')} options={workspaces} onChange={(value) => setParams({ workspace: value })} />
      <TextField label="Min duration" value={param('min')} placeholder="e.g. 100ms" class="field-narrow" check={durationProblem} onChange={(min) => setParams({ min })} />
      <TextField label="Max duration" value={param('max')} placeholder="e.g. 2s" class="field-narrow" check={durationProblem} onChange={(max) => setParams({ max })} />
      <TagsField />
      <TextField label="Open by trace id" value="" placeholder="32 hex digits" check={idProblem} onChange={(id) => { if (idProblem(id) === null) go(['traces', id.toLowerCase().padStart(32, '0')]); }} />
      <label class="check"><input type="checkbox" checked={flag('errors')} onChange={(event) => setParams({ errors: event.currentTarget.checked ? '1' : null })} /> Errors only</label>
    </Filters>
  );
}

function durationProblem(text: string): string | null {
  return parseDurationMs(text) === null ? 'Write a duration such as 250ms, 1.5s or 2m' : null;
}

function idProblem(text: string): string | null {
  return /^[0-9a-f]{1,32}$/i.test(text) ? null : 'A trace id has up to 32 hexadecimal digits';
}

function TagsField() {
  const tags = paramList('tag');
  const [draft, setDraft] = useState('');
  const invalid = draft !== '' && !/^[^=\s][^=]*=/.test(draft);
  const add = (): void => {
    if (draft === '' || invalid) return;
    setParams({ tag: [...new Set([...tags, draft.trim()])] });
    setDraft('');
  };
  return (
    <div class="field field-wide">
      <label for="tag-field">Tags</label>
      <div class="tag-input">
        {tags.map((tag) => (
          <span key={tag} class="badge badge-neutral">
            {tag}
            <button type="button" aria-label={`Remove ${tag}`} onClick={() => setParams({ tag: tags.filter((item) => item !== tag) })}><Icon name="close" size={10} /></button>
          </span>
        ))}
        <input id="tag-field" data-search type="text" value={draft} placeholder="key=value, then Enter" aria-invalid={invalid} autocomplete="off" spellcheck={false}
          onInput={(event) => setDraft(event.currentTarget.value)}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key === 'Enter') {
              event.preventDefault();
              add();
            } else if (event.key === 'Backspace' && draft === '' && tags.length > 0) setParams({ tag: tags.slice(0, -1) });
          }} />
      </div>
    </div>
  );
}
