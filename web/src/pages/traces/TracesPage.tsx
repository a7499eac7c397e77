import { useMemo } from 'preact/hooks';
import { fetchTraces } from '../../api/tta.ts';
import type { TraceQuery, TraceSummary } from '../../api/types.ts';
import { flag, go, href, param, paramList, setParams, setRange } from '../../app/address.ts';
import { shownWindow } from '../../app/live.ts';
import { dark, isUtc } from '../../app/preferences.ts';
import { useResource } from '../../app/useResource.ts';
import { ScatterPlot } from '../../charts/scatterPlot.ts';
import { Chart } from '../../components/Chart.tsx';
import { lazy } from '../../components/lazy.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Empty, Notice } from '../../components/States.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { formatCost, formatDurationMs, formatInteger, plural } from '../../lib/format.ts';
import { parseDurationMs } from '../../lib/time.ts';
import { OpenedTraces, OpenFileButton } from './OpenedTraces.tsx';
import { filterNames, TraceSearchForm } from './TraceSearchForm.tsx';
import { TraceTable } from './TraceTable.tsx';

const limits = [20, 100, 500, 2000] as const;

const TraceQlSearch = lazy('the query', async () => (await import('./TraceQlSearch.tsx')).TraceQlSearch);
const RangeMap = lazy('the map', async () => (await import('./RangeMap.tsx')).RangeMap);

const views = [{ id: 'search', title: 'Search' }, { id: 'traceql', title: 'TraceQL' }, { id: 'map', title: 'Map' }] as const;

export function TracesPage() {
  const view = views.find((item) => item.id === param('view'))?.id ?? 'search';
  return (
    <div class="stack">
      <div class="page-tools">
        <Tabs label="Ways to look at traces" tabs={views} active={view} onChange={(id) => setParams({ view: id === 'search' ? null : id }, true)} />
        <OpenFileButton />
      </div>
      <OpenedTraces />
      {view === 'search' ? <Search /> : view === 'traceql' ? <TraceQlSearch /> : <RangeMap />}
    </div>
  );
}

function Search() {
  const query = queryOfAddress();
  const found = useResource(JSON.stringify(query), (abort) => fetchTraces(query, abort), 'traces');
  const filtered = filterNames.some((name) => param(name) !== '');
  const base = param('compare');
  return (
    <div class="stack">
      <TraceSearchForm />
      {base !== '' && <Notice tone="info">Choose the trace to compare with <a href={href(['traces', base])}><code>{base}</code></a>, or <button type="button" class="link" onClick={() => setParams({ compare: null })}>stop comparing</button>.</Notice>}
      <Loaded resource={found} what="traces">
        {({ traces, truncated }) =>
          traces.length === 0 ? (
            <Empty title="No trace matches">
              <p>{filtered ? 'Nothing in this range fits all of the filters.' : 'Nothing was received in this range.'}</p>
              {filtered && <button type="button" class="button" onClick={() => setParams(Object.fromEntries(filterNames.map((name) => [name, null])), true)}>Clear the filters</button>}
            </Empty>
          ) : (
            <Found traces={traces} truncated={truncated} query={query} />
          )
        }
      </Loaded>
    </div>
  );
}

function Found({ traces, truncated, query }: { readonly traces: readonly TraceSummary[]; readonly truncated: boolean; readonly query: TraceQuery }) {
  const utc = isUtc();
  const isDark = dark.value;
  const scatter = useMemo(() => {
    const most = Math.max(1, ...traces.map((trace) => trace.spanCount));
    return { startMs: query.startMs, endMs: query.endMs, utc, dark: isDark, points: traces.map((trace) => toPoint(trace, most)) };
  }, [traces, utc, isDark]);
  const next = limits.find((limit) => limit > query.limit);
  return (
    <div class="stack">
      <section class="card">
        <Chart create={(host) => new ScatterPlot(host, (id) => go(['traces', id]), (startMs, endMs) => setRange({ kind: 'fixed', startMs, endMs }))} data={scatter} label={`Duration by start time of ${traces.length} traces`} height={190} />
      </section>
      {truncated && (
        <Notice>
          Only the newest {formatInteger(traces.length)} traces are shown. Narrow the search{next ? <>, or <button type="button" class="link" onClick={() => setParams({ limit: String(next) })}>show up to {next}</button></> : null}.
        </Notice>
      )}
      <section class="card">
        <header class="card-header"><h2>{plural(traces.length, 'trace')}</h2><span class="muted">{traces.filter((trace) => trace.errorCount > 0).length} with errors</span></header>
        <TraceTable label="Traces" traces={traces} base={param('compare')} onCompare={(id) => setParams({ compare: id })} sort={{ key: param('sort') === 'duration' ? 'duration' : 'start', descending: true }} />
      </section>
    </div>
  );
}

function toPoint(trace: TraceSummary, most: number) {
  return {
    id: trace.traceId,
    timeMs: trace.startMs,
    durationMs: trace.durationMs,
    error: trace.errorCount > 0,
    weight: trace.spanCount / most,
    title: trace.workflowName ?? trace.rootOperation,
    rows: [
      { colour: null, name: trace.rootService, value: formatDurationMs(trace.durationMs) },
      { colour: null, name: 'Spans', value: formatInteger(trace.spanCount) },
      ...(trace.errorCount > 0 ? [{ colour: null, name: 'Errors', value: formatInteger(trace.errorCount) }] : []),
      ...(trace.llmCalls > 0 ? [{ colour: null, name: 'Cost', value: formatCost(trace.costUsd) }] : []),
    ],
  };
}

function queryOfAddress(): TraceQuery {
  const { startMs, endMs } = shownWindow.value;
  const limit = Number(param('limit'));
  return {
    startMs,
    endMs,
    service: param('service'),
    operation: param('operation'),
    workspace: param('workspace'),
    persona: param('persona'),
    minDurationMs: parseDurationMs(param('min')),
    maxDurationMs: parseDurationMs(param('max')),
    tags: paramList('tag'),
    errorsOnly: flag('errors'),
    limit: limit > 0 && limit <= 5000 ? limit : 100,
  };
}
