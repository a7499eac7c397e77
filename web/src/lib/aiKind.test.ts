import { describe, expect, it } from 'vitest';
import { aiKind, isModelCall } from './aiKind.ts';
import { sketch } from './testTrace.ts';

function kindOf(tags: Readonly<Record<string, unknown>>): unknown {
  const [span] = sketch([{ id: 'a', start: 0, end: 1, tags }]).spans;
  return span && aiKind(span);
}

describe('aiKind', () => {
  it.each([
    ['model', { 'gen_ai.operation.name': 'chat' }],
    ['embedding', { 'gen_ai.operation.name': 'embeddings' }],
    ['agent', { 'gen_ai.operation.name': 'invoke_agent' }],
    ['model', { 'openinference.span.kind': 'LLM' }],
    ['retrieval', { 'openinference.span.kind': 'RERANKER' }],
    ['guardrail', { 'openinference.span.kind': 'GUARDRAIL' }],
    ['model', { 'langfuse.observation.type': 'generation' }],
    ['evaluator', { 'langfuse.observation.type': 'evaluator' }],
    ['model', { 'ai.operationId': 'ai.streamText.doStream' }],
    ['tool', { 'operation.name': 'ai.toolCall weather' }],
    ['agent', { 'traceloop.span.kind': 'agent' }],
    ['tool', { 'gen_ai.tool.name': 'search' }],
    ['model', { 'llm.model_name': 'gpt-5-mini' }],
    [null, { 'http.request.method': 'GET' }],
    [null, { 'gen_ai.operation.name': 'something new' }],
    [null, {}],
  ])('is %s for %o', (kind, tags) => expect(kindOf(tags)).toBe(kind));

  it('believes what a span says of itself before what it carries', () => {
    expect(kindOf({ 'langfuse.observation.type': 'span', 'gen_ai.request.model': 'm' })).toBeNull();
    expect(kindOf({ 'openinference.span.kind': 'AGENT', 'llm.model_name': 'm' })).toBe('agent');
    expect(kindOf({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.request.model': 'm' })).toBe('tool');
  });

  it('takes calls for answers and for vectors as calls of a model', () => {
    const trace = sketch([{ id: 'a', start: 0, end: 1, tags: { 'openinference.span.kind': 'EMBEDDING' } }, { id: 'b', start: 2, end: 3, tags: { 'gen_ai.operation.name': 'execute_tool' } }]);
    expect(trace.spans.map(isModelCall)).toEqual([true, false]);
  });
});
