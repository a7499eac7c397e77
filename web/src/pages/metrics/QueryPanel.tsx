import { useMemo, useState } from 'preact/hooks';
import { queryExemplars, queryRange } from '../../api/prometheus.ts';
import { go, href } from '../../app/address.ts';
import { shownWindow } from '../../app/live.ts';
import { dark, isUtc } from '../../app/preferences.ts';
import { useResource } from '../../app/useResource.ts';
import { LineChart } from '../../charts/lineChart.ts';
import { Chart } from '../../components/Chart.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Loading, Notice } from '../../components/States.tsx';
import { QueryInput } from '../../components/QueryInput.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { showsObservedValues, tracePoints, type TracePoint } from '../../lib/exemplars.ts';
import { plural } from '../../lib/format.ts';
import { seriesColours } from '../../lib/palette.ts';
import { seriesNames, toColumns } from '../../lib/series.ts';
import { alignWindow, stepSecondsFor } from '../../lib/step.ts';
import { formatUnit, unitOfQuery, type Unit } from '../../lib/units.ts';
import { InstantTable } from './InstantTable.tsx';
import { Legend } from './Legend.tsx';
import { suggestPromQl } from './suggestPromQl.ts';

export interface QueryPanelProps {
  readonly query: string;
  readonly step: string;
  readonly only: boolean;
  readonly onRun: (query: string) => void;
  readonly onRemove: () => void;
  readonly onRange: (startMs: number, endMs: number) => void;
}

/** A browser draws this many lines well; the rest is named in a note. */
const mostSeries = 200;

export function QueryPanel({ query, step, only, onRun, onRemove, onRange }: QueryPanelProps) {
  const [tab, setTab] = useState<'graph' | 'table'>('graph');
  const [hidden, setHidden] = useState<ReadonlySet<string>>(() => new Set());
  const { startMs, endMs } = shownWindow.value;
  const stepSeconds = stepSecondsFor(step, endMs - startMs, 300);
  const aligned = alignWindow(startMs, endMs, stepSeconds);
  const answer = useResource(query === '' ? null : `${query}/${aligned.startMs}/${aligned.endMs}/${stepSeconds}`, (abort) => queryRange(query, aligned.startMs / 1000, aligned.endMs / 1000, stepSeconds, abort), query);
  const observed = useResource(query !== '' && showsObservedValues(query) ? `${query}/${aligned.startMs}/${aligned.endMs}` : null, (abort) => queryExemplars(query, aligned.startMs / 1000, aligned.endMs / 1000, abort), query);
  const points = useMemo(() => tracePoints(observed.data ?? [], aligned.startMs / 1000, aligned.endMs / 1000), [observed.data]);
  const unit = unitOfQuery(query);
  const utc = isUtc();
  const isDark = dark.value;
  const data = useMemo(() => {
    const series = (answer.data?.series ?? []).slice(0, mostSeries);
    const names = seriesNames(series.map((item) => item.metric));
    const { xs, ys } = toColumns(series, aligned.startMs / 1000, aligned.endMs / 1000, stepSeconds);
    return { xs, unit, utc, dark: isDark, filled: series.length === 1, points, series: names.map((name, index) => ({ name, colour: (index % seriesColours) + 1, values: ys[index] ?? [], hidden: hidden.has(name) })) };
  }, [answer.data, points, hidden, utc, isDark, unit]);
  const count = answer.data?.series.length ?? 0;
  return (
    <section class="card query-card" aria-label={`Query ${query}`}>
      <div class="query-row">
        <QueryInput label="PromQL query" value={query} placeholder="sum by (status) (rate(workflow_executions_total[5m]))" suggest={suggestPromQl} onRun={onRun} error={answer.error?.message ?? null} />
        {!only && <button type="button" class="button button-icon button-quiet" onClick={onRemove} aria-label="Remove this query" title="Remove this query"><Icon name="close" /></button>}
      </div>
      {query !== '' && (
        <>
          <div class="card-header">
            <Tabs label="Form of the answer" tabs={[{ id: 'graph', title: 'Graph' }, { id: 'table', title: 'Table' }]} active={tab} onChange={setTab} />
            <span class="muted" role="status">{answer.loading ? 'loading…' : answer.data ? `${plural(count, 'series', 'series')}, step ${stepSeconds}s${points.length > 0 ? `, ${plural(points.length, 'observation')} with a trace` : ''}` : ''}</span>
          </div>
          {answer.data?.warnings.map((warning) => <Notice key={warning}>{warning}</Notice>)}
          {count > mostSeries && <Notice>Only the first {mostSeries} of {plural(count, 'series', 'series')} are drawn. Aggregate with sum by (…), or keep the largest with topk(10, …).</Notice>}
          {tab === 'table' ? (
            <InstantTable query={query} endMs={endMs} unit={unit} />
          ) : !answer.data ? (
            answer.error ? null : <Loading what="the answer" />
          ) : count === 0 ? (
            <p class="card-empty" data-testid="empty-state">The query answers nothing in this range.</p>
          ) : (
            <>
              <Chart create={(host) => new LineChart(host, onRange, (point) => go(['traces', point.traceId], { span: point.spanId }))} data={data} label={query} height={280} />
              {points.length > 0 && <Slowest points={points} unit={unit} />}
              <Legend series={data.series} unit={unit} onHidden={setHidden} hidden={hidden} />
            </>
          )}
        </>
      )}
    </section>
  );
}

/** The greatest observations, for those who do not point at the chart. */
function Slowest({ points, unit }: { readonly points: readonly TracePoint[]; readonly unit: Unit }) {
  const greatest = [...points].sort((a, b) => b.value - a.value).slice(0, 8);
  return (
    <p class="legend-inline" data-testid="exemplars">
      <span class="muted">Traces of the greatest values:</span>
      {greatest.map((point) => <a key={`${point.traceId}/${point.atSeconds}`} href={href(['traces', point.traceId], { span: point.spanId })}>{formatUnit(point.value, unit)}</a>)}
    </p>
  );
}
