// Made-up telemetry for development: everything follows from the time slot, so any range has data and reloads agree.
import type { JaegerKeyValue, JaegerSpan, JaegerTrace } from '../src/lib/trace.ts';
import type { LlmCall, LlmCallDetail, TraceSummary } from '../src/api/types.ts';

export const slotMs = 20_000;
export const bigSlotEvery = 97;

type Random = () => number;

function random(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

const pick = <T>(next: Random, items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;

const workflows = [
  { name: 'answer-ticket', service: 'support-bot', workspace: 'main', personas: ['support', 'reviewer'] },
  { name: 'review-pull-request', service: 'code-review', workspace: 'feature-search', personas: ['reviewer', 'architect'] },
  { name: 'nightly-digest', service: 'digest', workspace: 'main', personas: ['writer'] },
  { name: 'index-documents', service: 'indexer', workspace: 'main', personas: [] },
] as const;

const models = [
  { model: 'gpt-5-mini', provider: 'openai', inUsd: 0.25e-6, outUsd: 2e-6 },
  { model: 'claude-sonnet-4-5', provider: 'anthropic', inUsd: 3e-6, outUsd: 15e-6 },
  { model: 'llama-3.3-70b', provider: 'ollama', inUsd: 0, outUsd: 0 },
] as const;

export interface Fixture {
  readonly trace: JaegerTrace;
  readonly summary: TraceSummary;
  readonly calls: readonly LlmCallDetail[];
  readonly logs: readonly { readonly timeMs: number; readonly service: string; readonly workspace: string; readonly level: string; readonly line: string; readonly spanId: string }[];
}

const cache = new Map<number, Fixture>();

export function fixtureOf(slot: number): Fixture {
  const known = cache.get(slot);
  if (known) return known;
  const made = new Maker(slot).make();
  cache.set(slot, made);
  return made;
}

export function traceIdOf(slot: number): string {
  return slot.toString(16).padStart(12, '0').padStart(32, 'a7c3e1');
}

export function slotOf(traceId: string): number {
  return parseInt(traceId.slice(-12), 16);
}

class Maker {
  private readonly next: Random;
  private readonly slot: number;
  private readonly traceId: string;
  private readonly workflow: (typeof workflows)[number];
  private readonly persona: string | null;
  private readonly spans: JaegerSpan[] = [];
  private readonly calls: LlmCallDetail[] = [];
  private readonly logs: Fixture['logs'][number][] = [];
  private count = 0;

  constructor(slot: number) {
    this.slot = slot;
    this.next = random(slot * 7919);
    this.traceId = traceIdOf(slot);
    this.workflow = pick(this.next, workflows);
    this.persona = this.workflow.personas.length ? pick(this.next, this.workflow.personas) : null;
  }

  make(): Fixture {
    const startUs = this.slot * slotMs * 1000 + Math.floor(this.next() * 15e6);
    const failed = this.next() < 0.12;
    const root = this.reserve();
    let at = startUs + 800;
    at = this.step(root, 'Parse', 'lambda', at, 2_000 + this.next() * 9_000);
    at = this.cached(root, at);
    at = this.branches(root, at, failed);
    if (this.slot % bigSlotEvery === 0) at = this.many(root, at);
    at = this.retried(root, at, failed);
    at = this.step(root, 'Store', 'lambda', at, 20_000 + this.next() * 90_000, [], 'store-api');
    this.put(root, '', `primitive.${this.workflow.name}`, startUs, at + 500, [
      ['primitive.name', this.workflow.name], ['primitive.type', 'SequentialPrimitive'], ['gen_ai.operation.name', 'invoke_workflow'], ['gen_ai.workflow.name', this.workflow.name],
      ...(failed ? [['error', true], ['otel.status_code', 'ERROR'], ['error.type', 'TimeoutException'], ['otel.status_description', 'the careful route took longer than 5 s']] as const : []),
    ]);
    this.log(startUs, 'info', `workflow ${this.workflow.name} started`, root);
    this.log(at, failed ? 'error' : 'info', failed ? `workflow ${this.workflow.name} failed: TimeoutException: the careful route took longer than 5 s\n   at Tta.Primitives.TimeoutPrimitive.ExecuteAsync()\n   at Program.<Main>$(String[] args)` : `workflow ${this.workflow.name} finished in ${Math.round((at - startUs) / 1000)} ms`, root);
    const trace = this.toTrace();
    return { trace, summary: this.summary(trace, startUs, at + 500), calls: this.calls, logs: this.logs };
  }

  private cached(root: string, at: number): number {
    const id = this.reserve();
    const hit = this.next() < 0.4;
    const end = hit ? at + 900 : this.step(id, 'Embed', 'lambda', at + 600, 30_000 + this.next() * 60_000);
    this.put(id, root, 'primitive.Lookup', at, end + 300, [['primitive.name', 'Lookup'], ['primitive.type', 'CachePrimitive'], ['cache.hit', hit]]);
    this.log(at, 'debug', JSON.stringify({ message: 'cache lookup', hit, key: 'ticket:…', ageSeconds: Math.round(this.next() * 600) }), id);
    return end + 1200;
  }

  private branches(root: string, at: number, failed: boolean): number {
    const id = this.reserve();
    let end = at;
    for (let index = 1; index <= 3; index++) {
      const branch = this.reserve();
      const stop = index === 2 ? this.routed(branch, at + 400, failed) : this.step(branch, index === 1 ? 'Classify' : 'FetchHistory', 'lambda', at + 300, 40_000 + this.next() * 500_000, index === 3 ? [['http.response.status_code', 200]] : [], index === 3 ? 'history-api' : undefined);
      this.put(branch, id, `parallel.branch_${index}`, at + 200, stop + 150, [['primitive.type', 'ParallelPrimitive']]);
      end = Math.max(end, stop + 200);
    }
    this.put(id, root, 'primitive.Gather', at, end + 400, [['primitive.name', 'Gather'], ['primitive.type', 'ParallelPrimitive']]);
    return end + 900;
  }

  private routed(parent: string, at: number, failed: boolean): number {
    const id = this.reserve();
    const route = this.next() < 0.6 ? 'fast' : 'careful';
    const end = this.chat(id, at + 700, route === 'fast' ? 0 : 1, failed && route === 'careful');
    this.put(id, parent, 'primitive.Choose', at, end + 200, [['primitive.name', 'Choose'], ['primitive.type', 'RouterPrimitive'], ['router.route', route], ['router.reason', route === 'fast' ? 'short question' : 'mentions money']]);
    return end + 300;
  }

  private retried(root: string, at: number, failed: boolean): number {
    const id = this.reserve();
    const attempts = failed ? 3 : this.next() < 0.25 ? 2 : 1;
    let end = at + 300;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const child = this.reserve();
      const bad = attempt < attempts || failed;
      const stop = bad ? end + 300_000 + this.next() * 400_000 : this.chat(child, end + 500, 1, false);
      this.put(child, id, `retry.attempt_${attempt}`, end, stop, [
        ['retry.attempt', attempt], ['retry.max_attempts', 3],
        ...(bad ? [['error', true], ['otel.status_code', 'ERROR'], ['error.type', 'System.Net.Http.HttpRequestException'], ['otel.status_description', 'Response status code does not indicate success: 529']] as const : []),
      ], bad ? [{ timestamp: stop - 40, fields: tags([['event', 'exception'], ['exception.type', 'System.Net.Http.HttpRequestException'], ['exception.message', 'Response status code does not indicate success: 529 (Site is overloaded).'], ['exception.stacktrace', '   at System.Net.Http.HttpResponseMessage.EnsureSuccessStatusCode()\n   at Tta.Integrations.Anthropic.AnthropicPrimitive.SendAsync(ChatRequest request, CancellationToken cancel)\n   at Tta.Primitives.RetryPrimitive`2.ExecuteAsync(TIn input, WorkflowContext context, CancellationToken cancel)']]) }] : []);
      if (bad) this.log(stop, 'warn', `attempt ${attempt} of 3 failed, next one in ${200 * attempt} ms <script>alert('hostile')</script>`, child);
      end = stop + (bad ? 200_000 * attempt : 100);
    }
    this.put(id, root, 'primitive.Answer', at, end + 200, [['primitive.name', 'Answer'], ['primitive.type', 'RetryPrimitive'], ['retry.max_attempts', 3], ...(failed ? [['timeout.exceeded', true], ['error', true], ['otel.status_code', 'ERROR'], ['error.type', 'TimeoutException']] as const : [])]);
    return end + 700;
  }

  private many(root: string, at: number): number {
    const id = this.reserve();
    let end = at + 1000;
    const parents: string[] = [id];
    for (let index = 0; index < 10_000; index++) {
      const child = this.reserve();
      const length = 500 + this.next() * 30_000;
      const start = at + 1000 + index * 400;
      this.put(child, parents[Math.floor(this.next() * this.next() * parents.length)] ?? id, index % 5 === 0 ? 'POST /documents' : 'primitive.Chunk', start, start + length, [['primitive.name', 'Chunk'], ['primitive.type', 'LambdaPrimitive'], ['document.index', index]], [], index % 5 === 0 ? 'store-api' : undefined);
      if (index % 7 === 0 && parents.length < 400) parents.push(child);
      end = Math.max(end, start + length);
    }
    this.put(id, root, 'primitive.IndexAll', at, end + 500, [['primitive.name', 'IndexAll'], ['primitive.type', 'ParallelPrimitive']]);
    return end + 1000;
  }

  private step(parent: string, name: string, type: string, at: number, lengthUs: number, extra: readonly (readonly [string, unknown])[] = [], service?: string): number {
    const end = at + Math.floor(lengthUs);
    this.put(this.reserve(), parent, `primitive.${name}`, at, end, [['primitive.name', name], ['primitive.type', `${type === 'lambda' ? 'Lambda' : type}Primitive`], ...extra], [], service);
    return end + 100;
  }

  private chat(parent: string, at: number, tier: number, failed: boolean): number {
    const chosen = models[this.next() < 0.15 ? 2 : tier] ?? models[0];
    const id = this.reserve();
    const inputTokens = 300 + Math.floor(this.next() * 4000);
    const outputTokens = failed ? 0 : 40 + Math.floor(this.next() * 900);
    const firstMs = 180 + this.next() * 500;
    const lengthUs = Math.floor((firstMs + outputTokens * (6 + this.next() * 8)) * 1000);
    const cost = inputTokens * chosen.inUsd + outputTokens * chosen.outUsd;
    this.put(id, parent, `chat ${chosen.model}`, at, at + lengthUs, [
      ['span.kind', 'client'], ['gen_ai.operation.name', 'chat'], ['gen_ai.provider.name', chosen.provider], ['gen_ai.request.model', chosen.model],
      ['gen_ai.usage.input_tokens', inputTokens], ['gen_ai.usage.output_tokens', outputTokens], ['gen_ai.usage.cost', cost], ['llm.time_to_first_token_s', firstMs / 1000], ['server.address', `api.${chosen.provider}.com`],
      ...(failed ? [['error', true], ['error.type', 'timeout']] as const : []),
    ]);
    const base: LlmCall = {
      traceId: this.traceId, spanId: id, parentSpanId: parent, name: `chat ${chosen.model}`, operation: 'chat', model: chosen.model, provider: chosen.provider, persona: this.persona, chatmode: this.persona ? 'ask' : null,
      workspace: this.workflow.workspace, service: this.workflow.service, sessionId: `session-${this.slot % 7}`, workflowName: this.workflow.name, promptName: tier === 1 ? 'support/answer' : null, promptVersion: tier === 1 ? 2 : null, startMs: at / 1000, durationMs: lengthUs / 1000, timeToFirstTokenMs: firstMs,
      inputTokens, outputTokens, cachedTokens: Math.floor(inputTokens * 0.4), reasoningTokens: tier === 1 ? 64 : 0, hasUsage: true, costUsd: cost.toFixed(10), hasCost: true, finishReason: failed ? null : 'stop', error: failed ? 'timeout: the model did not answer within 5 s' : null, hasContent: this.slot % 5 !== 0,
    };
    this.calls.push({ ...base, ...(base.hasContent ? content(outputTokens) : { inputMessages: null, outputMessages: null, systemInstructions: null, toolDefinitions: null }), modelParameters: { temperature: 0.2, max_tokens: 1024 } });
    return at + lengthUs + 200;
  }

  private reserve(): string {
    this.count++;
    return (this.slot * 100_000 + this.count).toString(16).padStart(16, '0');
  }

  private put(id: string, parent: string, name: string, startUs: number, endUs: number, attributes: readonly (readonly [string, unknown])[], logs: JaegerSpan['logs'] = [], service: string = this.workflow.service): void {
    this.spans.push({
      traceID: this.traceId, spanID: id, operationName: name, references: parent ? [{ refType: 'CHILD_OF', traceID: this.traceId, spanID: parent }] : [], startTime: Math.floor(startUs), duration: Math.floor(endUs - startUs),
      tags: tags([...attributes, ['workflow.name', this.workflow.name], ['session.id', `session-${this.slot % 7}`], ...(this.persona ? [['persona', this.persona] as const] : [])]), logs: logs ?? [], processID: service, warnings: null,
    });
  }

  private log(atUs: number, level: string, line: string, spanId: string): void {
    this.logs.push({ timeMs: atUs / 1000, service: this.workflow.service, workspace: this.workflow.workspace, level, line, spanId });
  }

  private toTrace(): JaegerTrace {
    const services = [...new Set(this.spans.map((span) => span.processID ?? ''))];
    return {
      traceID: this.traceId,
      spans: this.spans,
      processes: Object.fromEntries(services.map((service) => [service, { serviceName: service, tags: tags([['workspace', this.workflow.workspace], ['service.version', '1.4.0'], ['deployment.environment.name', 'dev'], ['host.name', 'laptop'], ['process.pid', 4242]]) }])),
      warnings: null,
    };
  }

  private summary(trace: JaegerTrace, startUs: number, endUs: number): TraceSummary {
    const services = Object.keys(trace.processes).map((name) => {
      const mine = trace.spans.filter((span) => span.processID === name);
      return { name, spanCount: mine.length, errorCount: mine.filter(isError).length };
    });
    const sum = (of: (call: LlmCall) => number): number => this.calls.reduce((total, call) => total + of(call), 0);
    return {
      traceId: this.traceId, rootService: this.workflow.service, rootOperation: `primitive.${this.workflow.name}`, workflowName: this.workflow.name, workspace: this.workflow.workspace, personas: this.persona ? [this.persona] : [],
      startMs: startUs / 1000, durationMs: (endUs - startUs) / 1000, spanCount: trace.spans.length, errorCount: trace.spans.filter(isError).length, services,
      llmCalls: this.calls.length, inputTokens: sum((call) => call.inputTokens), outputTokens: sum((call) => call.outputTokens), costUsd: sum((call) => Number(call.costUsd)).toFixed(10),
    };
  }
}

function isError(span: JaegerSpan): boolean {
  return (span.tags ?? []).some((tag) => tag.key === 'error' && tag.value === true);
}

function tags(list: readonly (readonly [string, unknown])[]): JaegerKeyValue[] {
  return list.map(([key, value]) => ({ key, type: typeof value === 'number' ? (Number.isInteger(value) ? 'int64' : 'float64') : typeof value === 'boolean' ? 'bool' : 'string', value }));
}

function content(outputTokens: number): Pick<LlmCallDetail, 'inputMessages' | 'outputMessages' | 'systemInstructions' | 'toolDefinitions'> {
  return {
    systemInstructions: [{ type: 'text', content: 'You answer support tickets. Be brief, quote the order number, never promise a refund.' }],
    inputMessages: [
      { role: 'user', parts: [{ type: 'text', content: 'Where is my order 10-4471? It should have arrived on Monday.\n\n<img src=x onerror=alert(1)> ![tracker](https://example.invalid/pixel.png)' }] },
      { role: 'assistant', parts: [{ type: 'reasoning', content: 'The question is about delivery. I need the state of the order first.' }, { type: 'tool_call', id: 'call_81', name: 'get_order', arguments: { order: '10-4471', include: ['shipment', 'events'] } }] },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_81', response: { order: '10-4471', state: 'in transit', carrier: 'DHL', eta: '2026-11-21', events: [{ at: '2026-11-18T06:12:00Z', where: 'Leipzig' }, { at: '2026-11-19T21:40:00Z', where: 'Hamburg' }] } }] },
    ],
    outputMessages: [{ role: 'assistant', finish_reason: 'stop', parts: [{ type: 'text', content: `Your order 10-4471 left Leipzig on Wednesday and reached Hamburg last night. It is expected tomorrow.\n\n${'It travels with DHL. '.repeat(Math.ceil(outputTokens / 200))}` }] }],
    toolDefinitions: [{ type: 'function', name: 'get_order', description: 'State and shipment of one order', parameters: { type: 'object', properties: { order: { type: 'string' }, include: { type: 'array', items: { type: 'string' } } }, required: ['order'] } }],
  };
}
