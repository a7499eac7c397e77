// https://grafana.com/docs/loki/latest/reference/loki-http-api/
import { getJson } from './http.ts';
import { readAnswer, type Answer } from './prometheus.ts';
import { object, strings } from './read.ts';
import type { LokiStream } from '../lib/logs.ts';
import { msToNs } from '../lib/time.ts';

const base = 'loki/loki/api/v1';

/** Asks for structured metadata apart from the stream's labels. */
const categorised = { 'X-Loki-Response-Encoding-Flags': 'categorize-labels' };

export interface LogAnswer {
  readonly streams: readonly LokiStream[];
  readonly lineCount: number;
  readonly warnings: readonly string[];
}

export async function queryLogs(query: string, startMs: number, endMs: number, limit: number, direction: 'forward' | 'backward', abort: AbortSignal): Promise<LogAnswer> {
  const body = object(await getJson(`${base}/query_range`, { query, start: msToNs(startMs), end: msToNs(endMs), limit, direction }, abort, categorised));
  const data = object(body['data']);
  const streams = (Array.isArray(data['result']) ? data['result'] : []) as LokiStream[];
  return { streams, lineCount: streams.reduce((sum, stream) => sum + stream.values.length, 0), warnings: strings(body['warnings']) };
}

export async function queryLogMetric(query: string, startMs: number, endMs: number, stepSeconds: number, abort: AbortSignal): Promise<Answer> {
  return readAnswer(object(await getJson(`${base}/query_range`, { query, start: msToNs(startMs), end: msToNs(endMs), step: `${stepSeconds}s` }, abort)));
}

export async function logLabels(startMs: number, endMs: number, abort: AbortSignal): Promise<string[]> {
  return strings(object(await getJson(`${base}/labels`, { start: msToNs(startMs), end: msToNs(endMs) }, abort))['data']);
}

export async function logLabelValues(name: string, startMs: number, endMs: number, abort: AbortSignal): Promise<string[]> {
  return strings(object(await getJson(`${base}/label/${encodeURIComponent(name)}/values`, { start: msToNs(startMs), end: msToNs(endMs) }, abort))['data']);
}
