import { isModelCall } from './aiKind.ts';
import { PlaceMap, placeId, type PlaceKind, type ServiceMap } from './placeMap.ts';
import { agentName, displayName, modelOf, stepKind } from './spanFacts.ts';
import { textAttribute, type Span, type Trace } from './trace.ts';
import { directUsage, rollUpUsage } from './usage.ts';

/** Who calls whom in one trace: services, agents, models, tools, and what the trace does not see into. */
export function traceMap(trace: Trace): ServiceMap {
  const map = new PlaceMap();
  const totals = rollUpUsage(trace);
  const owners: string[] = [];
  for (const span of trace.spans) {
    const parent = trace.spans[span.parentIndex];
    const above = parent ? (owners[parent.index] ?? null) : null;
    const service = placeId('service', span.service);
    map.see('service', span.service, 1, span.hasError ? 1 : 0, 0);
    const target = targetOf(trace, span);
    const crossed = parent !== undefined && parent.service !== span.service;
    if (crossed && above) map.call(above, service, span);
    const caller = crossed || above === null ? service : above;
    if (target) {
      map.see(target.kind, target.name, 1, span.hasError ? 1 : 0, directUsage(span, totals).costUsd);
      map.call(caller, placeId(target.kind, target.name), span);
    }
    owners.push(target?.kind === 'agent' ? placeId('agent', target.name) : caller);
  }
  return map.build();
}

export interface Dependency {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
}

/** Who calls whom in a range, from service dependencies and model calls. */
export function rangeMap(
  services: readonly { readonly name: string; readonly spanCount: number; readonly errorCount: number }[],
  dependencies: readonly Dependency[],
  modelCalls: readonly { readonly service: string; readonly model: string; readonly error: string | null; readonly costUsd: string; readonly durationMs: number }[],
): ServiceMap {
  const map = new PlaceMap();
  for (const service of services) map.see('service', service.name, service.spanCount, service.errorCount, 0);
  for (const item of dependencies) {
    map.see('service', item.parent, 0, 0, 0);
    map.see('service', item.child, 0, 0, 0);
    map.add(placeId('service', item.parent), placeId('service', item.child), item.callCount, 0, 0);
  }
  for (const call of modelCalls) {
    const model = call.model || 'unknown model';
    map.see('service', call.service, 0, 0, 0);
    map.see('model', model, 1, call.error === null ? 0 : 1, Number(call.costUsd) || 0);
    map.add(placeId('service', call.service), placeId('model', model), 1, call.error === null ? 0 : 1, call.durationMs * 1000);
  }
  return map.build();
}

function targetOf(trace: Trace, span: Span): { readonly kind: PlaceKind; readonly name: string } | null {
  if (isModelCall(span)) return { kind: 'model', name: modelOf(span) ?? 'unknown model' };
  const kind = stepKind(span);
  if (kind === 'tool') return { kind: 'tool', name: textAttribute(span, 'gen_ai.tool.name') ?? displayName(span) };
  if (kind === 'agent') return { kind: 'agent', name: agentName(span) };
  const leaves = (span.kind === 'client' || span.kind === 'producer') && span.childIndexes.every((index) => trace.spans[index]?.service === span.service);
  const peer = leaves ? textAttribute(span, 'peer.service', 'db.system.name', 'db.system', 'messaging.system', 'server.address', 'net.peer.name') : undefined;
  // A client call around the call of a model is the transport of that call, not another place.
  return peer === undefined || insideModelCall(trace, span) ? null : { kind: 'external', name: peer };
}

function insideModelCall(trace: Trace, span: Span): boolean {
  for (let at = trace.spans[span.parentIndex]; at; at = trace.spans[at.parentIndex]) if (isModelCall(at)) return true;
  return false;
}
