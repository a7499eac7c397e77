// Where money went for results that nobody used, as TraceQL over the spans that the primitives send (docs/reference/telemetry.md).

export interface WasteKind {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  /** Selects the spans whose result was thrown away. */
  readonly spans: string;
}

export const wasteKinds: readonly WasteKind[] = [
  { id: 'retries', title: 'Failed attempts', hint: 'Attempts of a retry that failed after a model had answered in them.', spans: 'name =~ "retry[.]attempt_.*" && status = error' },
  { id: 'fallbacks', title: 'Failed first choices', hint: 'First choices that failed, so that a fallback answered.', spans: 'name = "fallback.primary" && status = error' },
  { id: 'hedges', title: 'Lost hedges', hint: 'Attempts beside a faster one, cancelled or failed.', spans: 'name = "hedging.attempt" && (status = error || span.primitive.status = "cancelled")' },
];

const paid = '{ span.gen_ai.usage.cost > 0 }';

/** Model calls below what was thrown away, for the trace search. */
export function wasteSearch(kind: WasteKind): string {
  return `{ ${kind.spans} } >> ${paid}`;
}

/** What they cost, by model. */
export function wasteCost(kind: WasteKind): string {
  return `${wasteSearch(kind)} | sum_over_time(span.gen_ai.usage.cost) by (span.gen_ai.request.model)`;
}

/** All of them together: a call below two of them was paid for once. */
export function wasteOfAll(): string {
  return `{ ${wasteKinds.map((kind) => `(${kind.spans})`).join(' || ')} } >> ${paid} | sum_over_time(span.gen_ai.usage.cost)`;
}
