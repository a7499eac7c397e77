import { useMemo } from 'preact/hooks';
import { ApiError } from '../../api/http.ts';
import { fetchPrompt, fetchPrompts, type PromptSummary, type PromptVersion } from '../../api/langfuse.ts';
import { param, setParams } from '../../app/address.ts';
import { asked } from '../../app/live.ts';
import { isUtc } from '../../app/preferences.ts';
import { useResource, type Resource } from '../../app/useResource.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { DiffText } from '../../components/DiffText.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Empty } from '../../components/States.tsx';
import { Table, type Column } from '../../components/Table.tsx';
import { formatInteger } from '../../lib/format.ts';
import { diffLines } from '../../lib/lineDiff.ts';
import { pretty } from '../../lib/messages.ts';
import { formatDateTime } from '../../lib/time.ts';

/** Prompts that are kept here, their versions, and what changed between two of them. */
export function PromptsView() {
  const prompts = useResource(`prompts/${asked.value}`, fetchPrompts);
  if (prompts.error instanceof ApiError && prompts.error.status === 404 && !prompts.data) return <Empty title="This server keeps no prompts" />;
  return (
    <Loaded resource={prompts} what="the prompts">
      {(list) => {
        if (list.length === 0) return <Empty title="No prompt is kept here yet"><p>Prompts are made with the Langfuse client: <code>langfuse.prompt.create(…)</code> in JavaScript, <code>langfuse.create_prompt(…)</code> in Python, or <code>POST /api/public/v2/prompts</code>.</p></Empty>;
        const open = list.find((item) => item.name === param('prompt'));
        return (
          <div class={open ? 'split' : ''}>
            <section class="card split-list"><PromptTable prompts={list} selected={open?.name ?? null} /></section>
            {open && <PromptDetail key={open.name} prompt={open} />}
          </div>
        );
      }}
    </Loaded>
  );
}

function PromptTable({ prompts, selected }: { readonly prompts: readonly PromptSummary[]; readonly selected: string | null }) {
  const columns: readonly Column<PromptSummary>[] = [
    { key: 'name', title: 'Prompt', cell: (item) => <strong>{item.name}</strong>, sort: (item) => item.name },
    { key: 'type', title: 'Type', minor: true, cell: (item) => item.type, sort: (item) => item.type },
    { key: 'labels', title: 'Labels', minor: true, cell: (item) => <span class="tags">{item.labels.map((label) => <span key={label} class={label === 'production' ? 'badge badge-good' : 'badge badge-neutral'}>{label}</span>)}</span> },
    { key: 'versions', title: 'Versions', numeric: true, cell: (item) => formatInteger(item.versions.length), sort: (item) => item.versions.length },
    { key: 'updated', title: 'Changed', cell: (item) => <span class="nowrap">{formatDateTime(item.updatedMs, isUtc())}</span>, sort: (item) => item.updatedMs },
  ];
  return <Table label="Prompts" columns={columns} rows={prompts} rowKey={(item) => item.name} testId="prompt-row" selected={selected} initialSort={{ key: 'updated', descending: true }} onOpen={(item) => setParams({ prompt: item.name, version: null, against: null }, true)} />;
}

function PromptDetail({ prompt }: { readonly prompt: PromptSummary }) {
  const version = prompt.versions.find((item) => String(item) === param('version')) ?? prompt.versions[0] ?? 1;
  const against = prompt.versions.find((item) => String(item) === param('against')) ?? null;
  const shown = useVersion(prompt.name, version);
  const other = useVersion(prompt.name, against);
  const choices = (none: string | null) => [...(none === null ? [] : [<option key="" value="">{none}</option>]), ...prompt.versions.map((item) => <option key={item} value={String(item)}>Version {item}</option>)];
  return (
    <aside class="detail" data-testid="prompt-detail" aria-label={`Prompt ${prompt.name}`}>
      <header class="detail-header">
        <div><h3>{prompt.name}</h3><span class="tags">{prompt.tags.map((tag) => <span key={tag} class="badge badge-neutral">{tag}</span>)}</span></div>
        <button type="button" class="button" onClick={() => setParams({ prompt: null, version: null, against: null }, true)}>Close</button>
      </header>
      <div class="detail-body">
        <div class="tab-tools">
          <label class="select"><span class="visually-hidden">Version</span><select value={String(version)} onChange={(event) => setParams({ version: event.currentTarget.value })}>{choices(null)}</select></label>
          <label class="select"><span class="visually-hidden">Compare with</span><select value={against === null ? '' : String(against)} onChange={(event) => setParams({ against: event.currentTarget.value })}>{choices('Compare with …')}</select></label>
        </div>
        <Loaded resource={shown} what="the version">
          {(loaded) => loaded && <Version version={loaded} other={other.data} />}
        </Loaded>
      </div>
    </aside>
  );
}

function useVersion(name: string, version: number | null): Resource<PromptVersion | null> {
  return useResource<PromptVersion | null>(version === null ? null : `${name}/${version}/${asked.value}`, (abort) => fetchPrompt(name, version ?? 1, abort), `${name}/${version ?? ''}`);
}

function Version({ version, other }: { readonly version: PromptVersion; readonly other: PromptVersion | null }) {
  const text = promptText(version);
  const diff = useMemo(() => (other ? diffLines(promptText(other), text) : null), [other, text]);
  return (
    <>
      <dl class="facts facts-small">
        <div><dt>Made</dt><dd>{formatDateTime(version.createdMs, isUtc())}</dd></div>
        <div><dt>Type</dt><dd>{version.type}</dd></div>
        <div><dt>Labels</dt><dd>{version.labels.join(', ') || <span class="muted">none</span>}</dd></div>
      </dl>
      {version.commitMessage !== null && <p>{version.commitMessage}</p>}
      {diff ? (
        <DiffText lines={diff} label={`Changes from version ${other?.version ?? ''} to ${version.version}`} testId="prompt-diff" />
      ) : (
        <div class="code-block"><pre>{text}</pre><CopyButton text={text} label="Copy the prompt" /></div>
      )}
      {version.config !== null && pretty(version.config) !== '{}' && <details class="section" open><summary>Configuration</summary><pre class="json">{pretty(version.config)}</pre></details>}
    </>
  );
}

/** Chat prompts as text, one heading per message, so that versions can be compared by line. */
function promptText({ prompt }: PromptVersion): string {
  if (typeof prompt === 'string') return prompt;
  if (!Array.isArray(prompt)) return pretty(prompt);
  return prompt.map((item: unknown) => {
    const fields = typeof item === 'object' && item !== null ? (item as Readonly<Record<string, unknown>>) : {};
    return fields['type'] === 'placeholder' ? `[placeholder ${String(fields['name'] ?? '')}]` : `[${String(fields['role'] ?? 'message')}]\n${typeof fields['content'] === 'string' ? fields['content'] : pretty(fields['content'] ?? item)}`;
  }).join('\n\n');
}
