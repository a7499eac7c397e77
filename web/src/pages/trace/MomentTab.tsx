import { useMemo } from 'preact/hooks';
import { queryLogs } from '../../api/loki.ts';
import { queryRange } from '../../api/prometheus.ts';
import { href, param, setParams } from '../../app/address.ts';
import { asked } from '../../app/live.ts';
import { dark, isUtc } from '../../app/preferences.ts';
import { useResource } from '../../app/useResource.ts';
import { LineChart } from '../../charts/lineChart.ts';
import { Chart } from '../../components/Chart.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Empty, Notice } from '../../components/States.tsx';
import { plural } from '../../lib/format.ts';
import { anyStream, toEntries } from '../../lib/logs.ts';
import { momentCharts, momentLogQuery, momentWindow, type MomentChart } from '../../lib/moment.ts';
import { assignColours, colourVariable } from '../../lib/palette.ts';
import { toColumns } from '../../lib/series.ts';
import { alignWindow, chooseStepSeconds } from '../../lib/step.ts';
import { displayName } from '../../lib/spanFacts.ts';
import type { Trace } from '../../lib/trace.ts';
import { unitOfQuery } from '../../lib/units.ts';
import { LogList } from '../logs/LogList.tsx';

interface Moment {
  readonly startMs: number;
  readonly endMs: number;
}

/** Metrics and log lines from the time of the trace, or of the chosen span: what else happened then. */
export function MomentTab({ trace }: { readonly trace: Trace }) {
  const span = trace.byId.get(param('span'));
  const moment: Moment = { startMs: (span ?? trace).startUs / 1000, endMs: (span ?? trace).endUs / 1000 };
  const services = useMemo(() => (span ? [span.service] : trace.services.map((service) => service.name)), [trace, span]);
  return (
    <div class="trace-tab stack">
      <p class="muted">
        {span ? <>While <strong>{displayName(span)}</strong> ran · <button type="button" class="link" onClick={() => setParams({ span: null })}>the whole trace</button></> : 'While the trace ran'}. The shaded part of the charts is that time.
      </p>
      <div class="moment-charts"><Charts moment={moment} services={services} /></div>
      <Lines moment={moment} services={services} trace={trace} />
    </div>
  );
}

interface PartProps {
  readonly moment: Moment;
  readonly services: readonly string[];
}

function Charts({ moment, services }: PartProps) {
  const { startMs, endMs } = momentWindow(moment.startMs, moment.endMs);
  const step = chooseStepSeconds(endMs - startMs, 120);
  const aligned = alignWindow(startMs, endMs, step);
  const charts = useMemo(() => momentCharts(services), [services]);
  const answers = useResource(
    `${services.join('/')}/${aligned.startMs}/${aligned.endMs}/${asked.value}`,
    (abort) => Promise.all(charts.map(async (chart) => ({ chart, answer: await queryRange(chart.query, aligned.startMs / 1000, aligned.endMs / 1000, step, abort) }))),
    services.join('/'),
  );
  return (
    <Loaded resource={answers} what="the metrics">
      {(found) => {
        const filled = found.filter(({ answer }) => answer.series.some((item) => item.values.length > 0));
        return filled.length === 0
          ? <Empty title="No metrics from that time"><p>Charts appear for programs that export process metrics, and for machines with a node exporter or the host metrics of a collector.</p></Empty>
          : <div class="columns columns-3">{filled.map(({ chart, answer }) => <MomentCard key={chart.title} chart={chart} series={answer.series} moment={moment} aligned={aligned} step={step} />)}</div>;
      }}
    </Loaded>
  );
}

const mostLines = 6;

interface MomentCardProps {
  readonly chart: MomentChart;
  readonly series: Awaited<ReturnType<typeof queryRange>>['series'];
  readonly moment: Moment;
  readonly aligned: Moment;
  readonly step: number;
}

function MomentCard({ chart, series, moment, aligned, step }: MomentCardProps) {
  const utc = isUtc();
  const isDark = dark.value;
  const data = useMemo(() => {
    const shown = series.slice(0, mostLines);
    const names = shown.map((item) => item.metric[chart.group] || 'all');
    const colours = assignColours(names);
    const { xs, ys } = toColumns(shown, aligned.startMs / 1000, aligned.endMs / 1000, step);
    return {
      xs, unit: unitOfQuery(chart.query.split(' or ')[0] ?? ''), utc, dark: isDark, filled: false, band: { from: moment.startMs / 1000, to: moment.endMs / 1000 },
      series: names.map((name, index) => ({ name, colour: colours.get(name) ?? 1, values: ys[index] ?? [], hidden: false })),
    };
  }, [series, utc, isDark, moment.startMs, moment.endMs]);
  return (
    <section class="card chart-card" data-testid="moment-chart">
      <header class="card-header"><h2>{chart.title}</h2><a href={href(['metrics'], { q: chart.query, from: String(aligned.startMs), to: String(aligned.endMs) })}>Explore</a></header>
      <Chart create={(host) => new LineChart(host, null)} data={data} label={chart.title} height={130} />
      <ul class="legend-inline">
        {data.series.map((item) => <li key={item.name}><i class="dot" style={{ background: colourVariable(item.colour) }} />{item.name}</li>)}
        {series.length > mostLines && <li class="muted">{series.length - mostLines} more</li>}
      </ul>
    </section>
  );
}

/** Log times and span times need not agree to the millisecond. */
const logRoomMs = 2000;
const limit = 500;

function Lines({ moment, services, trace }: PartProps & { readonly trace: Trace }) {
  const everyone = param('logs') === 'all';
  const query = everyone ? anyStream : momentLogQuery(services);
  const startMs = Math.floor(moment.startMs) - logRoomMs;
  const endMs = Math.ceil(moment.endMs) + logRoomMs;
  const found = useResource(`${query}/${startMs}/${endMs}/${asked.value}`, (abort) => queryLogs(query, startMs, endMs, limit, 'forward', abort), trace.id);
  const entries = useMemo(() => (found.data ? toEntries(found.data.streams, false) : []), [found.data]);
  return (
    <section class="card">
      <header class="card-header">
        <h2>Log lines of that time</h2>
        <label class="check"><input type="checkbox" checked={everyone} onChange={(event) => setParams({ logs: event.currentTarget.checked ? 'all' : null })} /> Of every service</label>
        <a href={href(['logs'], { q: query, from: String(startMs), to: String(endMs) })}>Open in logs</a>
      </header>
      <Loaded resource={found} what="the log lines">
        {(data) => entries.length === 0 ? <p class="card-empty">Nothing was logged then.</p> : (
          <>
            {data.lineCount >= limit && <Notice>Only the first {plural(limit, 'line')} are shown.</Notice>}
            <LogList entries={entries} contains="" originUs={trace.startUs} onSpan={(id) => setParams({ tab: null, span: id }, true)} />
          </>
        )}
      </Loaded>
    </section>
  );
}
