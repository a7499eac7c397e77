import type { SharedSpan, SharedTrace } from '../src/lib/sharedTrace.ts';
import type { JaegerTrace } from '../src/lib/trace.ts';

/** A trace in the form of the server's answer, for made-up data. */
export function shareTrace(trace: JaegerTrace): SharedTrace {
  const startTime = Math.min(...trace.spans.map((span) => span.startTime));
  const rows = new Map(trace.spans.map((span, row) => [span.spanID, row]));
  const names = new Map<string, number>();
  const tags = new Map<string, number>();
  const number = (numbers: Map<string, number>, text: string): number => {
    if (!numbers.has(text)) numbers.set(text, numbers.size);
    return numbers.get(text) ?? 0;
  };
  const spans = trace.spans.map((span): SharedSpan => {
    const [first, ...links] = span.references ?? [];
    const isChild = first?.refType === 'CHILD_OF' && first.traceID === trace.traceID;
    const parent = isChild ? (rows.get(first.spanID) ?? first.spanID) : -1;
    return [
      span.spanID, parent, number(names, span.operationName), span.processID ?? '', span.startTime - startTime, span.duration,
      (span.tags ?? []).map((tag) => number(tags, JSON.stringify(tag))),
      { references: isChild || !first ? links : [first, ...links], logs: span.logs ?? [], warnings: span.warnings ?? [] },
    ];
  });
  return { traceID: trace.traceID, startTime, names: [...names.keys()], tags: [...tags.keys()].map((tag) => JSON.parse(tag)), processes: trace.processes, spans, warnings: trace.warnings ?? null };
}
