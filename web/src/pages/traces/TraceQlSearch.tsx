import { useMemo } from 'preact/hooks';
import { ApiError } from '../../api/http.ts';
import { queryTraceQlRange, searchTraceQl } from '../../api/tempo.ts';
import { go, href, param, setParams, setRange } from '../../app/address.ts';
import { shownWindow } from '../../app/live.ts';
import { dark, isUtc } from '../../app/preferences.ts';
import { useResource } from '../../app/useResource.ts';
import { LineChart } from '../../charts/lineChart.ts';
import { Chart } from '../../components/Chart.tsx';
import { QueryInput } from '../../components/QueryInput.tsx';
import { Empty, Failed, Loading, Notice } from '../../components/States.tsx';
import { Table, type Column } from '../../components/Table.tsx';
import { formatDurationMs, formatInteger, plural } from '../../lib/format.ts';
import { colourVariable, seriesColours } from '../../lib/palette.ts';
import { seriesNames, toColumns } from '../../lib/series.ts';
import { alignWindow, chooseStepSeconds } from '../../lib/step.ts';
import { formatInstant } from '../../lib/time.ts';
import { isMetricsQuery, traceQlExamples, type FoundTrace } from '../../lib/traceql.ts';
import { suggestTraceQl } from './suggestTraceQl.ts';

const limit = 200;
const mostSeries = 50;

/** Traces, or series made of them, by a TraceQL query. */
export function TraceQlSearch() {
  const query = param('q');
  const metrics = isMetricsQuery(query);
  const { startMs, endMs } = shownWindow.value;
  const traces = useResource(query === '' || metrics ? null : `${query}/${startMs}/${endMs}`, (abort) => searchTraceQl({ query, startMs, endMs, limit }, abort), query);
  const step = chooseStepSeconds(endMs - startMs, 200);
  const aligned = alignWindow(startMs, endMs, step);
  const series = useResource(query !== '' && metrics ? `${query}/${aligned.startMs}/${aligned.endMs}` : null, (abort) => queryTraceQlRange(query, aligned.startMs, aligned.endMs, step, abort), query);
  const error = (metrics ? series : traces).error;
  const missing = error instanceof ApiError && error.status === 404;
  const refused = error instanceof ApiError && error.status >= 400 && error.status < 500 && !missing;
  return (
    <div class="stack">
      <section class="card query-card">
        <div class="query-row">
          <QueryInput label="TraceQL query" value={query} placeholder={'{ status = error && span.gen_ai.request.model = "…" }'} suggest={suggestTraceQl} onRun={(q) => setParams({ q }, true)} error={refused ? error.message : null} />
        </div>
        {query === '' && (
          <div class="questions">
            {traceQlExamples.map((example) => <button key={example.title} type="button" class="button" title={example.query} onClick={() => setParams({ q: example.query }, true)}>{example.title}</button>)}
          </div>
        )}
      </section>
      {missing ? <Empty title={metrics ? 'This server makes no series of traces' : 'This server does not search by TraceQL'}><p>{metrics ? 'Queries without rate() and the like find traces.' : 'The filters of the search find traces by service, duration and tags.'}</p></Empty>
        : error && !refused ? <Failed what="the answer" error={error} />
        : metrics ? series.data && <Series series={series.data} aligned={aligned} step={step} />
        : traces.data && <Found traces={traces.data} />}
      {(metrics ? series : traces).loading && !(metrics ? series : traces).data && <Loading what="the answer" />}
    </div>
  );
}

function Found({ traces }: { readonly traces: readonly FoundTrace[] }) {
  if (traces.length === 0) return <Empty title="No trace matches"><p>No trace in this range has spans that fit the query.</p></Empty>;
  const open = (trace: FoundTrace): void => go(['traces', trace.traceId], { span: trace.spans[0]?.id });
  const columns: readonly Column<FoundTrace>[] = [
    { key: 'name', title: 'Trace', cell: (trace) => <a class="trace-name" href={href(['traces', trace.traceId])}><strong>{trace.name.replace(/^primitive\./, '') || '(no root span)'}</strong><span class="muted">{trace.service}</span></a>, sort: (trace) => trace.name },
    { key: 'spans', title: 'Spans that fit', minor: true, cell: (trace) => <Matches trace={trace} />, sort: (trace) => trace.matched },
    { key: 'duration', title: 'Duration', numeric: true, cell: (trace) => formatDurationMs(trace.durationMs), sort: (trace) => trace.durationMs },
    { key: 'start', title: 'Started', cell: (trace) => <time class="nowrap" dateTime={new Date(trace.startMs).toISOString()}>{formatInstant(trace.startMs, shownWindow.value.endMs, isUtc())}</time>, sort: (trace) => trace.startMs },
  ];
  return (
    <section class="card">
      {traces.length >= limit && <Notice>Only {formatInteger(limit)} traces are shown. Narrow the range or the query.</Notice>}
      <header class="card-header"><h2>{plural(traces.length, 'trace')}</h2><span class="muted">{plural(traces.reduce((sum, trace) => sum + trace.matched, 0), 'span')} fit</span></header>
      <Table label="Traces" columns={columns} rows={traces} rowKey={(trace) => trace.traceId} testId="trace-row" onOpen={open} initialSort={{ key: 'start', descending: true }} />
    </section>
  );
}

function Matches({ trace }: { readonly trace: FoundTrace }) {
  return (
    <span class="tags">
      {trace.spans.slice(0, 3).map((span) => (
        <a key={span.id} class="badge badge-neutral" href={href(['traces', trace.traceId], { span: span.id })} title={span.attributes.map((item) => `${item.key} = ${item.value}`).join('\n')}>
          {span.name.replace(/^primitive\./, '') || span.id} {formatDurationMs(span.durationMs)}
        </a>
      ))}
      {trace.matched > 3 && <span class="muted">+{formatInteger(trace.matched - Math.min(3, trace.spans.length))}</span>}
    </span>
  );
}

interface SeriesProps {
  readonly series: Awaited<ReturnType<typeof queryTraceQlRange>>;
  readonly aligned: { readonly startMs: number; readonly endMs: number };
  readonly step: number;
}

function Series({ series, aligned, step }: SeriesProps) {
  const utc = isUtc();
  const isDark = dark.value;
  const data = useMemo(() => {
    const shown = series.slice(0, mostSeries);
    const names = seriesNames(shown.map((item) => item.metric));
    const { xs, ys } = toColumns(shown, aligned.startMs / 1000, aligned.endMs / 1000, step);
    return { xs, unit: 'none' as const, utc, dark: isDark, filled: shown.length === 1, series: names.map((name, index) => ({ name, colour: (index % seriesColours) + 1, values: ys[index] ?? [], hidden: false })) };
  }, [series, utc, isDark]);
  if (series.length === 0) return <Empty title="The query answers nothing in this range" />;
  return (
    <section class="card chart-card">
      {series.length > mostSeries && <Notice>Only the first {mostSeries} of {plural(series.length, 'series', 'series')} are drawn. Keep the largest with | topk(10).</Notice>}
      <Chart create={(host) => new LineChart(host, (startMs, endMs) => setRange({ kind: 'fixed', startMs, endMs }))} data={data} label="Answer of the query" height={300} />
      <ul class="legend-inline">
        {data.series.map((item) => <li key={item.name}><i class="dot" style={{ background: colourVariable(item.colour) }} />{item.name}</li>)}
      </ul>
    </section>
  );
}
