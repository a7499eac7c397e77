import { useMemo } from 'preact/hooks';
import { setParams } from '../../app/address.ts';
import { ServiceGraph } from '../../components/ServiceGraph.tsx';
import { traceMap, type Place } from '../../lib/serviceMap.ts';
import type { Trace } from '../../lib/trace.ts';

/** Services, agents, models and tools of one trace. */
export function MapTab({ trace }: { readonly trace: Trace }) {
  const map = useMemo(() => traceMap(trace), [trace]);
  const open = ({ kind, name }: Place): void => {
    const word = name.split(/\s/)[0] ?? '';
    setParams({ tab: null, find: kind === 'service' ? `service=${word}` : word, show: 'matches' }, true);
  };
  return (
    <div class="trace-tab">
      <section class="card">
        <ServiceGraph map={map} label="Who calls whom in this trace" onOpen={open} />
      </section>
      <p class="footnote">A line is thicker for more calls. A click shows the spans in the timeline.</p>
    </div>
  );
}
