import { isModelCall, saysAi } from './aiKind.ts';
import { numberAttribute, textAttribute, type Span, type Trace } from './trace.ts';

export interface Usage {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the input, read from the provider's cache. */
  readonly cachedTokens: number;
  /** Of the output, thoughts that are not part of the answer. */
  readonly reasoningTokens: number;
  readonly costUsd: number;
}

export const noUsage: Usage = { calls: 0, inputTokens: 0, outputTokens: 0, cachedTokens: 0, reasoningTokens: 0, costUsd: 0 };

/** What one span says about itself (OpenTelemetry GenAI conventions v1.41, older names, OpenInference, Vercel's AI SDK); null when it says nothing. */
export function ownUsage(span: Span): Usage | null {
  if (!saysAi(span)) return null;
  const inputTokens = numberAttribute(span, 'gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens', 'llm.token_count.prompt', 'ai.usage.promptTokens');
  const outputTokens = numberAttribute(span, 'gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens', 'llm.token_count.completion', 'ai.usage.completionTokens');
  const costUsd = numberAttribute(span, 'gen_ai.usage.cost', 'llm.cost.total');
  const call = isModelCall(span);
  if (inputTokens === undefined && outputTokens === undefined && costUsd === undefined && !call) return null;
  return {
    calls: call ? 1 : 0,
    inputTokens: inputTokens ?? 0,
    outputTokens: outputTokens ?? 0,
    cachedTokens: numberAttribute(span, 'gen_ai.usage.cache_read.input_tokens', 'gen_ai.usage.cache_read_input_tokens', 'llm.token_count.prompt_details.cache_read') ?? 0,
    reasoningTokens: numberAttribute(span, 'gen_ai.usage.reasoning.output_tokens', 'llm.token_count.completion_details.reasoning') ?? 0,
    costUsd: costUsd ?? 0,
  };
}

/**
 * Usage of every span with all its descendants, by span index. Agents and wrappers often repeat the totals of the calls below
 * them, so a span's own figures count only when nothing below it has any.
 */
export function rollUpUsage(trace: Trace): Usage[] {
  const totals: Usage[] = trace.spans.map(() => noUsage);
  for (let index = trace.spans.length - 1; index >= 0; index--) {
    const span = trace.spans[index];
    if (!span) continue;
    const below = totals[index] ?? noUsage;
    const total = isNone(below) ? (ownUsage(span) ?? noUsage) : below;
    totals[index] = total;
    if (span.parentIndex >= 0) totals[span.parentIndex] = add(totals[span.parentIndex] ?? noUsage, total);
  }
  return totals;
}

/** What a span used itself, given the totals: nothing where the spans below it say what was used. */
export function directUsage(span: Span, totals: readonly Usage[]): Usage {
  return span.childIndexes.every((index) => isNone(totals[index] ?? noUsage)) ? (totals[span.index] ?? noUsage) : noUsage;
}

export function traceUsage(trace: Trace, totals: readonly Usage[]): Usage {
  return trace.spans.filter((span) => span.parentIndex < 0).reduce((sum, span) => add(sum, totals[span.index] ?? noUsage), noUsage);
}

export interface Waste {
  readonly attempts: number;
  readonly timeUs: number;
  readonly costUsd: number;
}

/** What went into attempts whose result was thrown away. */
export function wasted(trace: Trace, totals: readonly Usage[]): Waste {
  let waste: Waste = { attempts: 0, timeUs: 0, costUsd: 0 };
  for (const index of wastedAttempts(trace)) {
    const span = trace.spans[index];
    if (span) waste = { attempts: waste.attempts + 1, timeUs: waste.timeUs + span.endUs - span.startUs, costUsd: waste.costUsd + (totals[index]?.costUsd ?? 0) };
  }
  return waste;
}

/**
 * Failed tries of a retry, failed primaries of a fallback, and hedged attempts that lost the race or failed. An attempt inside one of
 * them was paid for only once, so only the outermost is named.
 */
export function wastedAttempts(trace: Trace): number[] {
  const found: number[] = [];
  for (let index = 0; index < trace.spans.length; ) {
    const span = trace.spans[index];
    if (!span) break;
    const lost = isThrownAway(span);
    if (lost) found.push(index);
    index += lost ? span.descendantCount + 1 : 1;
  }
  return found;
}

/** The attempts with everything below them. */
export function wastedSpans(trace: Trace): Set<number> {
  const spans = new Set<number>();
  for (const root of wastedAttempts(trace)) {
    const last = root + (trace.spans[root]?.descendantCount ?? 0);
    for (let index = root; index <= last; index++) spans.add(index);
  }
  return spans;
}

/** Tokens a second of one call, from its first token on where that is known; undefined where it says too little. */
export function tokensPerSecond(span: Span): number | undefined {
  const tokens = ownUsage(span)?.outputTokens ?? 0;
  const us = span.endUs - span.startUs - (firstTokenUs(span) ?? 0);
  return tokens > 0 && us > 0 && isModelCall(span) ? (tokens / us) * 1e6 : undefined;
}

/** Time to the first token of a streamed answer, in microseconds. */
export function firstTokenUs(span: Span): number | undefined {
  const seconds = numberAttribute(span, 'gen_ai.response.time_to_first_chunk', 'llm.time_to_first_token_s');
  const us = seconds === undefined ? (numberAttribute(span, 'ai.response.msToFirstChunk') ?? -1) * 1e3 : seconds * 1e6;
  return us < 0 ? undefined : us;
}

function isThrownAway(span: Span): boolean {
  if (span.operation === 'hedging.attempt') return span.hasError || textAttribute(span, 'primitive.status') === 'cancelled';
  return span.hasError && (span.operation.startsWith('retry.attempt') || span.operation === 'fallback.primary');
}

export function add(a: Usage, b: Usage): Usage {
  return {
    calls: a.calls + b.calls,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cachedTokens: a.cachedTokens + b.cachedTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
    costUsd: a.costUsd + b.costUsd,
  };
}

function isNone(usage: Usage): boolean {
  return usage.calls === 0 && usage.inputTokens === 0 && usage.outputTokens === 0 && usage.costUsd === 0;
}
