import { useMemo } from 'preact/hooks';
import { param, setParams } from '../../app/address.ts';
import { ServiceGraph } from '../../components/ServiceGraph.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { agentGraph } from '../../lib/agentGraph.ts';
import type { Place } from '../../lib/placeMap.ts';
import { traceMap } from '../../lib/serviceMap.ts';
import type { Trace } from '../../lib/trace.ts';

const forms = [{ id: 'services', title: 'Services' }, { id: 'agents', title: 'Agents' }] as const;

/** One trace as a graph: services and what they call, or how its agents work together. */
export function MapTab({ trace }: { readonly trace: Trace }) {
  const agents = useMemo(() => agentGraph(trace), [trace]);
  const form = agents && param('map') === 'agents' ? 'agents' : 'services';
  const services = useMemo(() => traceMap(trace), [trace]);
  const open = ({ kind, name }: Place): void => {
    if (kind === 'workflow') return setParams({ tab: null }, true);
    const word = name.split(/\s/)[0] ?? '';
    setParams({ tab: null, find: kind === 'service' ? `service=${word}` : word, show: 'matches' }, true);
  };
  return (
    <div class="trace-tab">
      <section class="card">
        {agents && <div class="card-header"><Tabs label="What the map shows" tabs={forms} active={form} onChange={(id) => setParams({ map: id === 'agents' ? id : null }, true)} /></div>}
        <ServiceGraph map={form === 'agents' && agents ? agents : services} label={form === 'agents' ? 'How the agents of this trace work together' : 'Who calls whom in this trace'} onOpen={open} />
      </section>
      <p class="footnote">A line is thicker for more calls{form === 'agents' && '; a broken line leads to the agent that came next'}. A click shows the spans in the timeline.</p>
    </div>
  );
}
