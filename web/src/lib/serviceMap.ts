import { displayName, modelOf, stepKind } from './spanFacts.ts';
import { textAttribute, type Span, type Trace } from './trace.ts';
import { isModelCall } from './aiKind.ts';
import { ownUsage } from './usage.ts';

export type PlaceKind = 'service' | 'agent' | 'model' | 'tool' | 'external';

/** Something that calls or is called. */
export interface Place {
  readonly id: string;
  readonly kind: PlaceKind;
  readonly name: string;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly costUsd: number;
}

export interface Call {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly errorCount: number;
  readonly totalUs: number;
}

export interface ServiceMap {
  readonly places: readonly Place[];
  readonly calls: readonly Call[];
}

/** Who calls whom in one trace: services, agents, models, tools, and what the trace does not see into. */
export function traceMap(trace: Trace): ServiceMap {
  const map = new MapBuilder();
  const owners: string[] = [];
  for (const span of trace.spans) {
    const parent = trace.spans[span.parentIndex];
    const above = parent ? (owners[parent.index] ?? null) : null;
    const service = placeId('service', span.service);
    const cost = span.childIndexes.length === 0 ? (ownUsage(span)?.costUsd ?? 0) : 0;
    map.see('service', span.service, 1, span.hasError ? 1 : 0, 0);
    const target = targetOf(trace, span);
    const crossed = parent !== undefined && parent.service !== span.service;
    if (crossed && above) map.call(above, service, span);
    const caller = crossed || above === null ? service : above;
    if (target) {
      map.see(target.kind, target.name, 1, span.hasError ? 1 : 0, cost);
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
  const map = new MapBuilder();
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

export function placeId(kind: PlaceKind, name: string): string {
  return `${kind}:${name}`;
}

function targetOf(trace: Trace, span: Span): { readonly kind: PlaceKind; readonly name: string } | null {
  if (isModelCall(span)) return { kind: 'model', name: modelOf(span) ?? 'unknown model' };
  const kind = stepKind(span);
  if (kind === 'tool') return { kind: 'tool', name: textAttribute(span, 'gen_ai.tool.name') ?? displayName(span) };
  if (kind === 'agent') return { kind: 'agent', name: textAttribute(span, 'gen_ai.agent.name') ?? displayName(span) };
  const leaves = (span.kind === 'client' || span.kind === 'producer') && span.childIndexes.every((index) => trace.spans[index]?.service === span.service);
  const peer = leaves ? textAttribute(span, 'peer.service', 'db.system.name', 'db.system', 'messaging.system', 'server.address', 'net.peer.name') : undefined;
  // A client call around the call of a model is the transport of that call, not another place.
  return peer === undefined || insideModelCall(trace, span) ? null : { kind: 'external', name: peer };
}

function insideModelCall(trace: Trace, span: Span): boolean {
  for (let at = trace.spans[span.parentIndex]; at; at = trace.spans[at.parentIndex]) if (isModelCall(at)) return true;
  return false;
}

class MapBuilder {
  private readonly places = new Map<string, { id: string; kind: PlaceKind; name: string; spanCount: number; errorCount: number; costUsd: number }>();
  private readonly calls = new Map<string, { from: string; to: string; count: number; errorCount: number; totalUs: number }>();

  see(kind: PlaceKind, name: string, spanCount: number, errorCount: number, costUsd: number): void {
    const id = placeId(kind, name);
    const place = this.places.get(id) ?? { id, kind, name, spanCount: 0, errorCount: 0, costUsd: 0 };
    place.spanCount += spanCount;
    place.errorCount += errorCount;
    place.costUsd += costUsd;
    this.places.set(id, place);
  }

  call(from: string, to: string, span: Span): void {
    this.add(from, to, 1, span.hasError ? 1 : 0, span.endUs - span.startUs);
  }

  add(from: string, to: string, count: number, errorCount: number, totalUs: number): void {
    const key = `${from}\n${to}`;
    const call = this.calls.get(key) ?? { from, to, count: 0, errorCount: 0, totalUs: 0 };
    call.count += count;
    call.errorCount += errorCount;
    call.totalUs += totalUs;
    this.calls.set(key, call);
  }

  build(): ServiceMap {
    return { places: [...this.places.values()], calls: [...this.calls.values()] };
  }
}
