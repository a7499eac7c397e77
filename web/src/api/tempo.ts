// https://grafana.com/docs/tempo/latest/api_docs/
import { ApiError, getJson } from './http.ts';
import { list, number, object, text, type Json } from './read.ts';
import type { MatrixSeries } from '../lib/series.ts';
import { withNames, type FoundTrace } from '../lib/traceql.ts';

const base = 'tempo/api';

export interface TraceQlQuery {
  readonly query: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly limit: number;
}

export async function searchTraceQl({ query, startMs, endMs, limit }: TraceQlQuery, abort: AbortSignal): Promise<readonly FoundTrace[]> {
  const ask = async (q: string): Promise<FoundTrace[]> =>
    list(object(await getJson(`${base}/search`, { q, start: Math.floor(startMs / 1000), end: Math.ceil(endMs / 1000), limit, spss: 10 }, abort))['traces'], readTrace);
  const named = withNames(query);
  if (named === null) return ask(query);
  try {
    return await ask(named);
  } catch (error) {
    // The words of a refusal must be about the query as it was written; and not every query takes a further stage.
    if (error instanceof ApiError && error.status === 400) return ask(query);
    throw error;
  }
}

/** A metrics query as series; times in seconds. */
export async function queryTraceQlRange(query: string, startMs: number, endMs: number, stepSeconds: number, abort: AbortSignal): Promise<readonly MatrixSeries[]> {
  const body = object(await getJson(`${base}/metrics/query_range`, { q: query, start: Math.floor(startMs / 1000), end: Math.ceil(endMs / 1000), step: `${stepSeconds}s` }, abort));
  return list(body['series'], (series) => ({
    metric: Object.fromEntries(list(series['labels'], (label) => [text(label['key']), anyText(label['value'])] as const)),
    values: list(series['samples'], (sample) => [number(sample['timestampMs']) / 1000, text(sample['value'])] as const),
  }));
}

/** One value per series of a metrics query over the whole range. */
export async function queryTraceQlInstant(query: string, startMs: number, endMs: number, abort: AbortSignal): Promise<readonly number[]> {
  const body = object(await getJson(`${base}/metrics/query`, { q: query, start: Math.floor(startMs / 1000), end: Math.ceil(endMs / 1000) }, abort));
  return list(body['series'], (series) => number(series['value']));
}

/** Names of fields with their scope, such as `span.http.route` or `duration`. */
export async function traceQlFields(startMs: number, endMs: number, abort: AbortSignal): Promise<string[]> {
  const body = object(await getJson(`${base}/v2/search/tags`, { start: Math.floor(startMs / 1000), end: Math.ceil(endMs / 1000) }, abort));
  return list(body['scopes'], (scope) => ({ name: text(scope['name']), tags: Array.isArray(scope['tags']) ? scope['tags'].map(text) : [] })).flatMap(({ name, tags }) => tags.map((tag) => (name === 'intrinsic' ? tag : `${name}.${tag}`)));
}

export async function traceQlValues(field: string, startMs: number, endMs: number, abort: AbortSignal): Promise<string[]> {
  const body = object(await getJson(`${base}/v2/search/tag/${encodeURIComponent(field)}/values`, { start: Math.floor(startMs / 1000), end: Math.ceil(endMs / 1000) }, abort));
  return list(body['tagValues'], (item) => text(item['value']));
}

function readTrace(trace: Json): FoundTrace {
  const sets = Array.isArray(trace['spanSets']) ? trace['spanSets'] : trace['spanSet'] === undefined ? [] : [trace['spanSet']];
  const spanSets = sets.map((set) => object(set));
  return {
    traceId: text(trace['traceID']).padStart(32, '0'),
    service: text(trace['rootServiceName']),
    name: text(trace['rootTraceName']),
    startMs: number(trace['startTimeUnixNano']) / 1e6,
    durationMs: number(trace['durationMs']),
    matched: spanSets.reduce((sum, set) => sum + number(set['matched']), 0),
    spans: spanSets.flatMap((set) => list(set['spans'], (span) => ({
      id: text(span['spanID']),
      name: text(span['name']),
      durationMs: number(span['durationNanos']) / 1e6,
      attributes: list(span['attributes'], (item) => ({ key: text(item['key']), value: anyText(item['value']) })),
    }))),
  };
}

/** The text of an OTLP AnyValue. */
function anyText(value: unknown): string {
  const [first] = Object.values(object(value));
  return typeof first === 'object' ? JSON.stringify(first) : text(first);
}
