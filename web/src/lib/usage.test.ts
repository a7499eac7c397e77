import { describe, expect, it } from 'vitest';
import { firstTokenUs, rollUpUsage, tokensPerSecond, traceUsage, wasted, wastedSpans } from './usage.ts';
import { badges, displayName, failures, stepKind } from './spanFacts.ts';
import { sketch } from './testTrace.ts';

const chat = (inputTokens: number, cost: number) => ({ 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': inputTokens, 'gen_ai.usage.output_tokens': 10, 'gen_ai.usage.cost': cost });

describe('rollUpUsage', () => {
  it('adds calls up the tree', () => {
    const trace = sketch([
      { id: 'r', start: 0, end: 9 },
      { id: 'a', parent: 'r', start: 1, end: 2, tags: chat(100, 0.25) },
      { id: 'b', parent: 'r', start: 3, end: 4, tags: chat(50, 0.5) },
    ]);
    const totals = rollUpUsage(trace);
    expect(totals[0]).toEqual({ calls: 2, inputTokens: 150, outputTokens: 20, cachedTokens: 0, reasoningTokens: 0, costUsd: 0.75 });
    expect(traceUsage(trace, totals).costUsd).toBe(0.75);
  });

  it('adds cached and reasoning tokens, in any of the conventions', () => {
    const trace = sketch([
      { id: 'r', start: 0, end: 9 },
      { id: 'a', parent: 'r', start: 1, end: 2, tags: { ...chat(100, 0.25), 'gen_ai.usage.cache_read.input_tokens': 60, 'gen_ai.usage.reasoning.output_tokens': 4 } },
      { id: 'b', parent: 'r', start: 3, end: 4, tags: { 'openinference.span.kind': 'LLM', 'llm.token_count.prompt': 10, 'llm.token_count.completion': 5, 'llm.token_count.prompt_details.cache_read': 3, 'llm.token_count.completion_details.reasoning': 1 } },
    ]);
    expect(rollUpUsage(trace)[0]).toEqual({ calls: 2, inputTokens: 110, outputTokens: 15, cachedTokens: 63, reasoningTokens: 5, costUsd: 0.25 });
  });

  it('does not count twice what an agent repeats of the calls below it', () => {
    const trace = sketch([
      { id: 'agent', start: 0, end: 9, tags: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.cost': 0.25 } },
      { id: 'call', parent: 'agent', start: 1, end: 2, tags: chat(100, 0.25) },
    ]);
    expect(rollUpUsage(trace)[0]).toEqual({ calls: 1, inputTokens: 100, outputTokens: 10, cachedTokens: 0, reasoningTokens: 0, costUsd: 0.25 });
  });

  it('takes the agent at its word when nothing below it reports', () => {
    const trace = sketch([{ id: 'agent', start: 0, end: 9, tags: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.usage.cost': 0.1 } }, { id: 'x', parent: 'agent', start: 1, end: 2 }]);
    expect(rollUpUsage(trace)[0]?.costUsd).toBe(0.1);
  });
});

describe('wasted', () => {
  it('counts failed attempts and primaries once, also when they are nested, and not the ones that worked', () => {
    const trace = sketch([
      { id: 'retry', start: 0, end: 100 },
      { id: 'one', parent: 'retry', name: 'retry.attempt_1', start: 0, end: 30, tags: { error: true } },
      { id: 'inner', parent: 'one', name: 'fallback.primary', start: 1, end: 20, tags: { error: true } },
      { id: 'call', parent: 'inner', start: 2, end: 19, tags: chat(10, 0.5) },
      { id: 'two', parent: 'retry', name: 'retry.attempt_2', start: 40, end: 90 },
      { id: 'good', parent: 'two', start: 41, end: 89, tags: chat(10, 0.25) },
    ]);
    expect(wasted(trace, rollUpUsage(trace))).toEqual({ attempts: 1, timeUs: 30, costUsd: 0.5 });
    expect([...wastedSpans(trace)].map((index) => trace.spans[index]?.id)).toEqual(['one', 'inner', 'call']);
  });

  it('counts hedged attempts that were cancelled or failed, not the one that won', () => {
    const trace = sketch([
      { id: 'hedge', start: 0, end: 100 },
      { id: 'slow', parent: 'hedge', name: 'hedging.attempt', start: 0, end: 90, tags: { 'primitive.status': 'cancelled' } },
      { id: 'paid', parent: 'slow', start: 1, end: 89, tags: chat(10, 0.5) },
      { id: 'fast', parent: 'hedge', name: 'hedging.attempt', start: 50, end: 89 },
      { id: 'won', parent: 'fast', start: 51, end: 88, tags: chat(10, 0.25) },
    ]);
    expect(wasted(trace, rollUpUsage(trace))).toEqual({ attempts: 1, timeUs: 90, costUsd: 0.5 });
  });

  it('knows the time to the first token by the name of the conventions and by its own', () => {
    const trace = sketch([{ id: 'a', start: 0, end: 9, tags: { 'gen_ai.response.time_to_first_chunk': 0.25 } }, { id: 'b', start: 1, end: 9, tags: { 'llm.time_to_first_token_s': '0.5' } }, { id: 'c', start: 2, end: 9 }]);
    expect(trace.spans.map(firstTokenUs)).toEqual([250_000, 500_000, undefined]);
  });
});

describe('span facts', () => {
  const first = (name: string, tags: Record<string, unknown>) => {
    const span = sketch([{ id: 's', name, start: 0, end: 1, tags }]).spans[0];
    if (!span) throw new Error('no span');
    return span;
  };
  const texts = (name: string, tags: Record<string, unknown>): string[] => badges(first(name, tags)).map((badge) => badge.text);

  it('says attempt, route, cache, model and error at a glance', () => {
    expect(texts('primitive.Choose', { 'primitive.type': 'RouterPrimitive', 'router.route': 'fast' })).toEqual(['→ fast']);
    expect(texts('primitive.Cache', { 'cache.hit': true })).toEqual(['cache hit']);
    expect(texts('primitive.Cache', { 'cache.hit': 'false' })).toEqual(['cache miss']);
    expect(texts('chat m', { 'gen_ai.request.model': 'm', error: true, 'error.type': 'System.TimeoutException' })).toEqual(['m', 'Timeout']);
    expect(texts('primitive.X', { 'error.type': 'Travel.Booking+SoldOutException', error: true })).toEqual(['SoldOut']);
    expect(texts('primitive.X', { 'rate_limit.wait_s': 0.5, 'loop.iterations': 3, 'circuit_breaker.state': 'closed' })).toEqual(['3 iterations', 'waited 500 ms']);
    expect(texts('retry.attempt_2', { 'retry.attempt': 2 })).toEqual([]);
    expect(texts('hedging.attempt', { 'hedging.attempt': 1, 'primitive.status': 'cancelled' })).toEqual(['cancelled']);
    expect(texts('chat m', { 'gen_ai.response.finish_reasons': '["length"]' })).toEqual(['length']);
    expect(texts('chat m', { 'gen_ai.response.finish_reasons': '["stop"]' })).toEqual([]);
    expect(texts('fallback.fallback', {})).toEqual(['fallback used']);
  });

  it('knows the kind of a step from its type, name or operation', () => {
    expect(stepKind(first('primitive.X', { 'primitive.type': 'ParallelPrimitive' }))).toBe('parallel');
    expect(stepKind(first('retry.attempt_2', { 'retry.attempt': 2 }))).toBe('attempt');
    expect(stepKind(first('chat m', { 'gen_ai.operation.name': 'chat' }))).toBe('model');
    expect(stepKind(first('GET /', { 'span.kind': 'server' }))).toBe('server');
    expect(stepKind(first('primitive.X', {}))).toBe('step');
  });

  it('shortens names that say their kind', () => {
    expect(displayName(first('primitive.Parse', {}))).toBe('Parse');
    expect(displayName(first('retry.attempt_2', { 'retry.attempt': 2, 'retry.max_attempts': 3 }))).toBe('attempt 2 of 3');
    expect(displayName(first('parallel.branch_1', {}))).toBe('branch 1');
    expect(displayName(first('parallel.branch_1', { 'branch.name': 'fast' }))).toBe('branch fast');
    expect(displayName(first('saga.compensation', { 'saga.step': 'BookHotel' }))).toBe('undo BookHotel');
    expect(displayName(first('conditional.branch_then', {}))).toBe('then');
    expect(displayName(first('switch.case_refund', {}))).toBe('case refund');
    expect(displayName(first('GET', { 'http.request.method': 'GET', 'url.full': 'http://127.0.0.1:1/offer/a,b?token=x' }))).toBe('GET /offer/a,b');
    expect(displayName(first('GET /x', { 'http.request.method': 'GET', 'url.path': '/x' }))).toBe('GET /x');
    expect(displayName(first('Microsoft.AspNetCore.Hosting.HttpRequestIn', {}))).toBe('Microsoft.AspNetCore.Hosting.HttpRequestIn');
    expect(displayName(first('chat gpt-5', { 'gen_ai.request.model': 'gpt-5' }))).toBe('chat');
  });

  it('falls back to the status when no exception was recorded', () => {
    expect(failures(first('x', { error: true, 'error.type': 'E', 'otel.status_description': 'why' }))).toEqual([{ type: 'E', message: 'why', stack: null }]);
    expect(failures(first('x', {}))).toEqual([]);
  });
});

describe('tokensPerSecond', () => {
  const call = (tags: Readonly<Record<string, unknown>>) => sketch([{ id: 'a', start: 0, end: 3_000_000, tags: { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.output_tokens': 100, ...tags } }]).spans[0];
  const speed = (tags: Readonly<Record<string, unknown>>): number | undefined => tokensPerSecond(call(tags) ?? (() => { throw new Error('no span'); })());

  it('counts from the first token on', () => {
    expect(speed({ 'gen_ai.response.time_to_first_chunk': 1 })).toBeCloseTo(50);
    expect(speed({ 'ai.response.msToFirstChunk': 500 })).toBeCloseTo(40);
    expect(speed({})).toBeCloseTo(100 / 3);
  });

  it('says nothing without tokens, and of spans that are no calls', () => {
    expect(speed({ 'gen_ai.usage.output_tokens': 0 })).toBeUndefined();
    expect(speed({ 'gen_ai.operation.name': 'invoke_agent' })).toBeUndefined();
  });
});
