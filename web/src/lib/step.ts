import { parseDurationMs } from './time.ts';

const seconds: readonly number[] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800];

/** Prometheus refuses more points per series than this. */
export const maxPointsPerSeries = 11_000;

/** The smallest round step, in seconds, that needs no more than `points` points over the range. */
export function chooseStepSeconds(rangeMs: number, points: number): number {
  const exact = rangeMs / 1000 / Math.max(1, points);
  for (const step of seconds) if (step >= exact) return step;
  return Math.ceil(exact / 604800) * 604800;
}

/** A step typed by hand, or the chosen one; never so small that the server would refuse the query. */
export function stepSecondsFor(typed: string, rangeMs: number, points: number): number {
  const wanted = parseDurationMs(typed);
  if (wanted === null || wanted < 1000) return chooseStepSeconds(rangeMs, points);
  const floor = rangeMs / 1000 / (maxPointsPerSeries - 1);
  return Math.max(wanted / 1000, Math.ceil(floor));
}

/** Window for rate(): four steps, at least a minute, so that a slow scrape still has two samples in it. */
export function rateWindowSeconds(stepSeconds: number): number {
  return Math.max(60, stepSeconds * 4);
}

/** Start and end moved onto multiples of the step, so that a refresh does not make every bar dance. */
export function alignWindow(startMs: number, endMs: number, stepSeconds: number): { readonly startMs: number; readonly endMs: number } {
  const stepMs = stepSeconds * 1000;
  return { startMs: Math.floor(startMs / stepMs) * stepMs, endMs: Math.ceil(endMs / stepMs) * stepMs };
}
