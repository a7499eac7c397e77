// The trace tree, built from the JSON model of the Jaeger v1 query API: https://www.jaegertracing.io/docs/latest/architecture/apis/

import { depthFirst } from './depthFirst.ts';

export type AttributeValue = string | number | boolean;

export interface Attribute {
  readonly key: string;
  readonly value: AttributeValue;
}

export interface SpanEvent {
  readonly name: string;
  readonly timeUs: number;
  readonly attributes: readonly Attribute[];
}

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
}

export interface Span {
  readonly id: string;
  readonly parentId: string | null;
  readonly operation: string;
  readonly service: string;
  readonly kind: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly attributes: readonly Attribute[];
  readonly resource: readonly Attribute[];
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  readonly warnings: readonly string[];
  readonly hasError: boolean;
  /** Position in `Trace.spans`; the descendants of a span are the `descendantCount` spans that follow it. */
  index: number;
  depth: number;
  descendantCount: number;
  /** Index of the parent in `Trace.spans`, or -1. */
  parentIndex: number;
  childIndexes: number[];
}

export interface Trace {
  readonly id: string;
  /** Depth first, siblings by start time. */
  readonly spans: readonly Span[];
  readonly byId: ReadonlyMap<string, Span>;
  readonly startUs: number;
  readonly endUs: number;
  readonly errorCount: number;
  readonly maxDepth: number;
  /** Spans whose parent is not in the trace although they name one. */
  readonly orphanCount: number;
  readonly services: readonly { readonly name: string; readonly spanCount: number; readonly errorCount: number }[];
  readonly warnings: readonly string[];
}

export interface JaegerKeyValue {
  readonly key: string;
  readonly type?: string;
  readonly value: unknown;
}

export interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly parentSpanID?: string;
  readonly operationName: string;
  readonly references?: readonly { readonly refType: string; readonly traceID: string; readonly spanID: string }[] | null;
  readonly startTime: number;
  readonly duration: number;
  readonly tags?: readonly JaegerKeyValue[] | null;
  readonly logs?: readonly { readonly timestamp: number; readonly fields: readonly JaegerKeyValue[] }[] | null;
  readonly processID?: string;
  readonly warnings?: readonly string[] | null;
}

export interface JaegerTrace {
  readonly traceID: string;
  readonly spans: readonly JaegerSpan[];
  readonly processes: Readonly<Record<string, { readonly serviceName: string; readonly tags?: readonly JaegerKeyValue[] | null }>>;
  readonly warnings?: readonly string[] | null;
}

export function buildTrace(json: JaegerTrace): Trace {
  const resources = new Map<string, readonly Attribute[]>();
  for (const [id, process] of Object.entries(json.processes)) resources.set(id, attributesOf(process.tags));
  const unordered = json.spans.map((span) => toSpan(json, span, resources));

  const byId = new Map<string, Span>();
  for (const span of unordered) if (!byId.has(span.id)) byId.set(span.id, span);

  const childrenOf = new Map<Span, Span[]>();
  const roots: Span[] = [];
  let orphanCount = 0;
  for (const span of unordered) {
    const parent = span.parentId === null ? undefined : byId.get(span.parentId);
    if (parent && parent !== span) push(childrenOf, parent, span);
    else {
      if (span.parentId !== null) orphanCount++;
      roots.push(span);
    }
  }

  const spans = depthFirst(roots, childrenOf, unordered);
  let startUs = Infinity;
  let endUs = -Infinity;
  let errorCount = 0;
  let maxDepth = 0;
  const services = new Map<string, { name: string; spanCount: number; errorCount: number }>();
  for (const span of spans) {
    startUs = Math.min(startUs, span.startUs);
    endUs = Math.max(endUs, span.endUs);
    maxDepth = Math.max(maxDepth, span.depth);
    if (span.hasError) errorCount++;
    const service = services.get(span.service) ?? { name: span.service, spanCount: 0, errorCount: 0 };
    service.spanCount++;
    if (span.hasError) service.errorCount++;
    services.set(span.service, service);
  }
  return {
    id: json.traceID,
    spans,
    byId,
    startUs: spans.length === 0 ? 0 : startUs,
    endUs: spans.length === 0 ? 0 : endUs,
    errorCount,
    maxDepth,
    orphanCount,
    services: [...services.values()].sort((a, b) => b.spanCount - a.spanCount),
    warnings: json.warnings ?? [],
  };
}

export function attribute(span: Span, key: string): AttributeValue | undefined {
  for (const item of span.attributes) if (item.key === key) return item.value;
  return undefined;
}

export function textAttribute(span: Span, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = attribute(span, key);
    if (value !== undefined && value !== '') return String(value);
  }
  return undefined;
}

export function numberAttribute(span: Span, ...keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const value = attribute(span, key);
    const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
    if (Number.isFinite(number)) return number;
  }
  return undefined;
}

/** Time in the span itself: its duration without the parts covered by its children. */
export function selfTimeUs(trace: Trace, span: Span): number {
  const covered: [number, number][] = [];
  for (const index of span.childIndexes) {
    const child = trace.spans[index];
    if (child) covered.push([Math.max(child.startUs, span.startUs), Math.min(child.endUs, span.endUs)]);
  }
  covered.sort((a, b) => a[0] - b[0]);
  let self = span.endUs - span.startUs;
  let reached = span.startUs;
  for (const [start, end] of covered) {
    if (end <= reached) continue;
    self -= end - Math.max(start, reached);
    reached = end;
  }
  return Math.max(0, self);
}

const noEvents: readonly SpanEvent[] = [];
const noLinks: readonly SpanLink[] = [];
const noWarnings: readonly string[] = [];

function toSpan(json: JaegerTrace, span: JaegerSpan, resources: ReadonlyMap<string, readonly Attribute[]>): Span {
  const attributes = attributesOf(span.tags);
  const references = span.references ?? [];
  const parent = references.find((reference) => reference.refType === 'CHILD_OF' && reference.traceID === span.traceID);
  const parentId = parent?.spanID ?? span.parentSpanID ?? '';
  let kind = 'internal';
  let hasError = false;
  for (const { key, value } of attributes) {
    if (key === 'span.kind') kind = String(value);
    else if (key === 'error') hasError ||= value === true || value === 'true';
    else if (key === 'otel.status_code') hasError ||= value === 'ERROR';
  }
  return {
    id: span.spanID,
    parentId: parentId === '' || /^0*$/.test(parentId) ? null : parentId,
    operation: span.operationName,
    service: json.processes[span.processID ?? '']?.serviceName ?? 'unknown_service',
    kind,
    startUs: span.startTime,
    endUs: span.startTime + Math.max(0, span.duration),
    attributes,
    resource: resources.get(span.processID ?? '') ?? noAttributes,
    events: span.logs && span.logs.length > 0 ? span.logs.map(toEvent) : noEvents,
    links: references.length > (parent ? 1 : 0) ? references.filter((reference) => reference !== parent).map((reference) => ({ traceId: reference.traceID, spanId: reference.spanID })) : noLinks,
    warnings: span.warnings ?? noWarnings,
    hasError,
    index: -1,
    depth: 0,
    descendantCount: 0,
    parentIndex: -1,
    childIndexes: [],
  };
}

function toEvent(log: { readonly timestamp: number; readonly fields: readonly JaegerKeyValue[] }): SpanEvent {
  const attributes = attributesOf(log.fields);
  const name = attributes.find((item) => item.key === 'event')?.value;
  return { name: name === undefined ? 'event' : String(name), timeUs: log.timestamp, attributes: attributes.filter((item) => item.key !== 'event') };
}

/** What came is used as it is wherever it can be: a large trace has a hundred thousand of these. */
function attributesOf(list: readonly JaegerKeyValue[] | null | undefined): readonly Attribute[] {
  if (!list || list.length === 0) return noAttributes;
  return list.every(isAttribute) ? list : list.map((item) => (isAttribute(item) ? item : { key: item.key, value: JSON.stringify(item.value) }));
}

const noAttributes: readonly Attribute[] = [];

function isAttribute(item: JaegerKeyValue): item is JaegerKeyValue & Attribute {
  const type = typeof item.value;
  return type === 'string' || type === 'number' || type === 'boolean';
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
