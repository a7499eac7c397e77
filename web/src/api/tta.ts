import { ApiError, getJson } from './http.ts';
import { list, number, numberOrNull, object, strings, text, textOrNull, type Json } from './read.ts';
import type { CallGroup } from '../lib/callGroups.ts';
import type { PersonaScore } from '../lib/scores.ts';
import type { LlmCall, LlmCallDetail, LlmRepeats, Overview, ServiceCount, Session, Status, TokenRow, TraceQuery, TraceSummary } from './types.ts';

const base = 'api/tta/v1';

export async function fetchOverview(startMs: number, endMs: number, abort: AbortSignal): Promise<Overview> {
  const body = object(await getJson(`${base}/overview`, { startMs, endMs }, abort));
  const traces = object(body['traces']);
  const logs = object(body['logs']);
  const llm = object(body['llm']);
  const ingest = object(body['ingest']);
  return {
    services: list(body['services'], (item) => ({ ...readService(item), workspace: text(item['workspace']) })),
    traces: { count: number(traces['count']), errorCount: number(traces['errorCount']), failedCount: number(traces['failedCount']), p50Ms: number(traces['p50Ms']), p95Ms: number(traces['p95Ms']) },
    logs: { count: number(logs['count']), errorCount: number(logs['errorCount']) },
    llm: { calls: number(llm['calls']), inputTokens: number(llm['inputTokens']), outputTokens: number(llm['outputTokens']), costUsd: text(llm['costUsd']) || '0' },
    personas: list(body['personas'], (item) => readTokenRow(item, 'persona')),
    primitives: list(body['primitives'], (item) => ({
      name: text(item['name']),
      type: text(item['type']),
      count: number(item['count']),
      errorCount: number(item['errorCount']),
      p50Ms: number(item['p50Ms']),
      p95Ms: number(item['p95Ms']),
      totalMs: number(item['totalMs']),
    })),
    slowestTraces: list(body['slowestTraces'], readSummary),
    errorTraces: list(body['errorTraces'], readSummary),
    ingest: { spansPerSecond: number(ingest['spansPerSecond']), samplesPerSecond: number(ingest['samplesPerSecond']), logLinesPerSecond: number(ingest['logLinesPerSecond']) },
  };
}

export async function fetchTraces(query: TraceQuery, abort: AbortSignal): Promise<{ readonly traces: readonly TraceSummary[]; readonly truncated: boolean }> {
  const body = object(await getJson(`${base}/traces`, { ...query, errorsOnly: query.errorsOnly ? 'true' : null }, abort));
  return { traces: list(body['traces'], readSummary), truncated: body['truncated'] === true };
}

/** The stored trace as an OTLP export request, with every digit and type; null where it is not stored. */
export async function fetchOtlp(traceId: string, abort: AbortSignal): Promise<unknown> {
  try {
    return await getJson(`${base}/traces/${encodeURIComponent(traceId)}.json`, {}, abort);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

export interface LlmQuery {
  readonly startMs?: number;
  readonly endMs?: number;
  readonly model?: string;
  readonly persona?: string;
  readonly sessionId?: string;
  readonly traceId?: string;
  /** Part of the name of a tool. */
  readonly tool?: string;
  readonly minCostUsd?: string;
  /** Name of a score of the trace, or compared with a value: `quality<0.5`. */
  readonly score?: string;
  readonly failed?: boolean | null;
  readonly limit?: number;
}

export async function fetchLlmCalls(query: LlmQuery, abort: AbortSignal): Promise<{ readonly calls: readonly LlmCall[]; readonly truncated: boolean }> {
  const body = object(await getJson(`${base}/llm/calls`, { ...query }, abort));
  return { calls: list(body['calls'], readCall), truncated: body['truncated'] === true };
}

export async function fetchLlmCall(traceId: string, spanId: string, abort: AbortSignal): Promise<LlmCallDetail> {
  const body = object(await getJson(`${base}/llm/calls/${encodeURIComponent(traceId)}/${encodeURIComponent(spanId)}`, {}, abort));
  return {
    ...readCall(body),
    inputMessages: body['inputMessages'] ?? null,
    outputMessages: body['outputMessages'] ?? null,
    systemInstructions: body['systemInstructions'] ?? null,
    toolDefinitions: body['toolDefinitions'] ?? null,
    modelParameters: object(body['modelParameters']),
  };
}

export async function fetchCosts(startMs: number, endMs: number, by: 'persona' | 'model', abort: AbortSignal): Promise<readonly TokenRow[]> {
  const body = object(await getJson(`${base}/llm/costs`, { startMs, endMs, by }, abort));
  return list(body['rows'], (item) => readTokenRow(item, 'key'));
}

/** Sums over all model calls of a window; one group, or a group per value of a property. */
export async function fetchCallGroups(startMs: number, endMs: number, by: string, abort: AbortSignal, sessionId: string | null = null): Promise<readonly CallGroup[]> {
  const body = object(await getJson(`${base}/llm/costs`, { startMs, endMs, by, sessionId }, abort));
  return list(body['rows'], (item) => ({
    ...readSums(item),
    failedCostUsd: Number(text(item['failedCostUsd']) || '0'),
    firstMs: number(item['firstMs']),
    p50Ms: number(item['p50Ms']),
    p95Ms: number(item['p95Ms']),
    firstTokenMs: numberOrNull(item['firstTokenMs']),
  }));
}

/** Sums over all model calls of a window, in equal steps from the epoch. */
export async function fetchCallSteps(startMs: number, endMs: number, by: string, stepMs: number, abort: AbortSignal) {
  const body = object(await getJson(`${base}/llm/costs`, { startMs, endMs, by, stepMs }, abort));
  return list(body['rows'], (item) => ({ ...readSums(item), startMs: number(item['startMs']) }));
}

/** Means of scores by persona. */
export async function fetchPersonaScores(startMs: number, endMs: number, abort: AbortSignal): Promise<readonly PersonaScore[]> {
  const body = object(await getJson(`${base}/llm/scores`, { startMs, endMs }, abort));
  return list(body['rows'], (item) => ({ key: readKey(item['key']), name: text(item['name']), count: number(item['count']), mean: number(item['mean']) }));
}

export async function fetchSessions(startMs: number, endMs: number, abort: AbortSignal): Promise<{ readonly sessions: readonly Session[]; readonly total: number }> {
  const body = object(await getJson(`${base}/llm/sessions`, { startMs, endMs, limit: 1000 }, abort));
  return {
    sessions: list(body['sessions'], (item) => ({
      id: text(item['sessionId']),
      environment: text(item['environment']),
      users: strings(item['users']),
      personas: strings(item['personas']),
      startMs: number(item['startMs']),
      endMs: number(item['endMs']),
      traces: number(item['traces']),
      observations: number(item['observations']),
      failed: number(item['errors']),
      tokens: number(item['inputTokens']) + number(item['outputTokens']),
      costUsd: Number(text(item['costUsd']) || '0'),
    })),
    total: number(body['total']),
  };
}

export async function fetchRepeats(startMs: number, endMs: number, abort: AbortSignal): Promise<LlmRepeats> {
  const body = object(await getJson(`${base}/llm/repeats`, { startMs, endMs }, abort));
  return {
    compared: number(body['compared']),
    truncated: body['truncated'] === true,
    repeats: number(body['repeats']),
    costUsd: text(body['costUsd']) || '0',
    rows: list(body['rows'], (item) => ({
      repeats: number(item['repeats']),
      inputTokens: number(item['inputTokens']),
      outputTokens: number(item['outputTokens']),
      costUsd: text(item['costUsd']) || '0',
      first: readCall(object(item['first'])),
      last: readCall(object(item['last'])),
    })),
  };
}

export async function fetchStatus(abort: AbortSignal): Promise<Status> {
  const body = object(await getJson(`${base}/status`, {}, abort));
  return {
    version: text(body['version']),
    startedAtMs: number(body['startedAtMs']),
    listeners: list(body['listeners'], (item) => ({ name: text(item['name']), url: text(item['url']), state: text(item['state']), problem: textOrNull(item['problem']) })),
    stores: list(body['stores'], (item) => ({ signal: text(item['signal']), items: number(item['items']), walBytes: number(item['walBytes']), unavailable: textOrNull(item['unavailable']), warnings: strings(item['warnings']) })),
    targets: list(body['targets'], (item) => ({ job: text(item['job']), url: text(item['url']), health: text(item['health']), lastError: text(item['lastError']) })),
  };
}

function readService(item: Json): ServiceCount {
  return { name: text(item['name']), spanCount: number(item['spanCount']), errorCount: number(item['errorCount']) };
}

/** How the server names the row of calls without a persona or model; here that is the empty key. */
const nobody = '(none)';

function readKey(value: unknown): string {
  return text(value) === nobody ? '' : text(value);
}

function readSums(item: Json) {
  return {
    key: readKey(item['key']),
    calls: number(item['calls']),
    failed: number(item['failed']),
    inputTokens: number(item['inputTokens']),
    outputTokens: number(item['outputTokens']),
    cachedTokens: number(item['cachedTokens']),
    costUsd: Number(text(item['costUsd']) || '0'),
  };
}

function readTokenRow(item: Json, key: string): TokenRow {
  return { key: readKey(item[key]), calls: number(item['calls']), inputTokens: number(item['inputTokens']), outputTokens: number(item['outputTokens']), costUsd: text(item['costUsd']) || '0' };
}

function readSummary(item: Json): TraceSummary {
  return {
    traceId: text(item['traceId']),
    rootService: text(item['rootService']),
    rootOperation: text(item['rootOperation']),
    workflowName: textOrNull(item['workflowName']),
    workspace: textOrNull(item['workspace']),
    personas: strings(item['personas']),
    startMs: number(item['startMs']),
    durationMs: number(item['durationMs']),
    spanCount: number(item['spanCount']),
    errorCount: number(item['errorCount']),
    services: list(item['services'], readService),
    llmCalls: number(item['llmCalls']),
    inputTokens: number(item['inputTokens']),
    outputTokens: number(item['outputTokens']),
    costUsd: text(item['costUsd']) || '0',
  };
}

function readCall(item: Json): LlmCall {
  return {
    traceId: text(item['traceId']),
    spanId: text(item['spanId']),
    parentSpanId: textOrNull(item['parentSpanId']),
    name: text(item['name']),
    operation: text(item['operation']),
    model: text(item['model']),
    provider: text(item['provider']),
    persona: textOrNull(item['persona']),
    chatmode: textOrNull(item['chatmode']),
    workspace: textOrNull(item['workspace']),
    service: text(item['service']),
    sessionId: textOrNull(item['sessionId']),
    workflowName: textOrNull(item['workflowName']),
    promptName: textOrNull(item['promptName']),
    promptVersion: numberOrNull(item['promptVersion']),
    startMs: number(item['startMs']),
    durationMs: number(item['durationMs']),
    timeToFirstTokenMs: numberOrNull(item['timeToFirstTokenMs']),
    inputTokens: number(item['inputTokens']),
    outputTokens: number(item['outputTokens']),
    cachedTokens: number(item['cachedTokens']),
    reasoningTokens: number(item['reasoningTokens']),
    hasUsage: typeof item['inputTokens'] === 'number',
    costUsd: text(item['costUsd']) || '0',
    hasCost: text(item['costUsd']) !== '',
    finishReason: textOrNull(item['finishReason']),
    error: textOrNull(item['error']),
    hasContent: item['hasContent'] === true,
  };
}
