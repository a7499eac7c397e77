// The form in which the server sends traces to the page (docs/reference/ui-api.md): every name and tag once, a row per span.

import type { JaegerKeyValue, JaegerSpan, JaegerTrace } from './trace.ts';

/** Id, parent (its row, the id of a span that is not here, or -1), name, process, start and duration in microseconds, tags, the rest. */
export type SharedSpan = readonly [id: string, parent: number | string, name: number, process: string, start: number, duration: number, tags: readonly number[], rest?: Pick<JaegerSpan, 'references' | 'logs' | 'warnings'>];

export interface SharedTrace {
  readonly traceID: string;
  /** Start of the trace, Unix microseconds; the starts of spans count from it. */
  readonly startTime: number;
  readonly names: readonly string[];
  readonly tags: readonly JaegerKeyValue[];
  readonly processes: JaegerTrace['processes'];
  readonly spans: readonly SharedSpan[];
  readonly warnings?: readonly string[] | null;
}

/** The same trace in Jaeger's JSON. Equal tags are one object. */
export function expandTrace({ traceID, startTime, names, tags, processes, spans, warnings }: SharedTrace): JaegerTrace {
  const tagOf = (at: number): JaegerKeyValue => tags[at] ?? missing;
  return {
    traceID,
    spans: spans.map(([spanID, parent, name, processID, start, duration, own, rest]) => {
      const parentID = typeof parent === 'string' ? parent : spans[parent]?.[0];
      const references = parentID === undefined ? none : [{ refType: 'CHILD_OF', traceID, spanID: parentID }];
      return {
        ...rest,
        traceID,
        spanID,
        operationName: names[name] ?? '',
        references: rest?.references ? [...references, ...rest.references] : references,
        startTime: startTime + start,
        duration,
        tags: own.map(tagOf),
        logs: rest?.logs ?? none,
        processID,
        warnings: rest?.warnings ?? null,
      };
    }),
    processes,
    warnings: warnings ?? null,
  };
}

const none: readonly never[] = [];
const missing: JaegerKeyValue = { key: '', value: '' };
