// What the query box knows about TraceQL: https://grafana.com/docs/tempo/latest/traceql/
import type { Suggestion } from './completion.ts';

export interface FoundTrace {
  readonly traceId: string;
  readonly service: string;
  readonly name: string;
  readonly startMs: number;
  readonly durationMs: number;
  /** How many spans fit, of which `spans` are the first. */
  readonly matched: number;
  readonly spans: readonly { readonly id: string; readonly name: string; readonly durationMs: number; readonly attributes: readonly { readonly key: string; readonly value: string }[] }[];
}

/** Does the query answer series and not traces? Texts in it do not count. */
export function isMetricsQuery(query: string): boolean {
  return /\|\s*(?:rate|count_over_time|(?:min|max|avg|sum|quantile|histogram)_over_time|compare)\s*\(/.test(query.replace(/"(?:[^"\\]|\\.)*"|`[^`]*`/g, '""'));
}

/** The query with the names of the spans in its answer, which has them only on request; null where no stage can be added. */
export function withNames(query: string): string | null {
  const bare = query.replace(/"(?:[^"\\]|\\.)*"|`[^`]*`/g, '""');
  return /^\s*\(|\bwith\s*\(/.test(bare) ? null : `${query} | select(name)`;
}

export const traceQlIntrinsics: readonly string[] = ['duration', 'kind', 'name', 'rootName', 'rootServiceName', 'status', 'statusMessage', 'traceDuration', 'event:name', 'span:id', 'span:parentID', 'trace:id', 'trace:duration', 'trace:rootName', 'trace:rootService'];

export const traceQlFunctions: readonly Suggestion[] = [
  ['rate', 'spans per second'], ['count_over_time', 'spans per step'], ['avg_over_time', 'mean of a field per step'], ['max_over_time', 'largest value per step'], ['min_over_time', 'smallest value per step'], ['sum_over_time', 'sum of a field per step'],
  ['quantile_over_time', 'quantiles, as in quantile_over_time(duration, .95)'], ['histogram_over_time', 'distribution of a field'], ['compare', 'what sets a selection apart'],
  ['count', 'how many spans of the trace fit'], ['avg', 'mean over the spans of a trace'], ['max', 'largest in a trace'], ['min', 'smallest in a trace'], ['sum', 'sum over the spans of a trace'], ['select', 'shows more fields of the spans'], ['by', 'groups by a field'], ['topk', 'the largest series'], ['bottomk', 'the smallest series'],
].map(([text, detail]) => ({ text: text ?? '', detail: detail ?? '', kind: 'function' as const }));

export const traceQlExamples: readonly { readonly title: string; readonly query: string }[] = [
  { title: 'Failed spans', query: '{ status = error }' },
  { title: 'Slow model calls', query: '{ span.gen_ai.operation.name = "chat" && duration > 2s }' },
  { title: 'Second and further attempts', query: '{ name =~ "retry.attempt_([2-9]|[1-9][0-9]+)" }' },
  { title: 'Answered from the cache', query: '{ span.cache.hit = true }' },
  { title: 'Calls that cost more than a cent', query: '{ span.gen_ai.usage.cost > 0.01 }' },
  { title: 'Model calls below a failed step', query: '{ status = error } >> { span.gen_ai.operation.name = "chat" }' },
  { title: 'Many model calls in one trace', query: '{ span.gen_ai.operation.name = "chat" } | count() > 5' },
  { title: 'Model calls per second by model', query: '{ span.gen_ai.operation.name = "chat" } | rate() by (span.gen_ai.request.model)' },
  { title: '95th percentile of workflows', query: '{ span.gen_ai.operation.name = "invoke_workflow" } | quantile_over_time(duration, .95) by (name)' },
];
