import { aiKind } from './aiKind.ts';
import { formatDurationUs } from './format.ts';
import { attribute, numberAttribute, textAttribute, type Span } from './trace.ts';

export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'model';

export interface Badge {
  readonly text: string;
  readonly tone: Tone;
  readonly title: string;
}

/** What kind of step a span is, for its icon. */
export type StepKind = 'workflow' | 'sequence' | 'parallel' | 'router' | 'retry' | 'attempt' | 'fallback' | 'timeout' | 'cache' | 'saga' | 'loop' | 'persona' | 'model' | 'embedding' | 'tool' | 'agent' | 'retrieval' | 'guardrail' | 'evaluator' | 'client' | 'server' | 'step';

const kindByType: readonly (readonly [RegExp, StepKind])[] = [
  [/persona/i, 'persona'],
  [/loop|foreach/i, 'loop'],
  [/parallel|fan.?out|branch|map.?reduce/i, 'parallel'],
  [/rout|switch|conditional/i, 'router'],
  [/retry/i, 'retry'],
  [/fallback/i, 'fallback'],
  [/timeout/i, 'timeout'],
  [/cache/i, 'cache'],
  [/saga|compensat/i, 'saga'],
  [/sequen|pipeline/i, 'sequence'],
];

export function stepKind(span: Span): StepKind {
  const ai = aiKind(span);
  if (ai !== null && ai !== 'workflow') return ai;
  const part = partOf(span);
  if (part) return part.kind;
  if (ai === 'workflow') return 'workflow';
  const type = textAttribute(span, 'primitive.type');
  if (type) return kindOfType(type);
  return span.kind === 'server' || span.kind === 'consumer' ? 'server' : span.kind === 'client' || span.kind === 'producer' ? 'client' : 'step';
}

const knownTypes = new Map<string, StepKind>();

function kindOfType(type: string): StepKind {
  let kind = knownTypes.get(type);
  if (kind === undefined) knownTypes.set(type, (kind = kindByType.find(([pattern]) => pattern.test(type))?.[1] ?? 'step'));
  return kind;
}

/** Attributes that are worth a badge: what to write for their value, in the order of the badges. */
const telling: readonly (readonly [key: string, tone: Tone, title: string, write: (value: string) => string | undefined])[] = [
  ['router.route', 'neutral', 'Route', (value) => `→ ${value}`],
  ['persona.to', 'neutral', 'Persona from here on', (value) => `→ ${value}`],
  ['adaptive.strategy', 'neutral', 'Strategy', (value) => `→ ${value}`],
  ['delegation.executor', 'neutral', 'Executor', (value) => `→ ${value}`],
  ['cache.hit', 'good', 'Answered from the cache', (value) => (value === 'true' ? 'cache hit' : undefined)],
  ['cache.hit', 'neutral', 'Not in the cache', (value) => (value === 'false' ? 'cache miss' : undefined)],
  ['cache.joined', 'good', 'Waited for the same call of another run', (value) => (value === 'true' ? 'joined' : undefined)],
  ['checkpoint.resumed', 'good', 'Taken from a checkpoint', (value) => (value === 'true' ? 'resumed' : undefined)],
  ['foreach.items', 'neutral', 'Items', (value) => `${value} items`],
  ['loop.iterations', 'neutral', 'Iterations', (value) => `${value} iterations`],
  ['rate_limit.wait_s', 'warn', 'Held back by the rate limit', (value) => (Number(value) > 0 ? `waited ${formatDurationUs(Number(value) * 1e6)}` : undefined)],
  ['approval.decision', 'neutral', 'Decision', (value) => value],
  ['primitive.status', 'warn', 'Stopped by its caller', (value) => (value === 'cancelled' ? 'cancelled' : undefined)],
  ['gen_ai.tool.name', 'neutral', 'Tool', (value) => value],
  ['gen_ai.response.finish_reasons', 'warn', 'The answer did not end by itself', (value) => /length|max_tokens|content_filter|refusal/.exec(value)?.[0]],
  ['timeout.exceeded', 'bad', 'The time limit was exceeded', (value) => (value === 'true' ? 'timed out' : undefined)],
  ['circuit_breaker.state', 'bad', 'Circuit breaker', (value) => (/^(closed|0)$/i.test(value) ? undefined : `circuit ${value}`)],
];

/** The few things worth reading beside a span's name without opening it, most telling first. */
export function badges(span: Span): Badge[] {
  const list: Badge[] = [];
  const put = (text: string | undefined, tone: Tone, title: string): void => {
    if (text) list.push({ text, tone, title });
  };
  put(modelOf(span), 'model', 'Model');
  const attempt = numberAttribute(span, 'retry.attempt');
  if (attempt !== undefined && !partOf(span)) put(`attempt ${attempt}`, attempt > 1 ? 'warn' : 'neutral', 'Retry attempt');
  for (const [key, tone, title, write] of telling) {
    const value = attribute(span, key);
    if (value !== undefined) put(write(String(value)), tone, key === 'router.route' ? `${title}: ${textAttribute(span, 'router.reason') ?? ''}` : title);
  }
  if (span.operation === 'fallback.fallback' || isTrue(attribute(span, 'fallback.used')) || isTrue(attribute(span, 'fallback.triggered'))) put('fallback used', 'warn', 'The first choice failed');
  const status = numberAttribute(span, 'http.response.status_code', 'http.status_code');
  if (status !== undefined) put(String(status), status >= 500 ? 'bad' : status >= 400 ? 'warn' : 'neutral', 'HTTP status');
  if (span.hasError) put(shortType(textAttribute(span, 'error.type')) ?? 'error', 'bad', textAttribute(span, 'otel.status_description') ?? 'Error');
  return list;
}

export function modelOf(span: Span): string | undefined {
  return textAttribute(span, 'gen_ai.request.model', 'gen_ai.response.model', 'llm.model_name', 'embedding.model_name', 'langfuse.observation.model.name', 'ai.model.id');
}

export function agentName(span: Span): string {
  return textAttribute(span, 'gen_ai.agent.name', 'agent.name', 'graph.node.name', 'graph.node.id', 'traceloop.entity.name') ?? displayName(span).replace(/^(?:invoke|create)_agent /, '');
}

export function personaOf(span: Span): string | undefined {
  return textAttribute(span, 'persona');
}

interface StepPart {
  readonly name: string;
  readonly kind: StepKind;
}

/** Spans that primitives start for their parts, by the pattern of their names. */
const parts: readonly (readonly [pattern: RegExp, kind: StepKind, write: (captured: string, span: Span) => string])[] = [
  [/^retry\.attempt_(\d+)$/, 'attempt', (number, span) => `attempt ${number}${of(span, 'retry.max_attempts')}`],
  [/^hedging\.attempt()$/, 'attempt', (_, span) => `attempt ${text(span, 'hedging.attempt')}`],
  [/^parallel\.branch_(\d+)$/, 'parallel', (number, span) => `branch ${textAttribute(span, 'branch.name') ?? number}`],
  [/^foreach\.item()$/, 'loop', (_, span) => `item ${text(span, 'foreach.index')}`],
  [/^loop\.iteration()$/, 'loop', (_, span) => `iteration ${text(span, 'loop.index')}`],
  [/^conditional\.branch_(\w+)$/, 'router', (branch) => branch],
  [/^switch\.case_(.+)$/, 'router', (value) => `case ${value}`],
  [/^switch\.(default)$/, 'router', (name) => name],
  [/^fallback\.(primary|fallback)$/, 'fallback', (name) => name],
  [/^saga\.(forward)$/, 'saga', (name) => name],
  [/^saga\.compensation()$/, 'saga', (_, span) => `undo ${text(span, 'saga.step')}`],
];

/** What the names of parts begin with: most spans are none. */
const anyPart = /^(?:retry|hedging|parallel|foreach|loop|conditional|switch|fallback|saga)\./;

function partOf(span: Span): StepPart | null {
  if (!anyPart.test(span.operation)) return null;
  for (const [pattern, kind, write] of parts) {
    const match = pattern.exec(span.operation);
    if (match) return { kind, name: write(match[1] ?? '', span).trim() };
  }
  return null;
}

/** Names of steps without the prefixes that all of them share, and without the model that stands beside them anyway. */
export function displayName(span: Span): string {
  const name = span.operation;
  if (name.startsWith('primitive.')) return name.slice('primitive.'.length);
  const part = partOf(span);
  if (part) return part.name;
  const model = textAttribute(span, 'gen_ai.request.model');
  if (model && name.endsWith(` ${model}`)) return name.slice(0, -model.length - 1);
  return httpName(span) ?? name;
}

/** HTTP spans that are named by their method or by the framework alone get the route, or the path without its query. */
function httpName(span: Span): string | null {
  const method = textAttribute(span, 'http.request.method', 'http.method');
  if (!method || (span.operation !== method && !/HttpRequest(In|Out)$/.test(span.operation))) return null;
  const path = textAttribute(span, 'http.route', 'url.path', 'http.target') ?? /^\w+:\/\/[^/]+(\/[^?#]*)/.exec(textAttribute(span, 'url.full', 'http.url') ?? '')?.[1];
  return path ? `${method} ${path}` : null;
}

function text(span: Span, key: string): string {
  return textAttribute(span, key) ?? '';
}

function of(span: Span, key: string): string {
  const most = textAttribute(span, key);
  return most === undefined ? '' : ` of ${most}`;
}

export interface Failure {
  readonly type: string;
  readonly message: string;
  readonly stack: string | null;
}

/** Exceptions recorded as events, else the status text. */
export function failures(span: Span): Failure[] {
  const found: Failure[] = [];
  for (const event of span.events) {
    if (event.name !== 'exception') continue;
    const read = (key: string): string | undefined => event.attributes.find((item) => item.key === key)?.value.toString();
    found.push({ type: read('exception.type') ?? 'exception', message: read('exception.message') ?? '', stack: read('exception.stacktrace') ?? null });
  }
  if (found.length === 0 && span.hasError) {
    found.push({ type: textAttribute(span, 'error.type') ?? 'error', message: textAttribute(span, 'otel.status_description', 'error.message') ?? '', stack: null });
  }
  return found;
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

function shortType(type: string | undefined): string | undefined {
  return type?.split(/[.+]/).at(-1)?.replace(/Exception$/, '') || type;
}
