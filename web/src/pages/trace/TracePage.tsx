import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { fetchTraceScores } from '../../api/langfuse.ts';
import { href, param, setParams } from '../../app/address.ts';
import { asked, counters, following } from '../../app/live.ts';
import { isTyping } from '../../app/Keys.tsx';
import { openedTraces } from '../../app/openedTraces.ts';
import { useResource } from '../../app/useResource.ts';
import { lazy } from '../../components/lazy.tsx';
import { Failed, Loading, Notice } from '../../components/States.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { plural } from '../../lib/format.ts';
import { assignColours } from '../../lib/palette.ts';
import type { Score } from '../../lib/scores.ts';
import { buildTrace, type JaegerTrace, type Trace } from '../../lib/trace.ts';
import { isModelCall } from '../../lib/aiKind.ts';
import { rollUpUsage } from '../../lib/usage.ts';
import { StatisticsTab } from './StatisticsTab.tsx';
import { TraceCalls } from './TraceCalls.tsx';
import { TraceHeader } from './TraceHeader.tsx';
import { loadTrace } from './loadTrace.ts';
import { TraceLogs } from './TraceLogs.tsx';
import { Timeline } from './Timeline.tsx';

/** Late spans are looked for this long after the end of a trace. */
const growingMs = 30_000;

const noScores: readonly Score[] = [];

const FlameTab = lazy('the flame graph', async () => (await import('./FlameTab.tsx')).FlameTab);
const SpansTab = lazy('the table', async () => (await import('./SpansTab.tsx')).SpansTab);
const MapTab = lazy('the map', async () => (await import('./MapTab.tsx')).MapTab);
const MomentTab = lazy('what happened then', async () => (await import('./MomentTab.tsx')).MomentTab);
const CompareTab = lazy('the comparison', async () => (await import('./CompareTab.tsx')).CompareTab);

type TabId = 'timeline' | 'flame' | 'spans' | 'map' | 'calls' | 'logs' | 'moment' | 'statistics' | 'compare';

export function TracePage({ traceId }: { readonly traceId: string }) {
  const endMs = useRef<number | null>(null);
  const grown = useRef(0);
  if (following.value && endMs.current !== null && Date.now() - endMs.current < growingMs) grown.current = counters.value?.spans ?? 0;
  const loaded = useResource(`${traceId}/${asked.value}/${grown.current}/${openedTraces.value.get(traceId)?.version ?? 0}`, (abort) => loadTrace(traceId, abort), traceId);
  const trace = useMemo(() => (loaded.data ? buildTrace(loaded.data) : null), [loaded.data]);
  endMs.current = trace ? trace.endUs / 1000 : null;
  if (!trace || !loaded.data) {
    return (
      <div class="pad">
        {loaded.error ? <Failed what={`trace ${traceId}`} error={loaded.error} /> : <Loading what="the trace" />}
        {loaded.error && <p class="footnote centred">A trace from a file is gone when the page is loaded again: open the file once more. <a href={href(['traces'])}>All traces</a></p>}
      </div>
    );
  }
  return <TraceView key={traceId} trace={trace} json={loaded.data} />;
}

function TraceView({ trace, json }: { readonly trace: Trace; readonly json: JaegerTrace }) {
  const usage = useMemo(() => rollUpUsage(trace), [trace]);
  const colours = useMemo(() => assignColours(trace.services.map((service) => service.name)), [trace]);
  const scores = useResource(`${trace.id}/${asked.value}`, (abort) => fetchTraceScores(trace.id, abort), trace.id).data ?? noScores;
  const calls = useMemo(() => trace.spans.filter(isModelCall).length, [trace]);
  const tabs = [
    { id: 'timeline', title: 'Timeline' },
    { id: 'flame', title: 'Flame graph' },
    { id: 'spans', title: 'Spans', count: trace.spans.length },
    { id: 'map', title: 'Map' },
    { id: 'calls', title: 'Model calls', count: calls || null },
    { id: 'logs', title: 'Logs' },
    { id: 'moment', title: 'While it ran' },
    { id: 'statistics', title: 'Statistics' },
    { id: 'compare', title: 'Compare' },
  ] as const;
  const tab: TabId = tabs.find((item) => item.id === param('tab'))?.id ?? 'timeline';
  // For measurements: when the first rows of a trace were in the page.
  useEffect(() => void performance.mark('trace-drawn', { detail: trace.spans.length }), []);
  const show = (id: TabId): void => setParams({ tab: id === 'timeline' ? null : id }, true);
  // Before the first paint: a key may follow the first row at once.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
      const next = /^[1-9]$/.test(event.key) ? tabs[Number(event.key) - 1] : undefined;
      if (next) show(next.id);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <div class="trace">
      <TraceHeader trace={trace} json={json} usage={usage} colours={colours} scores={scores} />
      {trace.orphanCount > 0 && <Notice>{plural(trace.orphanCount, 'span')} name a parent that has not arrived. They are shown at the top level.</Notice>}
      {trace.warnings.map((warning) => <Notice key={warning}>{warning}</Notice>)}
      <Tabs label="Views of the trace" tabs={tabs} active={tab} onChange={show} />
      {tab === 'timeline' && <Timeline trace={trace} json={json} usage={usage} scores={scores} />}
      {tab === 'flame' && <FlameTab trace={trace} usage={usage} />}
      {tab === 'spans' && <SpansTab trace={trace} usage={usage} colours={colours} />}
      {tab === 'map' && <MapTab trace={trace} />}
      {tab === 'calls' && <TraceCalls trace={trace} scores={scores} />}
      {tab === 'logs' && <TraceLogs trace={trace} />}
      {tab === 'moment' && <MomentTab trace={trace} />}
      {tab === 'statistics' && <StatisticsTab trace={trace} colours={colours} />}
      {tab === 'compare' && <CompareTab trace={trace} usage={usage} />}
    </div>
  );
}
