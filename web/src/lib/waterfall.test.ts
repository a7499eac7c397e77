import { describe, expect, it } from 'vitest';
import { barOf, collapseBelow, minimapRects, parseView, reveal, viewText, visibleRows, wholeView } from './waterfall.ts';
import { namedSpans } from './colouring.ts';
import { sketch } from './testTrace.ts';
import { findSpans, stepMatch } from './traceSearch.ts';

const trace = sketch([
  { id: 'r', start: 1000, end: 2000 },
  { id: 'a', parent: 'r', start: 1100, end: 1500, tags: { persona: 'Writer' } },
  { id: 'a1', parent: 'a', start: 1200, end: 1300, tags: { error: true } },
  { id: 'b', parent: 'r', start: 1600, end: 1900, service: 'Billing' },
]);

describe('visibleRows', () => {
  it('shows everything, or hides what is below a collapsed span', () => {
    expect(visibleRows(trace, new Set())).toEqual([0, 1, 2, 3]);
    expect(visibleRows(trace, new Set([1]))).toEqual([0, 1, 3]);
    expect(visibleRows(trace, new Set([0, 1]))).toEqual([0]);
  });

  it('keeps the ancestors of what a filter matches', () => {
    expect(visibleRows(trace, new Set(), new Set([2]))).toEqual([0, 1, 2]);
    expect(visibleRows(trace, new Set(), new Set())).toEqual([]);
  });

  it('collapses below a depth, and opens the way to a span again', () => {
    const collapsed = collapseBelow(trace, 1);
    expect(visibleRows(trace, collapsed)).toEqual([0, 1, 3]);
    expect(visibleRows(trace, reveal(trace, 2, collapsed))).toEqual([0, 1, 2, 3]);
  });
});

describe('hidden spans', () => {
  it('take what is below them along, whatever the filter asks for', () => {
    expect(visibleRows(trace, new Set(), null, new Set([1]))).toEqual([0, 3]);
    expect(visibleRows(trace, new Set(), new Set([2, 3]), new Set([1]))).toEqual([0, 3]);
  });

  it('are told by their names, but never where the trace begins', () => {
    expect([...(namedSpans(trace, 'service', ['app']) ?? [])]).toEqual([1, 2]);
    expect([...(namedSpans(trace, 'service', ['Billing', 'nobody']) ?? [])]).toEqual([3]);
    expect(namedSpans(trace, 'service', [])).toBeNull();
  });
});

describe('a part of the trace in the address', () => {
  it('comes back as it was, and is nothing for the whole trace', () => {
    for (const view of [{ fromUs: 0, toUs: 1 }, { fromUs: 250, toUs: 300 }, { fromUs: 999, toUs: 1000 }]) expect(parseView(viewText(view, trace) ?? '', trace)).toEqual(view);
    expect(viewText(wholeView(trace), trace)).toBeNull();
    expect(viewText(null, trace)).toBeNull();
    expect(viewText({ fromUs: -5, toUs: 2000 }, trace)).toBeNull();
    expect(viewText({ fromUs: 10.4, toUs: 10.45 }, trace)).toBe('10-11');
  });

  it('is the whole trace when the address makes no sense', () => {
    for (const text of ['', '5', '9-3', 'a-b', '2000-3000', '-1-5', '1-2-3']) expect(parseView(text, trace)).toEqual({ fromUs: 0, toUs: 1000 });
    expect(parseView('900-5000', trace)).toEqual({ fromUs: 900, toUs: 1000 });
  });
});

describe('barOf', () => {
  it('places a span as fractions of the view', () => {
    const bar = barOf(trace, 1100, 1500, wholeView(trace));
    expect(bar.left).toBeCloseTo(0.1);
    expect(bar.width).toBeCloseTo(0.4);
  });

  it('clips at the edges of a zoomed view and drops what is outside', () => {
    const view = { fromUs: 200, toUs: 400 };
    expect(barOf(trace, 1100, 1500, view)).toEqual({ left: 0, width: 1 });
    expect(barOf(trace, 1600, 1900, view).width).toBe(0);
  });
});

describe('minimapRects', () => {
  it('stays inside the picture however many spans there are', () => {
    const many = sketch(Array.from({ length: 5000 }, (_, index) => ({ id: `s${index}`, start: index, end: index + 50 })));
    for (const rect of minimapRects(many, 800, 50)) {
      expect(rect.y).toBeLessThan(50);
      expect(rect.x).toBeLessThanOrEqual(800);
      expect(rect.width).toBeGreaterThanOrEqual(1);
    }
  });
});

describe('findSpans', () => {
  it('matches names, services, attribute values and key=value, without case', () => {
    expect(findSpans(trace, 'writer')).toEqual([1]);
    expect(findSpans(trace, 'persona=writer')).toEqual([1]);
    expect(findSpans(trace, 'service=billing')).toEqual([3]);
    expect(findSpans(trace, 'error=true')).toEqual([2]);
    expect(findSpans(trace, 'a1 writer')).toEqual([]);
    expect(findSpans(trace, '  ')).toEqual([]);
  });

  it('compares durations and numbers, and takes the rest for text', () => {
    const timed = sketch([
      { id: 'a', start: 0, end: 3_000_000, name: 'List<string>' },
      { id: 'b', parent: 'a', start: 0, end: 250_000, tags: { 'gen_ai.usage.cost': 0.02, text: 'x', done: true, blank: '' } },
      { id: 'c', parent: 'a', start: 300_000, end: 300_100, tags: { 'gen_ai.usage.cost': '0.001' } },
    ]);
    const found = (query: string): string => findSpans(timed, query).map((index) => timed.spans[index]?.id).join('');
    expect(['duration>1s', 'duration<=250ms', 'gen_ai.usage.cost>=0.02', 'GEN_AI.usage.cost<0.01', 'duration>100ms cost>0'].map(found)).toEqual(['a', 'bc', 'b', 'c', '']);
    expect(['list<string>', 'text>1', 'done>0', 'blank<1'].map(found)).toEqual(['a', '', '', '']);
  });

  it('steps through matches in a circle', () => {
    expect(stepMatch([1, 5, 9], 5, 1)).toBe(9);
    expect(stepMatch([1, 5, 9], 9, 1)).toBe(1);
    expect(stepMatch([1, 5, 9], 0, -1)).toBe(9);
    expect(stepMatch([], 3, 1)).toBe(-1);
  });
});
