import { attribute, numberAttribute, textAttribute, type Span } from './trace.ts';

export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'model';

export interface Badge {
  readonly text: string;
  readonly tone: Tone;
  readonly title: string;
}

/** What kind of step a span is, for its icon. */
export type StepKind = 'workflow' | 'sequence' | 'parallel' | 'router' | 'retry' | 'attempt' | 'fallback' | 'timeout' | 'cache' | 'saga' | 'persona' | 'model' | 'tool' | 'agent' | 'retrieval' | 'client' | 'server' | 'step';

const kindByType: readonly (readonly [RegExp, StepKind])[] = [
  [/persona/i, 'persona'],
  [/parallel|fan.?out|branch/i, 'parallel'],
  [/rout|switch|conditional/i, 'router'],
  [/retry/i, 'retry'],
  [/fallback/i, 'fallback'],
  [/timeout/i, 'timeout'],
  [/cache/i, 'cache'],
  [/saga|compensat/i, 'saga'],
  [/sequen|pipeline/i, 'sequence'],
];

const kindByOperation: Readonly<Record<string, StepKind>> = {
  chat: 'model', text_completion: 'model', generate_content: 'model', embeddings: 'model',
  execute_tool: 'tool', invoke_agent: 'agent', create_agent: 'agent', retrieval: 'retrieval', invoke_workflow: 'workflow',
};

export function stepKind(span: Span): StepKind {
  const operation = textAttribute(span, 'gen_ai.operation.name');
  const byOperation = operation ? kindByOperation[operation] : undefined;
  if (byOperation && byOperation !== 'workflow') return byOperation;
  if (span.operation.startsWith('retry.attempt')) return 'attempt';
  if (span.operation.startsWith('parallel.branch')) return 'parallel';
  if (span.operation.startsWith('fallback.')) return 'fallback';
  if (byOperation === 'workflow') return 'workflow';
  const type = textAttribute(span, 'primitive.type');
  if (type) return kindByType.find(([pattern]) => pattern.test(type))?.[1] ?? 'step';
  return span.kind === 'server' || span.kind === 'consumer' ? 'server' : span.kind === 'client' || span.kind === 'producer' ? 'client' : 'step';
}

/** The few things worth reading beside a span's name without opening it, most telling first. */
export function badges(span: Span): Badge[] {
  const list: Badge[] = [];
  const put = (text: string | undefined, tone: Tone, title: string): void => {
    if (text) list.push({ text, tone, title });
  };
  const model = textAttribute(span, 'gen_ai.request.model', 'gen_ai.response.model', 'llm.model_name');
  put(model, 'model', 'Model');
  const attempt = numberAttribute(span, 'retry.attempt');
  const maxAttempts = numberAttribute(span, 'retry.max_attempts');
  const isAttempt = span.operation.startsWith('retry.attempt');
  if (attempt !== undefined && !isAttempt) put(`attempt ${attempt}${maxAttempts === undefined ? '' : `/${maxAttempts}`}`, attempt > 1 ? 'warn' : 'neutral', 'Retry attempt');
  else if (maxAttempts !== undefined && !isAttempt) put(`≤ ${maxAttempts} attempts`, 'neutral', 'Most attempts this retry makes');
  put(prefixed('→ ', textAttribute(span, 'router.route')), 'neutral', `Route${prefixed(': ', textAttribute(span, 'router.reason')) ?? ''}`);
  const hit = attribute(span, 'cache.hit');
  if (hit === true || hit === 'true') put('cache hit', 'good', 'Answered from the cache');
  else if (hit === false || hit === 'false') put('cache miss', 'neutral', 'Not in the cache');
  if (isTrue(attribute(span, 'timeout.exceeded'))) put('timed out', 'bad', 'The time limit was exceeded');
  if (isTrue(attribute(span, 'fallback.triggered')) || span.operation === 'fallback.fallback') put('fallback', 'warn', 'The fallback ran');
  if (isTrue(attribute(span, 'compensation.run'))) put('compensated', 'warn', 'A compensation ran');
  const circuit = textAttribute(span, 'circuit_breaker.state');
  if (circuit && circuit !== 'closed' && circuit !== '0') put(`circuit ${circuit}`, 'bad', 'Circuit breaker');
  const status = numberAttribute(span, 'http.response.status_code', 'http.status_code');
  if (status !== undefined) put(String(status), status >= 500 ? 'bad' : status >= 400 ? 'warn' : 'neutral', 'HTTP status');
  if (span.hasError) put(shortType(textAttribute(span, 'error.type')) ?? 'error', 'bad', textAttribute(span, 'otel.status_description') ?? 'Error');
  return list;
}

export function personaOf(span: Span): string | undefined {
  return textAttribute(span, 'persona');
}

/** Names of steps without the prefixes that all of them share, and without the model that stands beside them anyway. */
export function displayName(span: Span): string {
  const name = span.operation;
  if (name.startsWith('primitive.')) return name.slice('primitive.'.length);
  const counted = /^(?:retry|parallel)\.(attempt|branch)_(\d+)$/.exec(name);
  if (counted) {
    const most = counted[1] === 'attempt' ? numberAttribute(span, 'retry.max_attempts') : undefined;
    return `${counted[1]} ${counted[2]}${most === undefined ? '' : ` of ${most}`}`;
  }
  if (name.startsWith('fallback.')) return name.slice('fallback.'.length);
  const model = textAttribute(span, 'gen_ai.request.model');
  return model && name.endsWith(` ${model}`) ? name.slice(0, -model.length - 1) : name;
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

function prefixed(prefix: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : prefix + text;
}

function shortType(type: string | undefined): string | undefined {
  return type?.split('.').at(-1)?.replace(/Exception$/, '') || type;
}
