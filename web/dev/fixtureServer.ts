import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import { fixtureOf, slotMs, slotOf, type Fixture } from './generate.ts';
import { rangeAnswer } from './series.ts';
import { shareTrace } from './shareTrace.ts';

/**
 * Answers the server's APIs from generated data while the page is developed; never part of a build. The cookie `fixture`
 * chooses the mood: `empty` (nothing received), `error` (every request fails) or full, the default.
 */
export function fixtureServer(): Plugin {
  return {
    name: 'fixture-server',
    configureServer: (server) => void server.middlewares.use(answerApis),
    // The preview serves the real build under the real policy, so that a breach of it shows here.
    configurePreviewServer: (server) => {
      server.middlewares.use((request, response, next) => {
        response.setHeader('Content-Security-Policy', "default-src 'self'; base-uri 'self'; frame-ancestors 'none'; object-src 'none'");
        answerApis(request, response, next);
      });
    },
  };
}

function answerApis(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const mood = /fixture=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? 'full';
  if (!/^\/(api|prometheus|jaeger|loki|tempo)\//.test(url.pathname)) return next();
  if (url.pathname === '/api/tta/v1/live') return live(response, mood);
  if (mood === 'error') return send(response, 503, { status: 'error', errorType: 'unavailable', error: 'the store is replaying its write-ahead log, 41 % done' });
  const body = answer(url, mood === 'empty');
  send(response, body === undefined ? 404 : 200, body ?? { errors: [{ code: 404, msg: 'trace not found' }] });
}

function answer(url: URL, empty: boolean): unknown {
  const { pathname: path, searchParams: query } = url;
  const startMs = Number(query.get('startMs') ?? Date.now() - 3_600_000);
  const endMs = Number(query.get('endMs') ?? Date.now());
  const fixtures = empty ? [] : between(startMs, endMs);
  switch (path) {
    case '/api/tta/v1/overview': return overview(fixtures, empty);
    case '/api/tta/v1/traces': return traces(fixtures, query);
    case '/api/tta/v1/llm/calls': return calls(query.get('traceId') ? one(query.get('traceId') ?? '') : fixtures, query);
    case '/api/tta/v1/llm/sessions': return sessions(fixtures);
    case '/api/tta/v1/llm/costs': return { rows: grouped(fixtures.flatMap((item) => item.calls), query.get('by') === 'model' ? (call) => call.model : (call) => call.persona ?? '') };
    case '/api/tta/v1/status': return status();
    case '/jaeger/api/services': return { data: empty ? [] : ['support-bot', 'code-review', 'digest', 'indexer', 'store-api', 'history-api'] };
    case '/jaeger/api/dependencies': return { data: empty ? [] : dependencies(fixtures.length > 0 ? fixtures : between(Date.now() - 3_600_000, Date.now())) };
    case '/api/public/v2/prompts': return { data: empty ? [] : prompts(), meta: { page: 1, limit: 100, totalItems: 2, totalPages: 1 } };
    case '/api/public/models': return { data: [['gpt-5-mini', 0.25, 0.025, 2], ['claude-sonnet-4-5', 3, 0.3, 15], ['claude-haiku-4-5', 1, 0.1, 5]].map(([modelName, input, cached, output]) => ({ modelName, prices: { input: { price: Number(input) / 1e6 }, input_cached_tokens: { price: Number(cached) / 1e6 }, output: { price: Number(output) / 1e6 } } })), meta: { totalPages: 1 } };
    case '/api/public/v3/scores': return { data: empty ? [] : scores(query.get('traceId') ? one(query.get('traceId') ?? '') : between(Date.parse(query.get('fromTimestamp') ?? ''), Date.parse(query.get('toTimestamp') ?? '')).slice(-40)), meta: { limit: 100 } };
    case '/tempo/api/metrics/query': return { series: [{ labels: [], value: 0.0123 }] };
    case '/api/tta/v1/llm/repeats': return repeats(fixtures);
    case '/tempo/api/search': return { traces: traceQl(between(Number(query.get('start')) * 1000, Number(query.get('end')) * 1000).slice(-60)), metrics: {} };
    case '/tempo/api/metrics/query_range': return traceQlSeries(query);
    case '/tempo/api/v2/search/tags': return { scopes: [{ name: 'resource', tags: ['service.name', 'workspace'] }, { name: 'span', tags: ['gen_ai.operation.name', 'gen_ai.request.model', 'retry.attempt', 'cache.hit'] }, { name: 'intrinsic', tags: ['name', 'duration', 'status'] }] };
    case '/prometheus/api/v1/query_range':
    case '/prometheus/api/v1/query': return rangeAnswer(query, path.endsWith('/query'), empty);
    case '/prometheus/api/v1/query_exemplars': return { status: 'success', data: exemplars(between(Number(query.get('start')) * 1000, Number(query.get('end')) * 1000)) };
    case '/prometheus/api/v1/labels': return { status: 'success', data: ['__name__', 'model', 'persona', 'primitive_name', 'service_name', 'status', 'workflow_name', 'workspace', 'le'] };
    case '/prometheus/api/v1/metadata': return { status: 'success', data: { workflow_executions_total: [{ type: 'counter', help: 'Workflow runs', unit: '' }], primitive_execution_duration_seconds: [{ type: 'histogram', help: 'Time of one step', unit: '' }], llm_cost_usd_total: [{ type: 'counter', help: 'Cost of model calls', unit: '' }] } };
    case '/loki/loki/api/v1/labels': return { status: 'success', data: ['service_name', 'workspace'] };
    case '/loki/loki/api/v1/query_range': return logs(query, empty);
  }
  const [, form, trace] = /^\/(jaeger\/api|api\/tta\/v1)\/traces\/(\w+)$/.exec(path) ?? [];
  const [stored] = trace && !empty ? one(trace) : [];
  if (stored) return form === 'jaeger/api' ? { data: [stored.trace], errors: null } : shareTrace(stored.trace);
  if (/^\/jaeger\/api\/services\/.+\/operations$/.test(path)) return { data: ['primitive.Answer', 'primitive.Parse', 'primitive.Gather', 'chat gpt-5-mini'] };
  const call = /^\/api\/tta\/v1\/llm\/calls\/(\w+)\/(\w+)$/.exec(path);
  if (call) return one(call[1] ?? '')[0]?.calls.find((item) => item.spanId === call[2]);
  const prompt = /^\/api\/public\/v2\/prompts\/([^/]+)$/.exec(path)?.[1];
  if (prompt) return promptVersion(decodeURIComponent(prompt), Number(query.get('version')));
  const label = /\/label\/(\w+)\/values$/.exec(path)?.[1];
  if (label) return { status: 'success', data: empty ? [] : labelValues(label) };
  return undefined;
}

function between(startMs: number, endMs: number): Fixture[] {
  const found: Fixture[] = [];
  for (let slot = Math.max(Math.ceil(startMs / slotMs), Math.floor(endMs / slotMs) - 5000); slot * slotMs < endMs - 15_000; slot++) found.push(fixtureOf(slot));
  return found;
}

function one(traceId: string): Fixture[] {
  const slot = slotOf(traceId);
  return Number.isFinite(slot) && slot * slotMs < Date.now() && slot * slotMs > Date.now() - 40 * 86_400_000 ? [fixtureOf(slot)] : [];
}

function overview(fixtures: readonly Fixture[], empty: boolean): unknown {
  const summaries = fixtures.map((item) => item.summary);
  const durations = summaries.map((item) => item.durationMs).sort((a, b) => a - b);
  const allCalls = fixtures.flatMap((item) => item.calls);
  const lines = fixtures.flatMap((item) => item.logs);
  const services = new Map<string, { name: string; workspace: string; spanCount: number; errorCount: number }>();
  for (const summary of summaries) for (const service of summary.services) {
    const row = services.get(service.name) ?? { name: service.name, workspace: summary.workspace ?? '', spanCount: 0, errorCount: 0 };
    row.spanCount += service.spanCount;
    row.errorCount += service.errorCount;
    services.set(service.name, row);
  }
  const total = grouped(allCalls, () => 'all')[0];
  const byName = (a: { durationMs: number }, b: { durationMs: number }): number => b.durationMs - a.durationMs;
  return {
    services: [...services.values()],
    traces: { count: summaries.length, errorCount: summaries.filter((item) => item.errorCount > 0).length, failedCount: summaries.filter((item) => item.errorCount > 2).length, p50Ms: durations[Math.floor(durations.length / 2)] ?? 0, p95Ms: durations[Math.floor(durations.length * 0.95)] ?? 0 },
    logs: { count: lines.length, errorCount: lines.filter((line) => line.level === 'error').length },
    llm: total ?? { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: '0' },
    personas: grouped(allCalls.filter((call) => call.persona), (call) => call.persona ?? '').map((row) => ({ ...row, persona: row.key })),
    primitives: primitives(fixtures),
    slowestTraces: [...summaries].sort(byName).slice(0, 8),
    errorTraces: summaries.filter((item) => item.errorCount > 0).reverse().slice(0, 8),
    ingest: empty ? { spansPerSecond: 0, samplesPerSecond: 0, logLinesPerSecond: 0 } : { spansPerSecond: 12.4, samplesPerSecond: 318, logLinesPerSecond: 3.1 },
  };
}

function prompts(): unknown[] {
  return [
    { name: 'support/answer', type: 'chat', versions: [1, 2, 3], labels: ['production', 'latest'], tags: ['support'], lastUpdatedAt: new Date(Date.now() - 7_200_000).toISOString(), lastConfig: {} },
    { name: 'digest/summary', type: 'text', versions: [1], labels: ['latest'], tags: [], lastUpdatedAt: new Date(Date.now() - 86_400_000).toISOString(), lastConfig: {} },
  ];
}

function promptVersion(name: string, version: number): unknown {
  const rules = ['Be brief.', ...(version > 1 ? ['Quote the order number.'] : ['Be friendly.']), ...(version > 2 ? ['Never promise a refund.', '<script>alert(1)</script>'] : [])];
  return {
    name, version, type: name === 'support/answer' ? 'chat' : 'text', prompt: name === 'support/answer' ? [{ role: 'system', content: `You answer support tickets.\n${rules.join('\n')}` }, { type: 'placeholder', name: 'history' }, { role: 'user', content: '{{question}}' }] : 'Summarise {{text}} in three sentences.',
    config: { model: 'claude-sonnet-4-5', temperature: version / 10 }, labels: version === 3 ? ['latest'] : version === 2 ? ['production'] : [], tags: ['support'], commitMessage: version === 3 ? 'No promises about money' : null, createdAt: new Date(Date.now() - (4 - version) * 86_400_000).toISOString(),
  };
}

function scores(fixtures: readonly Fixture[]): unknown[] {
  return fixtures.flatMap(({ summary, calls }, index) => [
    { id: `q${index}`, name: 'quality', value: 0.6 + 0.4 * Math.abs(Math.sin(index)), dataType: 'NUMERIC', source: 'EVAL', comment: index % 3 === 0 ? 'names the order number' : null, timestamp: new Date(summary.startMs + summary.durationMs).toISOString(), subject: { kind: 'trace', id: summary.traceId } },
    ...calls.slice(0, 1).map((call) => ({ id: `h${index}`, name: 'helpful', value: index % 4 !== 0, dataType: 'BOOLEAN', source: 'ANNOTATION', comment: null, timestamp: new Date(call.startMs + call.durationMs).toISOString(), subject: { kind: 'observation', id: call.spanId, traceId: call.traceId } })),
  ]);
}

function repeats(fixtures: readonly Fixture[]): unknown {
  const calls = fixtures.flatMap((item) => item.calls).filter((call) => call.hasContent);
  const [first, last] = calls;
  const rows = first && last ? [{ repeats: 3, inputTokens: 4210, outputTokens: 900, costUsd: '0.0261', first, last }] : [];
  return { compared: calls.length, truncated: false, repeats: rows.length * 3, costUsd: rows.length > 0 ? '0.0261' : '0', rows };
}

function exemplars(fixtures: readonly Fixture[]): unknown[] {
  return fixtures.slice(-80).flatMap((item) => item.calls.slice(0, 1)).map((call) => ({ seriesLabels: { __name__: 'llm_request_duration_seconds_bucket', model: call.model }, exemplars: [{ labels: { trace_id: call.traceId, span_id: call.spanId }, value: String(call.durationMs / 1000), timestamp: (call.startMs + call.durationMs) / 1000 }] }));
}

function dependencies(fixtures: readonly Fixture[]): unknown[] {
  const found = new Map<string, { parent: string; child: string; callCount: number }>();
  for (const { trace } of fixtures) {
    const serviceOf = new Map(trace.spans.map((span) => [span.spanID, span.processID ?? '']));
    for (const span of trace.spans.slice(0, 200)) {
      const parent = serviceOf.get(span.references?.[0]?.spanID ?? '');
      const child = span.processID ?? '';
      if (parent === undefined || parent === child) continue;
      const row = found.get(`${parent}/${child}`) ?? { parent, child, callCount: 0 };
      row.callCount++;
      found.set(`${parent}/${child}`, row);
    }
  }
  return [...found.values()];
}

/** Every trace with its model calls: as if the query had asked for them. */
function traceQl(fixtures: readonly Fixture[]): unknown[] {
  return fixtures.filter((item) => item.calls.length > 0).map(({ summary, calls }) => {
    const spans = calls.map((call) => ({ spanID: call.spanId, name: call.name, startTimeUnixNano: String(Math.floor(call.startMs * 1e6)), durationNanos: String(Math.floor(call.durationMs * 1e6)), attributes: [{ key: 'gen_ai.request.model', value: { stringValue: call.model } }] }));
    return { traceID: summary.traceId.replace(/^0+/, ''), rootServiceName: summary.rootService, rootTraceName: summary.rootOperation, startTimeUnixNano: String(Math.floor(summary.startMs * 1e6)), durationMs: Math.round(summary.durationMs), spanSets: [{ matched: spans.length, spans: spans.slice(0, 10) }] };
  });
}

function traceQlSeries(query: URLSearchParams): unknown {
  const step = Number.parseInt(query.get('step') ?? '60', 10);
  return {
    series: ['gpt-5-mini', 'claude-sonnet-4-5'].map((model, index) => ({
      labels: [{ key: 'span.gen_ai.request.model', value: { stringValue: model } }],
      samples: Array.from({ length: Math.max(1, Math.floor((Number(query.get('end')) - Number(query.get('start'))) / step)) }, (_, at) => ({ timestampMs: String((Number(query.get('start')) + at * step) * 1000), value: 0.4 + 0.3 * Math.sin(at / 9 + index) })),
    })),
  };
}

function primitives(fixtures: readonly Fixture[]): unknown[] {
  const found = new Map<string, { type: string; errorCount: number; durations: number[] }>();
  for (const { trace } of fixtures) for (const span of trace.spans.slice(0, 60)) {
    const read = (key: string): unknown => span.tags?.find((tag) => tag.key === key)?.value;
    const name = read('primitive.name');
    if (typeof name !== 'string') continue;
    const row = found.get(name) ?? { type: String(read('primitive.type')), errorCount: 0, durations: [] };
    row.durations.push(span.duration / 1000);
    if (read('error') === true) row.errorCount++;
    found.set(name, row);
  }
  return [...found].map(([name, row]) => {
    const sorted = row.durations.sort((a, b) => a - b);
    return { name, type: row.type, count: sorted.length, errorCount: row.errorCount, p50Ms: sorted[Math.floor(sorted.length / 2)], p95Ms: sorted[Math.floor(sorted.length * 0.95)], totalMs: sorted.reduce((a, b) => a + b, 0) };
  });
}

function traces(fixtures: readonly Fixture[], query: URLSearchParams): unknown {
  const limit = Number(query.get('limit') ?? 100);
  const matching = fixtures.filter(({ summary, trace }) =>
    (!query.get('service') || summary.services.some((service) => service.name === query.get('service'))) &&
    (!query.get('workspace') || summary.workspace === query.get('workspace')) &&
    (!query.get('persona') || summary.personas.includes(query.get('persona') ?? '')) &&
    (!query.get('operation') || trace.spans.some((span) => span.operationName === query.get('operation'))) &&
    (!query.get('minDurationMs') || summary.durationMs >= Number(query.get('minDurationMs'))) &&
    (!query.get('maxDurationMs') || summary.durationMs <= Number(query.get('maxDurationMs'))) &&
    (query.get('errorsOnly') !== 'true' || summary.errorCount > 0) &&
    query.getAll('tags').every((tag) => trace.spans.some((span) => span.tags?.some((item) => `${item.key}=${String(item.value)}` === tag))),
  ).reverse();
  return { traces: matching.slice(0, limit).map((item) => item.summary), truncated: matching.length > limit };
}

function calls(fixtures: readonly Fixture[], query: URLSearchParams): unknown {
  const limit = Number(query.get('limit') ?? 100);
  const matching = fixtures.flatMap((item) => item.calls).filter((call) => (!query.get('model') || call.model === query.get('model')) && (!query.get('persona') || call.persona === query.get('persona')) && (!query.get('sessionId') || call.sessionId === query.get('sessionId')) && (!query.get('failed') || call.error !== null) && Number(call.costUsd) >= Number(query.get('minCostUsd') ?? 0)).reverse();
  return { calls: matching.slice(0, limit), truncated: matching.length > limit };
}

function sessions(fixtures: readonly Fixture[]): unknown {
  const groups = new Map<string, Fixture['calls'][number][]>();
  for (const call of fixtures.flatMap((item) => item.calls)) if (call.sessionId) groups.set(call.sessionId, [...(groups.get(call.sessionId) ?? []), call]);
  const rows = [...groups].map(([sessionId, group]) => ({
    sessionId, environment: 'default', users: [], personas: [...new Set(group.flatMap((call) => call.persona ?? []))],
    startMs: Math.min(...group.map((call) => call.startMs)), endMs: Math.max(...group.map((call) => call.startMs + call.durationMs)),
    traces: new Set(group.map((call) => call.traceId)).size, observations: group.length, errors: group.filter((call) => call.error !== null).length,
    ...grouped(group, () => sessionId)[0],
  }));
  return { sessions: rows, total: rows.length };
}

function grouped(all: Fixture['calls'], by: (call: Fixture['calls'][number]) => string) {
  const rows = new Map<string, { key: string; calls: number; inputTokens: number; outputTokens: number; cost: number }>();
  for (const call of all) {
    const row = rows.get(by(call)) ?? { key: by(call), calls: 0, inputTokens: 0, outputTokens: 0, cost: 0 };
    row.calls++;
    row.inputTokens += call.inputTokens;
    row.outputTokens += call.outputTokens;
    row.cost += Number(call.costUsd);
    rows.set(row.key, row);
  }
  return [...rows.values()].map(({ cost, ...row }) => ({ ...row, costUsd: cost.toFixed(10) }));
}

function logs(query: URLSearchParams, empty: boolean): unknown {
  const text = query.get('query') ?? '';
  const ms = (name: string): number => Number((query.get(name) ?? '0').slice(0, -6));
  const wanted = /\|~ "\(\?i\)(.*?)"/.exec(text)?.[1]?.toLowerCase();
  const levels = /detected_level=~"([^"]*)"/.exec(text)?.[1]?.split('|');
  const traceId = /trace_id="(\w+)"/.exec(text)?.[1];
  const spanId = /span_id="(\w+)"/.exec(text)?.[1];
  const service = /service_name="([^"]*)"/.exec(text)?.[1];
  const source = empty ? [] : traceId ? one(traceId) : between(ms('start') - slotMs, ms('end') + 15_000);
  const lines = source.flatMap((item) => item.logs.map((line) => ({ ...line, traceId: item.summary.traceId })))
    .filter((line) => line.timeMs >= ms('start') && line.timeMs < ms('end') && (!wanted || line.line.toLowerCase().includes(wanted)) && (!levels || levels.includes(line.level)) && (!service || line.service === service) && (!spanId || line.spanId === spanId));
  if (/^sum by|^rate|^count_over_time/.test(text)) return countsOf(lines, ms('start'), ms('end'), Number.parseInt(query.get('step') ?? '60', 10));
  const sorted = lines.sort((a, b) => (query.get('direction') === 'forward' ? a.timeMs - b.timeMs : b.timeMs - a.timeMs)).slice(0, Number(query.get('limit') ?? 100));
  const streams = new Map<string, { stream: Record<string, string>; values: unknown[] }>();
  for (const line of sorted) {
    const stream = streams.get(line.service) ?? { stream: { service_name: line.service, workspace: line.workspace }, values: [] };
    stream.values.push([`${Math.floor(line.timeMs * 1000)}000`, line.line, { structuredMetadata: { trace_id: line.traceId, span_id: line.spanId, detected_level: line.level, scope_name: 'Tta.Primitives' } }]);
    streams.set(line.service, stream);
  }
  return { status: 'success', data: { resultType: 'streams', encodingFlags: ['categorize-labels'], result: [...streams.values()], stats: {} } };
}

function countsOf(lines: readonly { readonly timeMs: number; readonly level: string }[], startMs: number, endMs: number, stepSeconds: number): unknown {
  const levels = [...new Set(lines.map((line) => line.level))];
  const stepMs = stepSeconds * 1000;
  return {
    status: 'success',
    data: {
      resultType: 'matrix',
      result: levels.map((level) => {
        const counts = new Map<number, number>();
        for (const line of lines) if (line.level === level) {
          const at = startMs + Math.ceil((line.timeMs - startMs) / stepMs) * stepMs;
          if (at <= endMs) counts.set(at, (counts.get(at) ?? 0) + 1);
        }
        return { metric: { detected_level: level }, values: [...counts].sort(([a], [b]) => a - b).map(([at, count]) => [at / 1000, String(count)]) };
      }),
    },
  };
}

function labelValues(label: string): string[] {
  const known: Record<string, string[]> = {
    __name__: ['workflow_executions_total', 'workflow_execution_duration_seconds_bucket', 'workflow_execution_duration_seconds_sum', 'workflow_execution_duration_seconds_count', 'primitive_execution_duration_seconds_bucket', 'primitive_executions_total', 'cache_hit_rate', 'cache_size_bytes', 'llm_cost_usd_total', 'llm_tokens_total', 'llm_request_duration_seconds_bucket', 'persona_budget_remaining_tokens', 'up', 'process_resident_memory_bytes'],
    service_name: ['support-bot', 'code-review', 'digest', 'indexer'],
    status: ['success', 'error', 'cancelled'],
    model: ['gpt-5-mini', 'claude-sonnet-4-5', 'llama-3.3-70b'],
    persona: ['support', 'reviewer', 'architect', 'writer'],
    workspace: ['main', 'feature-search'],
  };
  return known[label] ?? ['a', 'b'];
}

function status(): unknown {
  const listener = (name: string, port: number, problem: string | null = null): unknown => ({ name, url: `http://127.0.0.1:${port}`, state: problem ? 'failed' : 'listening', problem });
  return {
    version: '1.0.0-dev', startedAtMs: Date.now() - 5_400_000,
    listeners: [listener('ui', 3000), listener('loki', 3100), listener('otlp-http', 4318), listener('otlp-grpc', 4317), listener('prometheus', 9090, 'cannot listen on 127.0.0.1:9090: the address is in use by prometheus (pid 812); stop it or use --port-offset'), listener('jaeger', 16686)],
    stores: [{ signal: 'metrics', items: 48213, walBytes: 6_214_001, warnings: [] }, { signal: 'traces', items: 9120, walBytes: 22_481_933, warnings: ['1 block was quarantined: checksum of index does not match; its data is missing from answers'] }, { signal: 'logs', items: 31044, walBytes: 9_338_112, warnings: [] }, { signal: 'llm', items: 812, walBytes: 4_002_118, warnings: [] }],
    targets: [{ job: 'support-bot', url: 'http://127.0.0.1:9464/metrics', health: 'up', lastError: '' }, { job: 'digest', url: 'http://127.0.0.1:9465/metrics', health: 'down', lastError: 'connection refused' }],
  };
}

function live(response: ServerResponse, mood: string): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
  response.flushHeaders();
  if (mood !== 'full') return;
  let round = 1000;
  const timer = setInterval(() => {
    round++;
    response.write(`event: ingest\ndata: ${JSON.stringify({ spans: round * 12, samples: round * 300, logs: round * 3, llmCalls: round })}\n\n`);
  }, 1000);
  response.on('close', () => clearInterval(timer));
}

function send(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}
