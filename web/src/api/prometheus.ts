// https://prometheus.io/docs/prometheus/latest/querying/api/
import { ApiError, getJson } from './http.ts';
import { list, number, object, strings, text } from './read.ts';
import type { Exemplar } from '../lib/exemplars.ts';
import type { Labels, MatrixSeries } from '../lib/series.ts';

const base = 'prometheus/api/v1';

export interface Answer {
  readonly series: readonly MatrixSeries[];
  readonly warnings: readonly string[];
}

export async function queryRange(query: string, startSeconds: number, endSeconds: number, stepSeconds: number, abort: AbortSignal): Promise<Answer> {
  const body = object(await getJson(`${base}/query_range`, { query, start: startSeconds, end: endSeconds, step: stepSeconds }, abort));
  return readAnswer(body);
}

/** The instant answer as series of one value each. */
export async function queryInstant(query: string, timeSeconds: number, abort: AbortSignal): Promise<Answer> {
  const body = object(await getJson(`${base}/query`, { query, time: timeSeconds }, abort));
  return readAnswer(body);
}

/** Samples with the trace they come from; none where the server keeps none. */
export async function queryExemplars(query: string, startSeconds: number, endSeconds: number, abort: AbortSignal): Promise<readonly Exemplar[]> {
  try {
    const body = object(await getJson(`${base}/query_exemplars`, { query, start: startSeconds, end: endSeconds }, abort));
    return list(body['data'], (series) => list(series['exemplars'], (item) => ({ labels: object(item['labels']) as Labels, series: object(series['seriesLabels']) as Labels, value: number(item['value']), atSeconds: number(item['timestamp']) }))).flat();
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}

export async function labelNames(match: string | null, startSeconds: number, endSeconds: number, abort: AbortSignal): Promise<string[]> {
  const body = object(await getJson(`${base}/labels`, { 'match[]': match ? [match] : [], start: startSeconds, end: endSeconds }, abort));
  return strings(body['data']);
}

export async function labelValues(name: string, match: string | null, startSeconds: number, endSeconds: number, abort: AbortSignal): Promise<string[]> {
  const body = object(await getJson(`${base}/label/${encodeURIComponent(name)}/values`, { 'match[]': match ? [match] : [], start: startSeconds, end: endSeconds }, abort));
  return strings(body['data']);
}

export interface MetricInfo {
  readonly type: string;
  readonly help: string;
}

export async function metricMetadata(abort: AbortSignal): Promise<Map<string, MetricInfo>> {
  const data = object(object(await getJson(`${base}/metadata`, {}, abort))['data']);
  const found = new Map<string, MetricInfo>();
  for (const [name, entries] of Object.entries(data)) {
    const first = list(entries, (item) => ({ type: text(item['type']), help: text(item['help']) }))[0];
    if (first) found.set(name, first);
  }
  return found;
}

export function readAnswer(body: Readonly<Record<string, unknown>>): Answer {
  const data = object(body['data']);
  const result = data['result'];
  const warnings = [...strings(body['warnings']), ...strings(body['infos'])];
  if (data['resultType'] === 'scalar' || data['resultType'] === 'string') {
    return { series: Array.isArray(result) ? [{ metric: {}, values: [[Number(result[0]), String(result[1])]] }] : [], warnings };
  }
  const series = list(result, (item) => ({
    metric: object(item['metric']) as Labels,
    values: (Array.isArray(item['values']) ? item['values'] : Array.isArray(item['value']) ? [item['value']] : []).map(
      (point: unknown): readonly [number, string] => (Array.isArray(point) ? [Number(point[0]), String(point[1])] : [0, 'NaN']),
    ),
  }));
  return { series, warnings };
}
