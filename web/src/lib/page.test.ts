import { describe, expect, it } from 'vitest';
import { assignColours, seriesColours } from './palette.ts';
import { formatRoute, parseRoute, patchParams } from './route.ts';
import { nearest, scatterScale, toTime, toX, toY } from './scatter.ts';
import { curl, shellQuote } from './shell.ts';

describe('routes', () => {
  it('survive writing and reading, with repeated and odd values', () => {
    const params = new Map([['q', ['sum by (a) (x{b="c&d"})', 'up']], ['from', ['1h']]]);
    const read = parseRoute(formatRoute(['traces', 'a/b'], params));
    expect(read.path).toEqual(['traces', 'a/b']);
    expect([...read.params]).toEqual([...params]);
  });

  it('take hand-made addresses', () => {
    expect(parseRoute('').path).toEqual([]);
    expect(parseRoute('#traces').path).toEqual(['traces']);
    expect(parseRoute('#/traces/%E0%A4%A').path).toEqual(['traces', '%E0%A4%A']);
  });

  it('lose parameters that are empty', () => {
    expect([...patchParams(new Map([['a', ['1']], ['b', ['2']]]), { a: null, b: '', c: ['3', ''] })]).toEqual([['c', ['3']]]);
  });
});

describe('colours', () => {
  it('differ within a set and do not depend on its order', () => {
    const names = ['api', 'bot', 'worker', 'store', 'search'];
    const colours = assignColours(names);
    expect(new Set(colours.values()).size).toBe(names.length);
    expect([...assignColours([...names].reverse())].sort()).toEqual([...colours].sort());
  });

  it('stay in the palette when there are more names than colours', () => {
    for (const index of assignColours(Array.from({ length: 50 }, (_, at) => `s${at}`)).values()) {
      expect(index).toBeGreaterThanOrEqual(1);
      expect(index).toBeLessThanOrEqual(seriesColours);
    }
  });
});

describe('scatter', () => {
  const scale = scatterScale([3, 40, 800], 1000, 2000, 500, 100);

  it('keeps all points inside whole decades', () => {
    expect([scale.minMs, scale.maxMs]).toEqual([1, 1000]);
    for (const duration of [3, 40, 800]) {
      expect(toY(scale, duration)).toBeGreaterThanOrEqual(0);
      expect(toY(scale, duration)).toBeLessThanOrEqual(100);
    }
    expect(toTime(scale, toX(scale, 1500))).toBeCloseTo(1500);
  });

  it('finds the nearest point within reach', () => {
    const points = [{ x: 10, y: 10 }, { x: 14, y: 10 }];
    expect([nearest(points, 13, 10, 8), nearest(points, 100, 10, 8), nearest([], 0, 0, 8)]).toEqual([1, -1, -1]);
  });

  it('takes zero durations and no points', () => {
    expect(Number.isFinite(toY(scatterScale([0, 0], 0, 1, 10, 10), 0))).toBe(true);
    expect(scatterScale([], 0, 1, 10, 10).maxMs).toBeGreaterThan(0);
  });
});

describe('shell words', () => {
  it('stay one word whatever they contain', () => {
    expect(shellQuote(`a'b $(x)`)).toBe(`'a'\\''b $(x)'`);
    expect(curl('http://127.0.0.1:3000/x?a=1&b=2')).toBe(`curl -sS 'http://127.0.0.1:3000/x?a=1&b=2'`);
  });
});
