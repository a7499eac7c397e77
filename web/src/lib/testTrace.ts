import { buildTrace, type JaegerSpan, type Trace } from './trace.ts';

export interface SpanSketch {
  readonly id: string;
  readonly parent?: string;
  readonly start: number;
  readonly end: number;
  readonly name?: string;
  readonly service?: string;
  readonly tags?: Readonly<Record<string, unknown>>;
}

/** A trace from a few words, for tests. Times in microseconds. */
export function sketch(spans: readonly SpanSketch[]): Trace {
  const json = spans.map((span): JaegerSpan => ({
    traceID: 't1',
    spanID: span.id,
    operationName: span.name ?? span.id,
    references: span.parent ? [{ refType: 'CHILD_OF', traceID: 't1', spanID: span.parent }] : [],
    startTime: span.start,
    duration: span.end - span.start,
    tags: Object.entries(span.tags ?? {}).map(([key, value]) => ({ key, value })),
    logs: [],
    processID: span.service ?? 'app',
  }));
  const services = new Set(json.map((span) => span.processID ?? 'app'));
  return buildTrace({ traceID: 't1', spans: json, processes: Object.fromEntries([...services].map((name) => [name, { serviceName: name, tags: [] }])) });
}
