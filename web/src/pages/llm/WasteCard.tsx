import { ApiError } from '../../api/http.ts';
import { queryTraceQlInstant } from '../../api/tempo.ts';
import { fetchRepeats } from '../../api/tta.ts';
import type { LlmRepeat } from '../../api/types.ts';
import { go, href } from '../../app/address.ts';
import { shownWindow } from '../../app/live.ts';
import { useResource } from '../../app/useResource.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Notice } from '../../components/States.tsx';
import { Table, type Column } from '../../components/Table.tsx';
import { formatCost, formatInteger, formatNumber, plural } from '../../lib/format.ts';
import { alignWindow } from '../../lib/step.ts';
import { wasteCost, wasteKinds, wasteOfAll, wasteSearch } from '../../lib/waste.ts';

/** Money for results that nobody used, and for questions that were asked again. */
export function WasteCard({ failedUsd, failedCalls }: { readonly failedUsd: number; readonly failedCalls: number }) {
  // Reading traces and messages takes more than a list does: live refreshes look again once a minute.
  const { startMs, endMs } = alignWindow(shownWindow.value.startMs, shownWindow.value.endMs, 60);
  const waste = useResource(`${startMs}/${endMs}`, async (abort) => {
    const [all, ...kinds] = await Promise.all([wasteOfAll(), ...wasteKinds.map(wasteCost)].map((query) => sumOrNull(query, startMs, endMs, abort)));
    return { all: all ?? null, kinds: wasteKinds.map((kind, index) => ({ kind, costUsd: kinds[index] ?? null })) };
  }, 'waste');
  const repeats = useResource(`${startMs}/${endMs}`, (abort) => fetchRepeats(startMs, endMs, abort), 'repeats');
  return (
    <section class="card" data-testid="waste">
      <header class="card-header"><h2>Wasted</h2><span class="muted">paid for, and not used</span></header>
      <Loaded resource={waste} what="the waste">
        {({ all, kinds }) => (
          <dl class="figures">
            <div title="Calls that ended with an error"><dt>Failed calls</dt><dd>{formatCost(failedUsd)}</dd><dd class="small muted">{plural(failedCalls, 'call')}</dd></div>
            {kinds.map(({ kind, costUsd }) => costUsd !== null && (
              <div key={kind.id} title={kind.hint}><dt>{kind.title}</dt><dd>{formatCost(costUsd)}</dd><dd class="small">{costUsd > 0 && <a href={href(['traces'], { view: 'traceql', q: wasteSearch(kind) })}>Show them</a>}</dd></div>
            ))}
            {all !== null && <div title="Attempts, first choices and hedges together; a call that counts as two of them was paid for once"><dt>Thrown away in all</dt><dd class={all > 0 ? 'bad' : ''}>{formatCost(all)}</dd></div>}
            {repeats.data && <div title="Questions that the same model had answered before, with the same instructions, messages, tools and parameters"><dt>Asked again</dt><dd>{formatCost(repeats.data.costUsd)}</dd><dd class="small muted">{plural(repeats.data.repeats, 'call')} a cache would have answered</dd></div>}
          </dl>
        )}
      </Loaded>
      {repeats.error && !repeats.data && <Notice tone="bad">Could not compare the questions: {repeats.error.message}</Notice>}
      {repeats.data && repeats.data.rows.length > 0 && <Repeats rows={repeats.data.rows} compared={repeats.data.compared} truncated={repeats.data.truncated} />}
    </section>
  );
}

function Repeats({ rows, compared, truncated }: { readonly rows: readonly LlmRepeat[]; readonly compared: number; readonly truncated: boolean }) {
  const columns: readonly Column<LlmRepeat>[] = [
    { key: 'model', title: 'Asked again of', cell: (row) => <><strong>{row.first.model || row.first.name}</strong> <span class="muted">{[row.first.workflowName, row.first.persona].filter(Boolean).join(' · ')}</span></>, sort: (row) => row.first.model },
    { key: 'times', title: 'Times', numeric: true, cell: (row) => formatInteger(row.repeats), sort: (row) => row.repeats },
    { key: 'tokens', title: 'Tokens', numeric: true, minor: true, cell: (row) => formatNumber(row.inputTokens + row.outputTokens), sort: (row) => row.inputTokens + row.outputTokens },
    { key: 'cost', title: 'Cost', numeric: true, cell: (row) => formatCost(row.costUsd), sort: (row) => Number(row.costUsd) },
    { key: 'where', title: 'Calls', minor: true, cell: (row) => <span class="tags"><a href={href(['traces', row.first.traceId], { span: row.first.spanId })}>first</a> <a href={href(['traces', row.last.traceId], { span: row.last.spanId })}>last</a></span> },
  ];
  return (
    <>
      <Table label="Questions that were asked again" columns={columns} rows={rows} rowKey={(row) => `${row.first.traceId}/${row.first.spanId}`} testId="repeat-row" initialSort={{ key: 'cost', descending: true }} shown={10} onOpen={(row) => go(['traces', row.last.traceId], { span: row.last.spanId })} />
      <p class="footnote pad">Compared: the {plural(compared, 'newest call', 'newest calls')} whose messages were stored{truncated && ', older ones were left out'}. A step <code>.WithCache(key)</code> answers them without a call.</p>
    </>
  );
}

/** Null where the server does not compute series of traces. */
async function sumOrNull(query: string, startMs: number, endMs: number, abort: AbortSignal): Promise<number | null> {
  try {
    return (await queryTraceQlInstant(query, startMs, endMs, abort)).reduce((sum, value) => sum + (Number.isFinite(value) ? value : 0), 0);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
