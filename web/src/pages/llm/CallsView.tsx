import { useEffect } from 'preact/hooks';
import { fetchCosts, fetchLlmCalls } from '../../api/tta.ts';
import type { LlmCall } from '../../api/types.ts';
import { flag, param, setParams } from '../../app/address.ts';
import { isTyping } from '../../app/Keys.tsx';
import { shownWindow } from '../../app/live.ts';
import { useResource } from '../../app/useResource.ts';
import { Filters } from '../../components/Filters.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Empty, Loading, Notice } from '../../components/States.tsx';
import { Suggest } from '../../components/Suggest.tsx';
import { TextField } from '../../components/TextField.tsx';
import { formatInteger, plural } from '../../lib/format.ts';
import { CallDetail } from './CallDetail.tsx';
import { CallTable } from './CallTable.tsx';
import { CostCard } from './CostCard.tsx';

const limit = 500;
const filters: readonly string[] = ['model', 'persona', 'session', 'tool', 'mincost', 'score', 'failed'];

/** Calls one by one, with their messages. */
export function CallsView() {
  const { startMs, endMs } = shownWindow.value;
  const model = param('model');
  const persona = param('persona');
  const session = param('session');
  const tool = param('tool');
  const minCostUsd = amount(param('mincost'));
  const score = param('score');
  const failed = flag('failed') || null;
  const calls = useResource([startMs, endMs, model, persona, session, tool, minCostUsd, score, failed].join('/'), (abort) => fetchLlmCalls({ startMs, endMs, model, persona, sessionId: session, tool, minCostUsd, score, failed, limit }, abort), 'calls');
  const byModel = useResource(`${startMs}/${endMs}`, (abort) => fetchCosts(startMs, endMs, 'model', abort), 'model');
  const byPersona = useResource(`${startMs}/${endMs}`, (abort) => fetchCosts(startMs, endMs, 'persona', abort), 'persona');
  const open = (call: LlmCall | null): void => setParams({ call: call && `${call.traceId}/${call.spanId}` });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !isTyping(event)) setParams({ call: null });
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  // All at once: parts that came one after the other would push each other down.
  if ([calls, byModel, byPersona].some((found) => found.data === null && found.error === null)) return <Loading what="the model calls" />;
  return (
    <div class="stack">
      <div class="columns columns-2">
        <CostCard title="Cost by model" what="model" rows={byModel} active={model} onPick={(key) => setParams({ model: key === model ? null : key }, true)} />
        <CostCard title="Cost by persona" what="persona" rows={byPersona} active={persona} onPick={(key) => setParams({ persona: key === persona ? null : key }, true)} />
      </div>
      <Filters label="Filter model calls" active={filters.filter((name) => param(name) !== '').length}>
        <Suggest label="Model" value={model} options={(byModel.data ?? []).map((row) => row.key)} onChange={(value) => setParams({ model: value })} />
        <Suggest label="Persona" value={persona} options={(byPersona.data ?? []).map((row) => row.key)} onChange={(value) => setParams({ persona: value })} />
        <TextField label="Session" value={session} placeholder="any" onChange={(value) => setParams({ session: value })} />
        <TextField label="Tool" value={tool} placeholder="any" onChange={(value) => setParams({ tool: value })} />
        <TextField label="Cost at least" class="field-narrow" value={param('mincost')} placeholder="$0.01" check={(value) => (amount(value) === '' ? 'US dollars, such as 0.05' : null)} onChange={(value) => setParams({ mincost: value })} />
        <TextField label="Score of the trace" value={score} placeholder="quality<0.5" onChange={(value) => setParams({ score: value })} />
        <label class="check"><input type="checkbox" checked={failed === true} onChange={(event) => setParams({ failed: event.currentTarget.checked ? '1' : null })} /> Failed only</label>
      </Filters>
      <Loaded resource={calls} what="the model calls">
        {(data) => <Calls calls={data.calls} truncated={data.truncated} onOpen={open} />}
      </Loaded>
    </div>
  );
}

/** A sum of dollars as the server reads it; empty for what is none. */
function amount(text: string): string {
  return /^\$?\s*(\d+(?:\.\d+)?|\.\d+)$/.exec(text)?.[1] ?? '';
}

function Calls({ calls, truncated, onOpen }: { readonly calls: readonly LlmCall[]; readonly truncated: boolean; readonly onOpen: (call: LlmCall | null) => void }) {
  if (calls.length === 0) return <Empty title="No model call matches"><p>Calls appear here from spans with <code>gen_ai.*</code> attributes and from the Langfuse endpoints.</p></Empty>;
  const opened = calls.find((call) => `${call.traceId}/${call.spanId}` === param('call'));
  return (
    <div class={opened ? 'split' : ''}>
      <section class="card split-list">
        {truncated && <Notice>Only the newest {formatInteger(calls.length)} calls are shown. Narrow the range or the filters.</Notice>}
        <header class="card-header">
          <h2>{plural(calls.length, 'call')}</h2>
          <span class="muted">{calls.filter((call) => call.error !== null).length} failed</span>
        </header>
        <CallTable calls={calls} selected={opened ? `${opened.traceId}/${opened.spanId}` : null} onOpen={onOpen} />
      </section>
      {opened && <CallDetail key={`${opened.traceId}/${opened.spanId}`} call={opened} calls={calls} onOpen={onOpen} onClose={() => onOpen(null)} />}
    </div>
  );
}
