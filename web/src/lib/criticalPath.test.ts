import { describe, expect, it } from 'vitest';
import { criticalPath } from './criticalPath.ts';
import { sketch, type SpanSketch } from './testTrace.ts';

const path = (spans: readonly SpanSketch[]): [string, number, number][] => {
  const trace = sketch(spans);
  return criticalPath(trace).map((section) => [trace.spans[section.index]?.id ?? '', section.startUs, section.endUs]);
};

describe('criticalPath', () => {
  it('of a lone span is the span', () => {
    expect(path([{ id: 'r', start: 5, end: 9 }])).toEqual([['r', 5, 9]]);
  });

  it('alternates between a parent and its steps in sequence', () => {
    expect(path([{ id: 'r', start: 0, end: 100 }, { id: 'a', parent: 'r', start: 10, end: 40 }, { id: 'b', parent: 'r', start: 50, end: 90 }])).toEqual([
      ['r', 0, 10], ['a', 10, 40], ['r', 40, 50], ['b', 50, 90], ['r', 90, 100],
    ]);
  });

  it('follows the slowest of parallel branches', () => {
    expect(path([{ id: 'r', start: 0, end: 100 }, { id: 'fast', parent: 'r', start: 10, end: 30 }, { id: 'slow', parent: 'r', start: 10, end: 95 }])).toEqual([
      ['r', 0, 10], ['slow', 10, 95], ['r', 95, 100],
    ]);
  });

  it('ignores what a child does after its parent ended', () => {
    expect(path([{ id: 'r', start: 0, end: 50 }, { id: 'async', parent: 'r', start: 20, end: 400 }])).toEqual([['r', 0, 20], ['async', 20, 50]]);
  });

  it('covers the root once, without gaps or overlaps, for a tangle of spans', () => {
    let seed = 11;
    const next = (limit: number): number => (seed = (seed * 48271) % 2147483647) % limit;
    const spans: SpanSketch[] = [{ id: 's0', start: 0, end: 1000 }];
    for (let index = 1; index < 300; index++) {
      const start = next(950);
      spans.push({ id: `s${index}`, parent: `s${next(index)}`, start, end: start + 1 + next(300) });
    }
    const sections = path(spans);
    let reached = 0;
    for (const [, start, end] of sections) {
      expect(start).toBe(reached);
      expect(end).toBeGreaterThan(start);
      reached = end;
    }
    expect(reached).toBe(1000);
  });

  it('of an empty trace is empty', () => {
    expect(path([])).toEqual([]);
  });
});
