import { describe, expect, it } from 'vitest';
import { rowOffsets, rowsBetween } from './windowed.ts';

const keys = Array.from({ length: 1000 }, (_, index) => `row-${index}`);

describe('rows of different heights', () => {
  it('begin where the ones above them end', () => {
    expect([...rowOffsets(['a', 'b', 'c'], new Map([['b', 100]]), 25)]).toEqual([0, 25, 125, 150]);
    expect([...rowOffsets([], new Map(), 25)]).toEqual([0]);
  });

  it('are those that reach into the view, in whole steps', () => {
    const offsets = rowOffsets(keys, new Map(), 25);
    expect(rowsBetween(offsets, -500, 400, 10)).toEqual({ first: 0, end: 20 });
    expect(rowsBetween(offsets, 2600, 3000, 10)).toEqual({ first: 100, end: 130 });
    expect(rowsBetween(offsets, 24_900, 90_000, 10)).toEqual({ first: 990, end: 1000 });
    expect(rowsBetween(offsets, 90_000, 91_000, 10)).toEqual({ first: 990, end: 1000 });
  });

  it('move when one of them is opened', () => {
    const offsets = rowOffsets(keys, new Map([['row-3', 1000]]), 25);
    expect(rowsBetween(offsets, 200, 800, 1)).toEqual({ first: 3, end: 4 });
    expect(rowsBetween(offsets, 1100, 1150, 1)).toEqual({ first: 5, end: 8 });
  });

  it('are none of an empty list', () => {
    expect(rowsBetween(rowOffsets([], new Map(), 25), 0, 800, 10)).toEqual({ first: 0, end: 0 });
  });
});
