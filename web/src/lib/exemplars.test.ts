import { describe, expect, it } from 'vitest';
import { showsObservedValues, tracePoints, type Exemplar } from './exemplars.ts';

const exemplar = (atSeconds: number, value: number, traceId = 'ab'.repeat(16)): Exemplar => ({ labels: { trace_id: traceId, span_id: '12' }, series: { __name__: 'x_bucket', le: '1', model: 'm' }, value, atSeconds });

describe('exemplars', () => {
  it('become points that lead to traces', () => {
    expect(tracePoints([exemplar(20, 2), exemplar(10, 1, 'F00'), exemplar(5, 1, 'no id'), exemplar(99, 1)], 0, 50)).toEqual([
      { atSeconds: 10, value: 1, traceId: 'f00'.padStart(32, '0'), spanId: '12', labels: { model: 'm' } },
      { atSeconds: 20, value: 2, traceId: 'ab'.repeat(16), spanId: '12', labels: { model: 'm' } },
    ]);
  });

  it('are thinned to the greatest of each stretch', () => {
    const points = tracePoints(Array.from({ length: 5000 }, (_, index) => exemplar(index / 50, index % 100)), 0, 100);
    expect(points.length).toBeLessThanOrEqual(301);
    expect(Math.max(...points.map((point) => point.value))).toBe(99);
  });

  it('belong on the axis of quantiles alone', () => {
    expect(showsObservedValues('histogram_quantile(0.95, sum by (le) (rate(x_bucket[5m])))')).toBe(true);
    expect(showsObservedValues('rate(x_count{a="histogram_quantile("}[5m])')).toBe(false);
  });
});
