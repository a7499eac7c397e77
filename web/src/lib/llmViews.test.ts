import { describe, expect, it } from 'vitest';
import { stackSteps, type CallStep } from './callGroups.ts';
import { turnsOf } from './conversation.ts';
import { diffLines } from './lineDiff.ts';
import type { Message } from './messages.ts';
import { formatSwap, parsePrice, parseSwaps, priceOf, reprice, totals } from './repricing.ts';
import { summariseScores, type Score } from './scores.ts';

const sums = (more: Partial<CallStep>): CallStep => ({ key: 'm', startMs: 0, calls: 1, failed: 0, inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0, ...more });

describe('stackSteps', () => {
  it('puts sums into steps and leaves out what lies outside', () => {
    const stack = stackSteps([sums({ costUsd: 1 }), sums({ startMs: 10, costUsd: 2 }), sums({ startMs: 10, costUsd: 4, key: 'n' }), sums({ startMs: 20, costUsd: 8 }), sums({ startMs: -10, costUsd: 16 })], (item) => item.costUsd, 0, 20, 10);
    expect(stack.layers).toEqual([{ key: 'n', values: [0, 4], rest: false }, { key: 'm', values: [1, 2], rest: false }]);
  });

  it('adds small layers up', () => {
    const stack = stackSteps(Array.from({ length: 12 }, (_, index) => sums({ key: `m${index}`, inputTokens: index })), (item) => item.inputTokens, 0, 10, 10);
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
    const rows = reprice([sums({ key: 'small', costUsd: 1 }), sums({ key: 'big', costUsd: 3, inputTokens: 1_000_000 })], [{ from: 'big', to: 'other', price }]);
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
});
