import { fetchOverview } from '../../api/tta.ts';
import type { Overview } from '../../api/types.ts';
import { href } from '../../app/address.ts';
import { shownWindow } from '../../app/live.ts';
import { useResource } from '../../app/useResource.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Stat } from '../../components/Stat.tsx';
import { formatCost, formatDurationMs, formatInteger, formatNumber, formatPercent, plural } from '../../lib/format.ts';
import { FirstRun } from './FirstRun.tsx';
import { PersonaTable, PrimitiveTable, ServiceTable } from './OverviewTables.tsx';
import { TraceTable } from '../traces/TraceTable.tsx';
import { TrendChart } from './TrendChart.tsx';

export function OverviewPage() {
  const { startMs, endMs } = shownWindow.value;
  const overview = useResource(`${startMs}-${endMs}`, (abort) => fetchOverview(startMs, endMs, abort), 'overview');
  return (
    <Loaded resource={overview} what="the overview">
      {(data) => (isEmpty(data) ? <FirstRun /> : <Filled data={data} />)}
    </Loaded>
  );
}

function isEmpty(data: Overview): boolean {
  return data.traces.count === 0 && data.logs.count === 0 && data.llm.calls === 0 && data.services.length === 0 && data.ingest.samplesPerSecond === 0;
}

function Filled({ data }: { readonly data: Overview }) {
  const { traces, llm, logs, ingest } = data;
  const failedRatio = traces.count === 0 ? 0 : traces.failedCount / traces.count;
  return (
    <div class="stack">
      <section class="stats" aria-label="Figures of the range">
        <Stat label="Traces" value={formatNumber(traces.count)} note={`${formatNumber(ingest.spansPerSecond)} spans/s coming in`} href={href(['traces'])} />
        <Stat label="Failed" value={formatPercent(failedRatio)} note={`${plural(traces.errorCount, 'trace')} with errors inside`} tone={traces.failedCount > 0 ? 'bad' : 'plain'} href={href(['traces'], { errors: '1' })} />
        <Stat label="Duration p95" value={formatDurationMs(traces.p95Ms)} note={`p50 ${formatDurationMs(traces.p50Ms)}`} href={href(['traces'], { sort: 'duration' })} />
        <Stat label="Model cost" value={formatCost(llm.costUsd)} note={`${formatCost(llm.calls === 0 ? 0 : Number(llm.costUsd) / llm.calls)} per call`} href={href(['llm'], { view: 'costs' })} />
        <Stat label="Model calls" value={formatNumber(llm.calls)} note={`${formatNumber(llm.inputTokens)} tokens in, ${formatNumber(llm.outputTokens)} out`} href={href(['llm'])} />
        <Stat label="Log lines" value={formatNumber(logs.count)} note={<span class={logs.errorCount > 0 ? 'bad' : ''}>{plural(logs.errorCount, 'error')}</span>} href={href(['logs'])} />
      </section>
      <div class="columns columns-3">
        <TrendChart title="Workflow runs" group="status" query={(window) => `sum by (status) (rate(workflow_executions_total[${window}]))`} />
        <TrendChart title="Step duration, p95" group="primitive_name" query={(window) => `histogram_quantile(0.95, sum by (le, primitive_name) (rate(primitive_execution_duration_seconds_bucket[${window}])))`} />
        <TrendChart title="Model cost" group="model" query={(window) => `sum by (model) (rate(llm_cost_usd_total[${window}]))`} />
      </div>
      <div class="columns columns-2">
        <section class="card">
          <header class="card-header"><h2>Slowest traces</h2><a href={href(['traces'], { sort: 'duration' })}>All traces</a></header>
          <TraceTable label="Slowest traces" traces={data.slowestTraces} compact />
        </section>
        <section class="card">
          <header class="card-header"><h2>Traces with errors</h2><a href={href(['traces'], { errors: '1' })}>All with errors</a></header>
          {data.errorTraces.length === 0 ? <p class="card-empty">No trace with an error in this range.</p> : <TraceTable label="Traces with errors" traces={data.errorTraces} compact />}
        </section>
      </div>
      <PrimitiveTable rows={data.primitives} />
      <div class="columns columns-2">
        <PersonaTable rows={data.personas} />
        <ServiceTable rows={data.services} />
      </div>
      <p class="footnote">
        Coming in: {formatNumber(ingest.spansPerSecond)} spans/s, {formatNumber(ingest.samplesPerSecond)} samples/s, {formatNumber(ingest.logLinesPerSecond)} log lines/s · {formatInteger(data.services.length)} services
      </p>
    </div>
  );
}
