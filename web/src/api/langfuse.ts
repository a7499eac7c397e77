// https://api.reference.langfuse.com: the routes that the page reads. From the page's own origin they need no keys.
import { ApiError, getJson } from './http.ts';
import { list, number, object, strings, text, textOrNull, type Json } from './read.ts';
import type { Price } from '../lib/repricing.ts';
import type { Score } from '../lib/scores.ts';

const base = 'api/public';

export interface PromptSummary {
  readonly name: string;
  readonly type: string;
  readonly versions: readonly number[];
  readonly labels: readonly string[];
  readonly tags: readonly string[];
  readonly updatedMs: number;
}

export interface PromptVersion {
  readonly name: string;
  readonly version: number;
  readonly type: string;
  /** Text, or a list of chat messages. */
  readonly prompt: unknown;
  readonly config: unknown;
  readonly labels: readonly string[];
  readonly tags: readonly string[];
  readonly commitMessage: string | null;
  readonly createdMs: number;
}

export async function fetchPrompts(abort: AbortSignal): Promise<readonly PromptSummary[]> {
  return pages(`${base}/v2/prompts`, abort, (item) => ({
    name: text(item['name']),
    type: text(item['type']),
    versions: Array.isArray(item['versions']) ? item['versions'].map(number).sort((a, b) => b - a) : [],
    labels: strings(item['labels']),
    tags: strings(item['tags']),
    updatedMs: time(item['lastUpdatedAt']),
  }));
}

export async function fetchPrompt(name: string, version: number, abort: AbortSignal): Promise<PromptVersion> {
  const body = object(await getJson(`${base}/v2/prompts/${encodeURIComponent(name)}`, { version }, abort));
  return {
    name: text(body['name']),
    version: number(body['version']),
    type: text(body['type']),
    prompt: body['prompt'],
    config: body['config'] ?? null,
    labels: strings(body['labels']),
    tags: strings(body['tags']),
    commitMessage: textOrNull(body['commitMessage']),
    createdMs: time(body['createdAt']),
  };
}

/** Prices of the known models, in US dollars per million tokens. */
export async function fetchPrices(abort: AbortSignal): Promise<ReadonlyMap<string, Price>> {
  const models = await pages(`${base}/models`, abort, (item) => {
    const prices = object(item['prices']);
    const of = (...names: readonly string[]): number | null => {
      for (const name of names) if (prices[name] !== undefined) return number(object(prices[name])['price']) * 1e6;
      return null;
    };
    return { name: text(item['modelName']), input: of('input'), cached: of('input_cached_tokens', 'input_cache_read', 'cache_read_input_tokens'), output: of('output') };
  });
  return new Map(models.flatMap((model) => (model.input === null || model.output === null ? [] : [[model.name, { input: model.input, cached: model.cached, output: model.output }] as const])));
}

const mostScores = 2000;

/** The newest scores of a range. */
export async function fetchScores(startMs: number, endMs: number, abort: AbortSignal): Promise<{ readonly scores: readonly Score[]; readonly truncated: boolean }> {
  const scores: Score[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const body: Json = object(await getJson(`${base}/v3/scores`, { limit: 100, fields: 'details,subject', fromTimestamp: new Date(startMs).toISOString(), toTimestamp: new Date(endMs).toISOString(), cursor }, abort));
    scores.push(...list(body['data'], readScore));
    cursor = textOrNull(object(body['meta'])['cursor']);
    if (scores.length >= mostScores) return { scores, truncated: cursor !== null };
  }
  return { scores, truncated: false };
}

/** Scores of a trace and of the calls in it; none where the server keeps none. */
export async function fetchTraceScores(traceId: string, abort: AbortSignal): Promise<readonly Score[]> {
  try {
    return list(object(await getJson(`${base}/v3/scores`, { traceId, limit: 100, fields: 'details,subject' }, abort))['data'], readScore);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}

export function readScore(item: Json): Score {
  const subject = object(item['subject']);
  const kind = text(subject['kind']);
  const value = item['value'];
  return {
    id: text(item['id']),
    name: text(item['name']),
    source: text(item['source']),
    dataType: text(item['dataType']),
    value: typeof value === 'number' || typeof value === 'boolean' ? value : text(value),
    comment: textOrNull(item['comment']),
    traceId: kind === 'trace' ? textOrNull(subject['id']) : textOrNull(subject['traceId']),
    observationId: kind === 'observation' ? textOrNull(subject['id']) : null,
    sessionId: kind === 'session' ? textOrNull(subject['id']) : null,
    timeMs: time(item['timestamp']),
  };
}

const mostPages = 50;

export async function pages<T>(path: string, abort: AbortSignal, read: (item: Json) => T, params: Readonly<Record<string, string>> = {}): Promise<T[]> {
  const items: T[] = [];
  for (let page = 1; page <= mostPages; page++) {
    const body = object(await getJson(path, { ...params, page, limit: 100 }, abort));
    items.push(...list(body['data'], read));
    if (page >= number(object(body['meta'])['totalPages'])) break;
  }
  return items;
}

export function time(value: unknown): number {
  const ms = Date.parse(text(value));
  return Number.isFinite(ms) ? ms : 0;
}
