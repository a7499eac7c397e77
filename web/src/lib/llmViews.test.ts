import { describe, expect, it } from 'vitest';
import { groupCalls, quantile, stackCalls, type GroupedCall } from './callGroups.ts';
import { turnsOf } from './conversation.ts';
import { diffLines } from './lineDiff.ts';
import type { Message } from './messages.ts';
import { formatSwap, parsePrice, parseSwaps, priceOf, reprice, totals } from './repricing.ts';
import { meanByKey, summariseScores, type Score } from './scores.ts';

const call = (more: Partial<GroupedCall>): GroupedCall => ({ model: 'm', provider: 'p', persona: null, chatmode: null, workspace: null, service: 's', workflowName: null, promptName: null, promptVersion: null, sessionId: null, operation: 'chat', startMs: 0, durationMs: 100, timeToFirstTokenMs: null, inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: '0', error: null, ...more });

describe('groupCalls', () => {
  it('adds up cost, tokens, failures and latency, the most expensive first', () => {
    const groups = groupCalls([
      call({ persona: 'a', costUsd: '0.25', durationMs: 10, inputTokens: 5 }),
      call({ persona: 'b', costUsd: '1', error: 'timeout', durationMs: 30 }),
      call({ persona: 'a', costUsd: 'odd', durationMs: 20, timeToFirstTokenMs: 7 }),
    ], 'persona');
    expect(groups.map((group) => [group.key, group.calls, group.failed, group.costUsd, group.failedCostUsd, group.p50Ms, group.p95Ms, group.firstTokenMs])).toEqual([['b', 1, 1, 1, 1, 30, 30, null], ['a', 2, 0, 0.25, 0, 10, 20, 7]]);
  });

  it('keeps calls without a key together', () => expect(groupCalls([call({}), call({ workflowName: 'w' })], 'workflow').map((group) => group.key)).toEqual(['', 'w']));

  it('tells versions of a prompt apart', () => {
    expect(groupCalls([call({ promptName: 'p', promptVersion: 2 }), call({ promptName: 'p', promptVersion: 1, costUsd: '1' }), call({ promptName: 'p' })], 'prompt').map((group) => group.key)).toEqual(['p v1', 'p', 'p v2']);
  });

  it('has no quantile of nothing', () => expect([quantile([], 0.5), quantile([1], 0.95), quantile([1, 2, 3, 4], 0.5)]).toEqual([null, 1, 2]));
});

describe('stackCalls', () => {
  it('puts calls into steps and leaves out what lies outside', () => {
    const stack = stackCalls([call({ startMs: 0, costUsd: '1' }), call({ startMs: 15, costUsd: '2' }), call({ startMs: 19, costUsd: '4', model: 'n' }), call({ startMs: 20, costUsd: '8' })], 'model', (item) => Number(item.costUsd), 0, 20, 10);
    expect(stack.layers).toEqual([{ key: 'n', values: [0, 4], rest: false }, { key: 'm', values: [1, 2], rest: false }]);
  });

  it('adds small layers up', () => {
    const stack = stackCalls(Array.from({ length: 12 }, (_, index) => call({ model: `m${index}`, inputTokens: index })), 'model', (item) => item.inputTokens, 0, 10, 10);
    expect(stack.layers).toHaveLength(8);
    expect(stack.layers.at(-1)).toEqual({ key: '5 more', values: [0 + 1 + 2 + 3 + 4], rest: true });
  });
});

describe('reprice', () => {
  const price = { input: 2, cached: 0.5, output: 10 };
  it('prices cached tokens apart, and never more of them than came in', () => {
    expect(priceOf({ inputTokens: 1_000_000, cachedTokens: 500_000, outputTokens: 100_000 }, price)).toBe(1 + 0.25 + 1);
    expect(priceOf({ inputTokens: 10, cachedTokens: 500, outputTokens: 0 }, { ...price, cached: null })).toBe(20e-6);
  });

  it('leaves other models as they are', () => {
    const rows = reprice([call({ model: 'big', costUsd: '3', inputTokens: 1_000_000 }), call({ model: 'small', costUsd: '1' })], [{ from: 'big', to: 'other', price }]);
    expect(rows.map((row) => [row.model, row.costUsd, row.otherUsd])).toEqual([['big', 3, 2], ['small', 1, null]]);
    expect(totals(rows)).toEqual({ costUsd: 4, otherUsd: 3 });
  });

  it('is written into the address and read back', () => {
    const known = new Map([['vendor/x', price]]);
    expect(parseSwaps([formatSwap('a>b', 'vendor/x'), formatSwap('m', { input: 1, cached: null, output: 2 }), 'm>unknown', 'nothing', 'm>=1,2', 'm>=1,x,2'], known)).toEqual([
      { from: 'a>b', to: 'vendor/x', price },
      { from: 'm', to: '', price: { input: 1, cached: null, output: 2 } },
    ]);
    expect([parsePrice('1,,2'), parsePrice('-1,,2'), parsePrice(',,2'), parsePrice('1,2,3,4')]).toEqual([{ input: 1, cached: null, output: 2 }, null, null, null]);
  });
});

describe('turnsOf', () => {
  const say = (role: string, text: string, finishReason: string | null = null): Message => ({ role, name: null, finishReason, parts: [{ kind: 'text', text }] });
  it('shows what every call repeats only once', () => {
    const turns = turnsOf([
      { call: 1, input: [say('system', 's'), say('user', 'hello')], output: [say('assistant', 'hi', 'stop')] },
      { call: 2, input: [say('system', 's'), say('user', 'hello'), say('assistant', 'hi'), say('user', 'more')], output: [say('assistant', 'ok')] },
      { call: 3, input: [say('system', 'another agent')], output: [say('assistant', 'x')] },
      { call: 4, input: [say('system', 's'), say('user', 'hello'), say('assistant', 'hi'), say('user', 'more'), say('assistant', 'ok'), say('user', 'bye')], output: [] },
    ]);
    expect(turns.map((turn) => [turn.repeated, turn.asked.map((message) => (message.parts[0]?.kind === 'text' ? message.parts[0].text : ''))])).toEqual([[0, ['s', 'hello']], [3, ['more']], [0, ['another agent']], [5, ['bye']]]);
  });
});

describe('diffLines', () => {
  const text = (before: string, after: string): string => diffLines(before, after).map((line) => `${{ same: ' ', added: '+', removed: '-' }[line.kind]}${line.text}`).join('|');
  it.each([
    ['a\nb\nc', 'a\nx\nc', ' a|-b|+x| c'],
    ['a', 'a', ' a'],
    ['', 'a\nb', '+a|+b'],
    ['a\nb', '', '-a|-b'],
    ['one\ntwo\nthree\nfour', 'two\nthree\nfive\nfour', '-one| two| three|+five| four'],
    ['a\na', 'a', ' a|-a'],
  ])('of %j and %j', (before, after, expected) => expect(text(before, after)).toBe(expected));

  it('gives both texts back, whatever they are', () => {
    for (let seed = 1; seed < 200; seed++) {
      const lines = (salt: number): string => Array.from({ length: (seed * salt) % 9 }, (_, index) => 'abc'.charAt(Math.abs(Math.floor(Math.sin(seed * salt + index) * 100)) % 3)).join('\n');
      const [before, after] = [lines(7), lines(11)];
      const diff = diffLines(before, after);
      expect(diff.filter((line) => line.kind !== 'added').map((line) => line.text).join('\n')).toBe(before);
      expect(diff.filter((line) => line.kind !== 'removed').map((line) => line.text).join('\n')).toBe(after);
    }
  });

  it('does not take minutes for long texts', () => expect(diffLines('a\n'.repeat(20_000), 'b\n'.repeat(20_000))).toHaveLength(40_001));
});

describe('scores', () => {
  const score = (more: Partial<Score>): Score => ({ id: '1', name: 'quality', source: 'API', dataType: 'NUMERIC', value: 1, comment: null, traceId: 't', observationId: null, sessionId: null, timeMs: 0, ...more });
  it('are summarised by name and kind', () => {
    expect(summariseScores([score({ value: 1 }), score({ value: 3 }), score({ name: 'ok', value: true }), score({ name: 'ok', value: false }), score({ name: 'kind', value: 'good' })])).toEqual([
      { name: 'kind', count: 1, mean: null, low: null, high: null, categories: [{ value: 'good', count: 1 }] },
      { name: 'ok', count: 2, mean: 0.5, low: 0, high: 1, categories: [{ value: 'false', count: 1 }, { value: 'true', count: 1 }] },
      { name: 'quality', count: 2, mean: 2, low: 1, high: 3, categories: [] },
    ]);
  });

  it('of a trace count for everybody who called in it, those of a call for its caller alone', () => {
    const calls = [{ key: 'a', traceId: 't', spanId: '1' }, { key: 'b', traceId: 't', spanId: '2' }];
    const means = meanByKey([score({ value: 1 }), score({ value: 0, observationId: '2' }), score({ value: 'text' }), score({ traceId: 'other' })], calls);
    expect(means).toEqual(new Map([['a', { mean: 1, count: 1 }], ['b', { mean: 0.5, count: 2 }]]));
  });
});
