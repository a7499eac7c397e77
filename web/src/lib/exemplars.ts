import type { Labels } from './series.ts';

/** One observed value and what it was observed in. */
export interface Exemplar {
  readonly labels: Labels;
  readonly series: Labels;
  readonly value: number;
  readonly atSeconds: number;
}

export interface TracePoint {
  readonly atSeconds: number;
  readonly value: number;
  readonly traceId: string;
  readonly spanId: string | null;
  /** What tells the observation from others, such as the model. */
  readonly labels: Labels;
}

/** Do the values of exemplars belong on the axis of this query? Only where it shows values as they were observed: quantiles. */
export function showsObservedValues(query: string): boolean {
  return /\bhistogram_quantile\s*\(/.test(query.replace(/"(?:[^"\\]|\\.)*"/g, '""'));
}

const most = 300;

/** Exemplars that lead to a trace, in order of time; of too many, the greatest of each stretch of time. */
export function tracePoints(exemplars: readonly Exemplar[], startSeconds: number, endSeconds: number): TracePoint[] {
  const points = exemplars.flatMap(({ labels, series, value, atSeconds }) => {
    const traceId = labels['trace_id'] ?? labels['traceID'] ?? '';
    if (!/^[0-9a-f]{1,32}$/i.test(traceId) || !Number.isFinite(value) || atSeconds < startSeconds || atSeconds > endSeconds) return [];
    return [{ atSeconds, value, traceId: traceId.toLowerCase().padStart(32, '0'), spanId: labels['span_id'] ?? null, labels: withoutNoise(series) }];
  });
  points.sort((a, b) => a.atSeconds - b.atSeconds || a.value - b.value);
  if (points.length <= most) return points;
  const greatest = new Map<number, TracePoint>();
  for (const point of points) {
    const slot = Math.floor(((point.atSeconds - startSeconds) / Math.max(1e-9, endSeconds - startSeconds)) * most);
    const known = greatest.get(slot);
    if (!known || point.value >= known.value) greatest.set(slot, point);
  }
  return [...greatest.values()];
}

function withoutNoise(series: Labels): Labels {
  return Object.fromEntries(Object.entries(series).filter(([key]) => !['__name__', 'le', 'job', 'instance'].includes(key)));
}
