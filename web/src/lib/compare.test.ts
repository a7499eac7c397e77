import { describe, expect, it } from 'vitest';
import { compareAttributes, compareFigures, compareTraces, type Compared } from './compare.ts';
import { sketch, type SpanSketch } from './testTrace.ts';
import { rollUpUsage } from './usage.ts';

const compared = (spans: readonly SpanSketch[]): Compared => {
  const trace = sketch(spans);
  return { trace, totals: rollUpUsage(trace) };
};
const chat = (model: string, cost: number) => ({ 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': model, 'gen_ai.usage.cost': cost });
const sides = (row: { readonly a: unknown; readonly b: unknown }): string => `${row.a ? 'a' : ''}${row.b ? 'b' : ''}`;

const before = compared([
  { id: 'r', name: 'primitive.Flow', start: 0, end: 1000 },
  { id: 'p', parent: 'r', name: 'primitive.Parse', start: 0, end: 100 },
  { id: 'x', parent: 'r', name: 'retry.attempt_1', start: 100, end: 900, tags: { error: true } },
  { id: 'm', parent: 'x', name: 'chat a', start: 110, end: 890, tags: chat('a', 0.5) },
  { id: 's', parent: 'r', name: 'primitive.Store', start: 900, end: 1000 },
]);
const after = compared([
  { id: 'r2', name: 'primitive.Flow', start: 5000, end: 5500 },
  { id: 'p2', parent: 'r2', name: 'primitive.Parse', start: 5000, end: 5102 },
  { id: 'n2', parent: 'r2', name: 'primitive.Cache', start: 5102, end: 5110 },
  { id: 'x2', parent: 'r2', name: 'retry.attempt_1', start: 5110, end: 5400 },
  { id: 'm2', parent: 'x2', name: 'chat b', start: 5120, end: 5390, tags: chat('b', 0.125) },
]);

describe('compareTraces', () => {
  const rows = compareTraces(before, after);

  it('puts the steps of the same path beside each other, new ones where they run', () => {
    expect(rows.map((row) => [row.label, row.depth, sides(row)])).toEqual([
      ['Flow', 0, 'ab'],
      ['Parse', 1, 'ab'],
      ['Cache', 1, 'b'],
      ['attempt 1', 1, 'ab'],
      ['chat a → chat b', 2, 'ab'],
      ['Store', 1, 'a'],
    ]);
  });

  it('tells what moved from what is noise', () => {
    expect(rows.filter((row) => !row.notable).map((row) => row.label)).toEqual(['Parse']);
  });

  it('carries the cost up', () => expect([rows[0]?.a?.usage.costUsd, rows[0]?.b?.usage.costUsd]).toEqual([0.5, 0.125]));

  it('has every step exactly once, whatever the order of siblings', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const of = (order: readonly string[]): Compared => compared([{ id: 'r', start: 0, end: 99 }, ...order.map((name, at) => ({ id: name, parent: 'r', start: at * 10, end: at * 10 + 5 }))]);
    for (let seed = 0; seed < 60; seed++) {
      const shuffled = (salt: number): string[] => [...names].sort((x, y) => Math.sin(salt * 13 + x.charCodeAt(0) * 7) - Math.sin(salt * 13 + y.charCodeAt(0) * 7));
      const left = shuffled(seed).slice(0, seed % 6);
      const right = shuffled(seed + 100).slice(0, (seed * 3) % 6);
      const found = compareTraces(of(left), of(right)).slice(1);
      expect(found.map((row) => row.label).sort()).toEqual([...new Set([...left, ...right])].sort());
      for (const row of found) expect(sides(row)).toBe(`${left.includes(row.label) ? 'a' : ''}${right.includes(row.label) ? 'b' : ''}`);
    }
  });

  it('compares an empty trace with a full one', () => expect(compareTraces(compared([]), after).every((row) => row.a === null && row.notable)).toBe(true));
});

describe('compareFigures', () => {
  it('has time and structure always, money and waste when there is any', () => {
    expect(compareFigures(before, after).map((figure) => [figure.name, figure.a, figure.b])).toEqual([
      ['Duration', 1000, 500], ['Spans', 5, 5], ['Errors', 1, 0], ['Model calls', 1, 1], ['Cost', 0.5, 0.125], ['Wasted time', 800, 0], ['Wasted cost', 0.5, 0],
    ]);
  });
});

describe('compareAttributes', () => {
  const list = (values: Record<string, string | number>) => [Object.entries(values).map(([key, value]) => ({ key, value }))];

  it('names what changed and leaves ids out', () => {
    const diff = compareAttributes(
      list({ model: 'a', same: 1, gone: 'x', id: '4bf92f3577b34da6a3ce929d0e0e4736', request: 'req_011CTf8QZ9mJxkW3bL5v' }),
      list({ model: 'b', same: 1, fresh: 'y', id: '00f067aa0ba902b7', request: 'req_011CTf8QZ9mJxkW3bL5w' }),
    );
    expect(diff).toEqual({ changed: [{ key: 'fresh', a: [], b: ['y'] }, { key: 'gone', a: ['x'], b: [] }, { key: 'model', a: ['a'], b: ['b'] }], sameCount: 1, idCount: 2 });
  });

  it('shortens long lists of values', () => {
    const many = Array.from({ length: 9 }, (_, index) => [{ key: 'k', value: index }]);
    expect(compareAttributes(many, []).changed[0]?.a).toEqual(['0', '1', '2', '3', '4', '5', '… 3 more']);
  });
});
