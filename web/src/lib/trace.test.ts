import { describe, expect, it } from 'vitest';
import { buildTrace, numberAttribute, selfTimeUs } from './trace.ts';
import { sketch } from './testTrace.ts';

const ids = (trace: ReturnType<typeof sketch>): string[] => trace.spans.map((span) => span.id);

describe('buildTrace', () => {
  it('orders depth first with siblings by start, whatever the input order', () => {
    const trace = sketch([
      { id: 'b', parent: 'root', start: 50, end: 80 },
      { id: 'a1', parent: 'a', start: 12, end: 20 },
      { id: 'root', start: 0, end: 100 },
      { id: 'a', parent: 'root', start: 10, end: 40 },
    ]);
    expect(ids(trace)).toEqual(['root', 'a', 'a1', 'b']);
    expect(trace.spans.map((span) => span.depth)).toEqual([0, 1, 2, 1]);
    expect(trace.spans.map((span) => span.descendantCount)).toEqual([3, 1, 0, 0]);
    expect(trace.spans.map((span) => span.parentIndex)).toEqual([-1, 0, 1, 0]);
    expect(trace.spans[0]?.childIndexes).toEqual([1, 3]);
  });

  it('keeps spans whose parent never arrived, and counts them', () => {
    const trace = sketch([{ id: 'lost', parent: 'nowhere', start: 5, end: 9 }, { id: 'root', start: 0, end: 10 }]);
    expect(ids(trace)).toEqual(['root', 'lost']);
    expect(trace.orphanCount).toBe(1);
  });

  it('shows every span of a parent cycle and of a span that names itself', () => {
    const trace = sketch([{ id: 'a', parent: 'b', start: 0, end: 5 }, { id: 'b', parent: 'a', start: 1, end: 4 }, { id: 'self', parent: 'self', start: 2, end: 3 }]);
    expect([...ids(trace)].sort()).toEqual(['a', 'b', 'self']);
  });

  it('takes a chain of 50,000 spans', () => {
    const trace = sketch(Array.from({ length: 50_000 }, (_, index) => ({ id: `s${index}`, ...(index > 0 ? { parent: `s${index - 1}` } : {}), start: index, end: 100_000 - index })));
    expect(trace.maxDepth).toBe(49_999);
    expect(trace.spans[0]?.descendantCount).toBe(49_999);
  });

  it('reads errors from the tag and from the status, and counts them by service', () => {
    const trace = sketch([
      { id: 'r', start: 0, end: 9, service: 'a' },
      { id: 'x', parent: 'r', start: 1, end: 2, service: 'b', tags: { error: true } },
      { id: 'y', parent: 'r', start: 3, end: 4, service: 'b', tags: { 'otel.status_code': 'ERROR' } },
      { id: 'z', parent: 'r', start: 5, end: 6, service: 'b', tags: { error: false } },
    ]);
    expect(trace.errorCount).toBe(2);
    expect(trace.services).toEqual([{ name: 'b', spanCount: 3, errorCount: 2 }, { name: 'a', spanCount: 1, errorCount: 0 }]);
  });

  it('accepts null lists, the old parent field, foreign parents and unknown processes', () => {
    const trace = buildTrace({
      traceID: 't',
      processes: {},
      spans: [
        { traceID: 't', spanID: 'a', parentSpanID: '0000000000000000', operationName: 'a', startTime: 10, duration: 5, references: null, tags: null, logs: null, warnings: null },
        { traceID: 't', spanID: 'b', parentSpanID: 'a', operationName: 'b', startTime: 11, duration: 2 },
        { traceID: 't', spanID: 'c', operationName: 'c', startTime: 12, duration: 2, references: [{ refType: 'FOLLOWS_FROM', traceID: 'other', spanID: 'q' }] },
      ],
    });
    expect(trace.spans.map((span) => [span.id, span.parentId])).toEqual([['a', null], ['b', 'a'], ['c', null]]);
    expect(trace.spans[0]?.service).toBe('unknown_service');
    expect(trace.byId.get('c')?.links).toEqual([{ traceId: 'other', spanId: 'q' }]);
  });

  it('of no spans is empty, not broken', () => {
    expect(buildTrace({ traceID: 't', spans: [], processes: {} })).toMatchObject({ startUs: 0, endUs: 0, spans: [] });
  });
});

describe('selfTimeUs', () => {
  it('subtracts overlapping children once, and only inside the span', () => {
    const trace = sketch([
      { id: 'r', start: 0, end: 100 },
      { id: 'a', parent: 'r', start: 10, end: 40 },
      { id: 'b', parent: 'r', start: 30, end: 50 },
      { id: 'late', parent: 'r', start: 90, end: 140 },
    ]);
    const root = trace.spans[0];
    expect(root && selfTimeUs(trace, root)).toBe(50);
  });
});

describe('numberAttribute', () => {
  it('reads numbers and numeric text, and skips what is not a number', () => {
    const span = sketch([{ id: 'r', start: 0, end: 1, tags: { a: '12.5', b: 'many', c: 3 } }]).spans[0];
    expect(span && [numberAttribute(span, 'a'), numberAttribute(span, 'b'), numberAttribute(span, 'b', 'c'), numberAttribute(span, 'none')]).toEqual([12.5, undefined, 3, undefined]);
  });
});
