import { useMemo, useRef } from 'preact/hooks';
import { fetchTrace } from '../../api/jaeger.ts';
import { href, param, setParams } from '../../app/address.ts';
import { asked, counters, following } from '../../app/live.ts';
import { useResource } from '../../app/useResource.ts';
import { Failed, Loading, Notice } from '../../components/States.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { plural } from '../../lib/format.ts';
import { assignColours } from '../../lib/palette.ts';
import { buildTrace, type JaegerTrace, type Trace } from '../../lib/trace.ts';
import { isModelCall, rollUpUsage } from '../../lib/usage.ts';
import { StatisticsTab } from './StatisticsTab.tsx';
import { TraceCalls } from './TraceCalls.tsx';
import { TraceHeader } from './TraceHeader.tsx';
import { TraceLogs } from './TraceLogs.tsx';
import { Timeline } from './Timeline.tsx';

/** Late spans are looked for this long after the end of a trace. */
const growingMs = 30_000;

type TabId = 'timeline' | 'calls' | 'logs' | 'statistics';

export function TracePage({ traceId }: { readonly traceId: string }) {
  const endMs = useRef(Infinity);
  const grown = useRef(0);
  if (following.value && Date.now() - endMs.current < growingMs) grown.current = counters.value?.spans ?? 0;
  const loaded = useResource(`${traceId}/${asked.value}/${grown.current}`, (abort) => fetchTrace(traceId, abort), traceId);
  const trace = useMemo(() => (loaded.data ? buildTrace(loaded.data) : null), [loaded.data]);
  endMs.current = trace ? trace.endUs / 1000 : Infinity;
  if (!trace || !loaded.data) {
    return (
      <div class="pad">
        {loaded.error ? <Failed what={`trace ${traceId}`} error={loaded.error} /> : <Loading what="the trace" />}
        {loaded.error && <p class="footnote"><a href={href(['traces'])}>All traces</a></p>}
      </div>
    );
  }
  return <TraceView key={traceId} trace={trace} json={loaded.data} />;
}

function TraceView({ trace, json }: { readonly trace: Trace; readonly json: JaegerTrace }) {
  const usage = useMemo(() => rollUpUsage(trace), [trace]);
  const colours = useMemo(() => assignColours(trace.services.map((service) => service.name)), [trace]);
  const calls = useMemo(() => trace.spans.filter(isModelCall).length, [trace]);
  const tabs = [
    { id: 'timeline', title: 'Timeline' },
    { id: 'calls', title: 'Model calls', count: calls || null },
    { id: 'logs', title: 'Logs' },
    { id: 'statistics', title: 'Statistics' },
  ] as const;
  const tab: TabId = tabs.find((item) => item.id === param('tab'))?.id ?? 'timeline';
  return (
    <div class="trace">
      <TraceHeader trace={trace} json={json} usage={usage} colours={colours} />
      {trace.orphanCount > 0 && <Notice>{plural(trace.orphanCount, 'span')} name a parent that has not arrived. They are shown at the top level.</Notice>}
      {trace.warnings.map((warning) => <Notice key={warning}>{warning}</Notice>)}
      <Tabs label="Views of the trace" tabs={tabs} active={tab} onChange={(id) => setParams({ tab: id === 'timeline' ? null : id }, true)} />
      {tab === 'timeline' && <Timeline trace={trace} json={json} usage={usage} />}
      {tab === 'calls' && <TraceCalls trace={trace} />}
      {tab === 'logs' && <TraceLogs trace={trace} />}
      {tab === 'statistics' && <StatisticsTab trace={trace} colours={colours} />}
    </div>
  );
}
