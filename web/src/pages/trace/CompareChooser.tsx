import { fetchTraces } from '../../api/tta.ts';
import { setParams } from '../../app/address.ts';
import { isUtc } from '../../app/preferences.ts';
import { useResource } from '../../app/useResource.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Table, type Column } from '../../components/Table.tsx';
import { TextField } from '../../components/TextField.tsx';
import type { TraceSummary } from '../../api/types.ts';
import { formatCost, formatDurationMs, formatInteger } from '../../lib/format.ts';
import { displayName } from '../../lib/spanFacts.ts';
import { formatDateTime } from '../../lib/time.ts';
import type { Trace } from '../../lib/trace.ts';

const aroundMs = 24 * 3_600_000;
const limit = 30;

/** Other runs of the same workflow, or any trace by its id. */
export function CompareChooser({ trace }: { readonly trace: Trace }) {
  const root = trace.spans[0];
  const startMs = Math.floor(trace.startUs / 1000) - aroundMs;
  const endMs = Math.ceil(trace.endUs / 1000) + aroundMs;
  const found = useResource(
    root ? `${trace.id}/others` : null,
    (abort) => fetchTraces({ startMs, endMs, service: root?.service ?? '', operation: root?.operation ?? '', workspace: '', persona: '', minDurationMs: null, maxDurationMs: null, tags: [], errorsOnly: false, limit }, abort),
    trace.id,
  );
  const choose = (id: string): void => setParams({ compare: id }, true);
  const columns: readonly Column<TraceSummary>[] = [
    { key: 'start', title: 'Started', cell: (item) => <button type="button" class="link nowrap" onClick={() => choose(item.traceId)}>{formatDateTime(item.startMs, isUtc())}</button>, sort: (item) => item.startMs },
    { key: 'duration', title: 'Duration', numeric: true, cell: (item) => formatDurationMs(item.durationMs), sort: (item) => item.durationMs },
    { key: 'spans', title: 'Spans', numeric: true, cell: (item) => formatInteger(item.spanCount), sort: (item) => item.spanCount },
    { key: 'errors', title: 'Errors', numeric: true, cell: (item) => <span class={item.errorCount > 0 ? 'bad' : 'muted'}>{formatInteger(item.errorCount)}</span>, sort: (item) => item.errorCount },
    { key: 'cost', title: 'Cost', numeric: true, cell: (item) => (item.llmCalls === 0 ? <span class="muted">–</span> : formatCost(item.costUsd)), sort: (item) => Number(item.costUsd) },
  ];
  return (
    <section class="card">
      <header class="card-header">
        <h2>Compare with another run{root ? ` of ${displayName(root)}` : ''}</h2>
        <TextField label="Trace id" hideLabel value="" placeholder="or a trace id" check={(text) => (/^[0-9a-f]{1,32}$/i.test(text) ? null : 'A trace id has up to 32 hexadecimal digits')} onChange={(id) => { if (/^[0-9a-f]{1,32}$/i.test(id)) choose(id.toLowerCase().padStart(32, '0')); }} />
      </header>
      <Loaded resource={found} what="other runs">
        {({ traces }) => {
          const others = traces.filter((item) => item.traceId !== trace.id);
          return others.length === 0
            ? <p class="card-empty">No other run within a day of this one. Write the id of any trace above.</p>
            : <Table label="Traces to compare with" columns={columns} rows={others} rowKey={(item) => item.traceId} testId="compare-choice" initialSort={{ key: 'start', descending: true }} onOpen={(item) => choose(item.traceId)} />;
        }}
      </Loaded>
    </section>
  );
}
