import { useMemo } from 'preact/hooks';
import { fetchDependencies } from '../../api/jaeger.ts';
import { fetchLlmCalls, fetchOverview } from '../../api/tta.ts';
import { go } from '../../app/address.ts';
import { shownWindow } from '../../app/live.ts';
import { useResource } from '../../app/useResource.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { ServiceGraph } from '../../components/ServiceGraph.tsx';
import { Empty, Notice } from '../../components/States.tsx';
import { formatInteger } from '../../lib/format.ts';
import type { Place } from '../../lib/placeMap.ts';
import { rangeMap } from '../../lib/serviceMap.ts';

const mostCalls = 5000;

/** Services and the models they call, in the range of the page. */
export function RangeMap() {
  const { startMs, endMs } = shownWindow.value;
  const found = useResource(`${startMs}/${endMs}`, async (abort) => {
    const [overview, dependencies, calls] = await Promise.all([fetchOverview(startMs, endMs, abort), fetchDependencies(endMs, endMs - startMs, abort), fetchLlmCalls({ startMs, endMs, limit: mostCalls }, abort)]);
    return { services: overview.services, dependencies, calls };
  }, 'map');
  return (
    <Loaded resource={found} what="the map">
      {({ services, dependencies, calls }) => services.length + calls.calls.length === 0
        ? <Empty title="Nothing was received in this range" />
        : <Drawn services={services} dependencies={dependencies} calls={calls} />}
    </Loaded>
  );
}

interface DrawnProps {
  readonly services: Awaited<ReturnType<typeof fetchOverview>>['services'];
  readonly dependencies: Awaited<ReturnType<typeof fetchDependencies>>;
  readonly calls: Awaited<ReturnType<typeof fetchLlmCalls>>;
}

function Drawn({ services, dependencies, calls }: DrawnProps) {
  const map = useMemo(() => rangeMap(services, dependencies ?? [], calls.calls), [services, dependencies, calls]);
  const open = ({ kind, name }: Place): void => (kind === 'model' ? go(['llm'], { model: name }) : go(['traces'], { service: name }));
  return (
    <section class="card">
      {dependencies === null && <Notice tone="info">This server does not say which services call each other; models are shown with who calls them.</Notice>}
      {calls.truncated && <Notice>Only the newest {formatInteger(calls.calls.length)} model calls are counted.</Notice>}
      <ServiceGraph map={map} label="Who calls whom in this range" onOpen={open} />
    </section>
  );
}
