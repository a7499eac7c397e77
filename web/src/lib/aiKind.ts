import type { Span } from './trace.ts';

/** What a span of AI work does. */
export type AiKind = 'model' | 'embedding' | 'tool' | 'agent' | 'retrieval' | 'guardrail' | 'evaluator' | 'workflow';

const byLangfuse: Readonly<Record<string, AiKind | null>> = {
  generation: 'model', embedding: 'embedding', tool: 'tool', agent: 'agent', retriever: 'retrieval', guardrail: 'guardrail', evaluator: 'evaluator', chain: 'workflow', span: null, event: null,
};
const byOpenInference: Readonly<Record<string, AiKind>> = {
  LLM: 'model', EMBEDDING: 'embedding', TOOL: 'tool', AGENT: 'agent', RETRIEVER: 'retrieval', RERANKER: 'retrieval', GUARDRAIL: 'guardrail', EVALUATOR: 'evaluator', CHAIN: 'workflow',
};
const byOperation: Readonly<Record<string, AiKind>> = {
  chat: 'model', completion: 'model', text_completion: 'model', generate_content: 'model', generate: 'model', embeddings: 'embedding',
  execute_tool: 'tool', invoke_agent: 'agent', create_agent: 'agent', retrieval: 'retrieval', invoke_workflow: 'workflow',
};
const byVercel: readonly (readonly [start: string, kind: AiKind])[] = [
  ['ai.generateText.doGenerate', 'model'], ['ai.streamText.doStream', 'model'], ['ai.generateObject.doGenerate', 'model'], ['ai.streamObject.doStream', 'model'],
  ['ai.embedMany.doEmbed', 'embedding'], ['ai.embed.doEmbed', 'embedding'], ['ai.toolCall', 'tool'],
];
const byTraceloop: Readonly<Record<string, AiKind>> = { agent: 'agent', tool: 'tool', workflow: 'workflow' };

/** In the order in which they are believed; the same order as in the server, which counts the calls. */
const sayings: readonly (readonly [key: string, read: (value: string) => AiKind | null | undefined])[] = [
  ['langfuse.observation.type', (value) => byLangfuse[value]],
  ['openinference.span.kind', (value) => byOpenInference[value]],
  ['gen_ai.operation.name', (value) => byOperation[value]],
  ['ai.operationId', (value) => byVercel.find(([id]) => id === value)?.[1]],
  ['operation.name', (value) => byVercel.find(([start]) => value.startsWith(start))?.[1]],
  ['traceloop.span.kind', (value) => byTraceloop[value]],
];
const toolKeys: readonly string[] = ['gen_ai.tool.name', 'gen_ai.tool.call.id'];
const modelKeys: readonly string[] = ['langfuse.observation.model.name', 'gen_ai.request.model', 'gen_ai.response.model', 'llm.model_name'];
const prefixes = /^(?:gen_ai|llm|ai|langfuse|openinference|traceloop|operation)\./;

/** Whether a key belongs to one of the conventions: a large trace has a hundred thousand attributes, but few different keys. */
const telling = new Map<string, boolean>();

const known = new WeakMap<Span, AiKind | 'none' | 'silent'>();

/** What a span says of itself in any of the conventions in use; null for an ordinary span. Found out once per span. */
export function aiKind(span: Span): AiKind | null {
  const kind = found(span);
  return kind === 'none' || kind === 'silent' ? null : kind;
}

/** Does a span say anything in these conventions, be it only what it cost? */
export function saysAi(span: Span): boolean {
  return found(span) !== 'silent';
}

function found(span: Span): AiKind | 'none' | 'silent' {
  let kind = known.get(span);
  if (kind === undefined) known.set(span, (kind = read(span)));
  return kind;
}

function read(span: Span): AiKind | 'none' | 'silent' {
  let values: Map<string, string> | null = null;
  for (const { key, value } of span.attributes) {
    let tells = telling.get(key);
    if (tells === undefined) telling.set(key, (tells = prefixes.test(key)));
    if (tells && value !== '') (values ??= new Map()).set(key, String(value));
  }
  if (!values) return 'silent';
  for (const [key, of] of sayings) {
    const value = values.get(key);
    const kind = value === undefined ? undefined : of(value);
    if (kind !== undefined) return kind ?? 'none';
  }
  const has = (key: string): boolean => values.has(key);
  return toolKeys.some(has) ? 'tool' : modelKeys.some(has) ? 'model' : 'none';
}

/** Is it a call of a model, for an answer or for vectors? */
export function isModelCall(span: Span): boolean {
  const kind = aiKind(span);
  return kind === 'model' || kind === 'embedding';
}
