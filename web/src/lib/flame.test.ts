import { describe, expect, it } from 'vitest';
import { boxAt, findPaths, flameStep, layFlame } from './flame.ts';
import { pathLabels, pathTree, withModel, withoutModel } from './pathTree.ts';
import { sketch } from './testTrace.ts';
import { rollUpUsage } from './usage.ts';

const chat = (model: string, tokens: number, cost: number) => ({ 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': model, 'gen_ai.usage.input_tokens': tokens, 'gen_ai.usage.output_tokens': 0, 'gen_ai.usage.cost': cost });

const trace = sketch([
  { id: 'root', name: 'primitive.Flow', start: 0, end: 100 },
  { id: 'i0', parent: 'root', name: 'foreach.item', start: 0, end: 40, tags: { 'foreach.index': 0 } },
  { id: 'i1', parent: 'root', name: 'foreach.item', start: 20, end: 80, tags: { 'foreach.index': 1 } },
  { id: 'c0', parent: 'i0', name: 'chat a', start: 10, end: 30, tags: chat('a', 300, 0.75) },
  { id: 'c1', parent: 'i1', name: 'chat a', start: 30, end: 70, tags: chat('a', 100, 0.25) },
  { id: 'c2', parent: 'i1', name: 'chat b', start: 70, end: 75, tags: chat('b', 600, 0) },
]);
const usage = rollUpUsage(trace);

describe('pathTree', () => {
  const tree = pathTree(trace, usage, withModel);

  it('joins what was reached by the same steps, and adds it up', () => {
    expect(tree.nodes.map((node) => [node.label, node.parent, node.spans.length, node.durationUs, node.selfUs])).toEqual([
      ['Flow', -1, 1, 100, 20],
      ['foreach.item', 0, 2, 100, 35],
      ['chat a', 1, 2, 60, 60],
      ['chat b', 1, 1, 5, 5],
    ]);
    expect(tree.nodes[2]?.usage).toEqual({ calls: 2, inputTokens: 400, outputTokens: 0, cachedTokens: 0, reasoningTokens: 0, costUsd: 1 });
    expect(tree.nodes[0]?.usage.costUsd).toBe(0);
    expect(pathLabels(tree, 3)).toEqual(['Flow', 'foreach.item', 'chat b']);
  });

  it('can take calls of different models for the same step', () => {
    const merged = pathTree(trace, usage, withoutModel);
    expect(merged.nodes.map((node) => node.spans.length)).toEqual([1, 2, 3]);
  });

  it('takes a chain of 20,000 spans', () => {
    const deep = sketch(Array.from({ length: 20_000 }, (_, index) => ({ id: `s${index}`, ...(index > 0 ? { parent: `s${index - 1}` } : {}), start: index, end: 50_000 - index })));
    expect(layFlame(pathTree(deep, rollUpUsage(deep), withModel), 'time').levels).toHaveLength(20_000);
  });
});

describe('layFlame', () => {
  const tree = pathTree(trace, usage, withModel);

  it('gives every step the share of its work, children inside their parent', () => {
    const flame = layFlame(tree, 'time');
    expect(flame.whole).toBe(120);
    expect(flame.totals).toEqual([120, 100, 60, 5]);
    for (const box of flame.boxes) {
      const above = box && flame.boxes[tree.nodes[box.node]?.parent ?? -1];
      if (box && above) expect(box.left >= above.left - 1e-12 && box.left + box.width <= above.left + above.width + 1e-12).toBe(true);
    }
  });

  it('leaves out what costs nothing', () => {
    const flame = layFlame(tree, 'cost');
    expect(flame.whole).toBe(1);
    expect(flame.boxes[3]).toBeNull();
    expect(flame.boxes[2]).toMatchObject({ left: 0, width: 1, depth: 2 });
  });

  it('is empty when nothing was measured', () => {
    const plain = sketch([{ id: 'x', start: 0, end: 5 }]);
    expect(layFlame(pathTree(plain, rollUpUsage(plain), withModel), 'tokens')).toMatchObject({ whole: 0, levels: [] });
  });

  it('finds the box under the pointer', () => {
    const flame = layFlame(tree, 'tokens');
    expect(boxAt(flame, 2, 0.1)?.node).toBe(2);
    expect(boxAt(flame, 2, 0.9)?.node).toBe(3);
    expect(boxAt(flame, 2, 1)).toBeNull();
    expect(boxAt(flame, 9, 0.5)).toBeNull();
  });

  it('is walked by arrow keys', () => {
    const flame = layFlame(tree, 'time');
    const walk = (...keys: string[]): number => keys.reduce((at, key) => flameStep(tree, flame, at, key), -1);
    expect(walk('ArrowDown')).toBe(0);
    expect(walk('Home', 'ArrowDown', 'ArrowDown', 'ArrowRight')).toBe(3);
    expect(walk('Home', 'ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowLeft', 'ArrowUp')).toBe(1);
    expect(walk('Home', 'ArrowUp', 'ArrowLeft')).toBe(0);
  });
});

describe('findPaths', () => {
  it('needs every word, in name, service or kind', () => {
    const tree = pathTree(trace, usage, withModel);
    expect([...findPaths(tree, 'CHAT')]).toEqual([2, 3]);
    expect([...findPaths(tree, 'chat b')]).toEqual([3]);
    expect([...findPaths(tree, 'model app')]).toEqual([2, 3]);
    expect(findPaths(tree, '  ').size).toBe(0);
  });
});
