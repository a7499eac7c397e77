/** Places points by time (x, linear) and duration (y, logarithmic) in a rectangle of pixels. */
export interface Scale {
  readonly startMs: number;
  readonly endMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly width: number;
  readonly height: number;
}

export function scatterScale(durationsMs: readonly number[], startMs: number, endMs: number, width: number, height: number): Scale {
  let min = Infinity;
  let max = 0;
  for (const duration of durationsMs) {
    const shown = Math.max(0.001, duration);
    min = Math.min(min, shown);
    max = Math.max(max, shown);
  }
  if (max === 0) return { startMs, endMs, minMs: 1, maxMs: 1000, width, height };
  // Whole decades, so that the ticks stand at the edges and points do not.
  const low = 10 ** Math.floor(Math.log10(min) - 0.05);
  const high = 10 ** Math.ceil(Math.log10(max) + 0.05);
  return { startMs, endMs, minMs: low, maxMs: high, width, height };
}

export function toX(scale: Scale, timeMs: number): number {
  return ((timeMs - scale.startMs) / Math.max(1, scale.endMs - scale.startMs)) * scale.width;
}

export function toY(scale: Scale, durationMs: number): number {
  const at = Math.log10(Math.max(scale.minMs, durationMs) / scale.minMs) / Math.log10(scale.maxMs / scale.minMs);
  return scale.height - at * scale.height;
}

export function toTime(scale: Scale, x: number): number {
  return scale.startMs + (x / scale.width) * (scale.endMs - scale.startMs);
}

/** Index of the point nearest to (x, y) within `reach` pixels, or -1. */
export function nearest(points: readonly { readonly x: number; readonly y: number }[], x: number, y: number, reach: number): number {
  let best = -1;
  let bestDistance = reach * reach;
  points.forEach((point, index) => {
    const distance = (point.x - x) ** 2 + (point.y - y) ** 2;
    if (distance <= bestDistance) {
      best = index;
      bestDistance = distance;
    }
  });
  return best;
}
