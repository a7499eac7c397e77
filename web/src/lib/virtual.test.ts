import { describe, expect, it } from 'vitest';
import { heldRows, rowsInView, rowStep, rowsToHold, rowTop, scrollToRow } from './virtual.ts';

describe('virtual rows', () => {
  it('in view are those of which a part can be seen', () => {
    expect(rowsInView(0, 280, 28, 10_000)).toEqual({ first: 0, end: 10 });
    expect(rowsInView(27, 280, 28, 10_000)).toEqual({ first: 0, end: 11 });
    expect(rowsInView(28_000, 280, 28, 10_000)).toEqual({ first: 1000, end: 1010 });
    expect(rowsInView(9e9, 280, 28, 100)).toEqual({ first: 99, end: 100 });
    expect(rowsInView(0, 280, 28, 0)).toEqual({ first: 0, end: 0 });
  });

  it('are held in one number, enough for every position', () => {
    const held = rowsToHold(280, 28, 10_000, 5);
    expect(held).toBe(21);
    for (const top of [0, 1, 27, 28, 5000, 279_719, 279_720]) {
      const view = rowsInView(top, 280, 28, 10_000);
      const rows = heldRows(view, held, 10_000);
      expect(rows.end - rows.first).toBe(held);
      expect(rows.first).toBeLessThanOrEqual(view.first);
      expect(rows.end).toBeGreaterThanOrEqual(view.end);
      expect(rows.first).toBeGreaterThanOrEqual(0);
      expect(rows.end).toBeLessThanOrEqual(10_000);
    }
  });

  it('are held all when they are few', () => {
    expect(rowsToHold(280, 28, 7, 5)).toBe(7);
    expect(heldRows(rowsInView(0, 280, 28, 7), 7, 7)).toEqual({ first: 0, end: 7 });
    expect(heldRows(rowsInView(0, 280, 28, 0), 0, 0)).toEqual({ first: 0, end: 0 });
  });

  it('are scrolled to only when they are out of view, and never past the ends', () => {
    expect(scrollToRow(5, 0, 560, 28, 200)).toBe(0);
    expect(scrollToRow(100, 0, 560, 28, 200)).toBe(100 * 28 - 560 + 3 * 28);
    expect(scrollToRow(3, 1000, 560, 28, 200)).toBe(28);
    expect(scrollToRow(199, 0, 560, 28, 200)).toBe(200 * 28 - 560);
    expect(scrollToRow(2, 500, 560, 28, 3)).toBe(0);
  });

  it('make room below one of them: in view is what a ruler says', () => {
    for (const gap of [{ row: 0, height: 300 }, { row: 7, height: 500 }, { row: 59, height: 120 }]) {
      const height = 60 * 28 + gap.height;
      for (let top = 0; top <= height - 280; top += 13) {
        const seen = Array.from({ length: 60 }, (_, row) => row).filter((row) => rowTop(row, 28, gap) < top + 280 && rowTop(row, 28, gap) + 28 > top);
        const { first, end } = rowsInView(top, 280, 28, 60, gap);
        for (const row of seen) expect(row >= first && row < end).toBe(true);
        expect(end - first).toBeLessThanOrEqual(seen.length + 1);
      }
    }
  });

  it('are scrolled to with the room below them, as far as it fits', () => {
    const gap = { row: 50, height: 300 };
    const at = scrollToRow(50, 0, 560, 28, 200, gap);
    expect(at).toBeLessThanOrEqual(50 * 28);
    expect(at + 560).toBeGreaterThanOrEqual(51 * 28 + 300);
    expect(scrollToRow(50, at, 560, 28, 200, gap)).toBe(at);
    expect(scrollToRow(51, at, 560, 28, 200, gap) + 560).toBeGreaterThanOrEqual(rowTop(52, 28, gap));
    expect(scrollToRow(50, 0, 560, 28, 200, { row: 50, height: 5000 })).toBe(50 * 28);
  });

  it('are walked by key, and no further than their ends', () => {
    expect([rowStep('j', -1, 9), rowStep('ArrowDown', 8, 9), rowStep('k', 0, 9), rowStep('PageDown', 3, 100), rowStep('PageUp', 3, 100), rowStep('Home', 5, 9), rowStep('End', 5, 9)]).toEqual([0, 8, 0, 23, 0, 0, 8]);
    expect([rowStep('x', 3, 9), rowStep('j', -1, 0)]).toEqual([null, null]);
  });
});
