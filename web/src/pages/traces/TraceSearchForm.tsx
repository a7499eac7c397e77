import { useState } from 'preact/hooks';
import { fetchOperations, fetchServices } from '../../api/jaeger.ts';
import { fetchOverview } from '../../api/tta.ts';
import { flag, go, param, paramList, setParams } from '../../app/address.ts';
import { shownWindow } from '../../app/live.ts';
import { useResource } from '../../app/useResource.ts';
import { Icon } from '../../components/Icon.tsx';
import { Suggest } from '../../components/Suggest.tsx';
import { parseDurationMs } from '../../lib/time.ts';

/** Filters of the trace search. The address holds them; a change searches at once. */
export function TraceSearchForm() {
  const service = param('service');
  const window = shownWindow.peek();
  const services = useResource('services', fetchServices);
  const operations = useResource(service === '' ? null : service, (abort) => fetchOperations(service, abort), service);
  const known = useResource('known', (abort) => fetchOverview(window.startMs, window.endMs, abort));
  const workspaces = [...new Set((known.data?.services ?? []).map((item) => item.workspace).filter(Boolean))];
  return (
    <form class="filters" role="search" aria-label="Search traces" onSubmit={(event) => event.preventDefault()}>
      <Suggest label="Service" value={service} options={services.data ?? []} onChange={(value) => setParams({ service: value, operation: null })} />
      <Suggest label="Operation" value={param('operation')} options={operations.data ?? []} onChange={(value) => setParams({ operation: value })} wide />
      <Suggest label="Persona" value={param('persona')} options={(known.data?.personas ?? []).map((item) => item.key)} onChange={(value) => setParams({ persona: value })} />
      <Suggest label="Workspace" value={param('workspace')} options={workspaces} onChange={(value) => setParams({ workspace: value })} />
      <DurationField label="Min duration" name="min" placeholder="e.g. 100ms" />
      <DurationField label="Max duration" name="max" placeholder="e.g. 2s" />
      <TagsField />
      <label class="check"><input type="checkbox" checked={flag('errors')} onChange={(event) => setParams({ errors: event.currentTarget.checked ? '1' : null })} /> Errors only</label>
      <TraceIdField />
    </form>
  );
}

function DurationField({ label, name, placeholder }: { readonly label: string; readonly name: string; readonly placeholder: string }) {
  const value = param(name);
  const invalid = value !== '' && parseDurationMs(value) === null;
  return (
    <label class="field field-narrow">
      <span>{label}</span>
      <input type="text" value={value} placeholder={placeholder} aria-invalid={invalid} title={invalid ? 'Write a duration such as 250ms, 1.5s or 2m' : undefined} onChange={(event) => setParams({ [name]: event.currentTarget.value.trim() })} />
    </label>
  );
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

function TraceIdField() {
  const [id, setId] = useState('');
  const clean = id.trim().toLowerCase();
  const invalid = clean !== '' && !/^[0-9a-f]{1,32}$/.test(clean);
  return (
    <label class="field">
      <span>Open by trace id</span>
      <input type="text" value={id} placeholder="32 hex digits" aria-invalid={invalid} autocomplete="off" spellcheck={false} onInput={(event) => setId(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && clean !== '' && !invalid) go(['traces', clean.padStart(32, '0')]);
        }} />
    </label>
  );
}
