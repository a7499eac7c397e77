import type { Level } from './levels.ts';
import { levels, normaliseLevel } from './levels.ts';

export type Labels = Readonly<Record<string, string>>;

export interface MatrixSeries {
  readonly metric: Labels;
  readonly values: readonly (readonly [number, string])[];
}

/** Columns for a chart: `xs` in seconds, one array per series with null where a series has no sample. */
export interface Columns {
  readonly xs: number[];
  readonly ys: (number | null)[][];
}

/** All series on the common grid start, start+step, ... end (inclusive, as query_range answers). */
export function toColumns(series: readonly MatrixSeries[], startSeconds: number, endSeconds: number, stepSeconds: number): Columns {
  const count = Math.max(1, Math.floor((endSeconds - startSeconds) / stepSeconds + 1e-6) + 1);
  const xs = Array.from({ length: count }, (_, index) => startSeconds + index * stepSeconds);
  const ys = series.map(({ values }) => {
    const column = new Array<number | null>(count).fill(null);
    for (const [at, text] of values) {
      const index = Math.round((at - startSeconds) / stepSeconds);
      const value = Number(text);
      if (index >= 0 && index < count && Number.isFinite(value)) column[index] = value;
    }
    return column;
  });
  return { xs, ys };
}

/**
 * Columns without the time before anything was received, when that is more than half of the range: a program that started
 * minutes ago fills the chart instead of its last pixels. At least `least` points remain.
 */
export function trimStart(columns: Columns, least = 20): Columns {
  const first = Math.min(...columns.ys.map((column) => column.findIndex((value) => value !== null)).filter((index) => index >= 0));
  const from = Math.min(first - 1, columns.xs.length - least);
  if (!Number.isFinite(first) || from < columns.xs.length / 2) return columns;
  return { xs: columns.xs.slice(from), ys: columns.ys.map((column) => column.slice(from)) };
}

/** Names for a legend: labels that all series share are left out, as long as something remains. */
export function seriesNames(all: readonly Labels[]): string[] {
  const first = all[0];
  const shared = new Set<string>();
  if (first && all.length > 1) {
    for (const [key, value] of Object.entries(first)) if (all.every((labels) => labels[key] === value)) shared.add(key);
  }
  const names = all.map((labels) => labelText(labels, shared));
  // A bare value may stand for two different labels; then everything is written out.
  return new Set(names).size === names.length ? names : all.map((labels) => labelText(labels, new Set(), false));
}

export function labelText(labels: Labels, without: ReadonlySet<string> = new Set(), short = true): string {
  const name = without.has('__name__') ? '' : (labels['__name__'] ?? '');
  const pairs = Object.entries(labels).filter(([key]) => key !== '__name__' && !without.has(key));
  const text = pairs.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}="${value}"`).join(', ');
  if (!text) return name || (Object.keys(labels).length === 0 ? 'value' : `{${Object.keys(labels).length} labels}`);
  return name || !short ? `${name}{${text}}` : pairs.length === 1 ? (pairs[0]?.[1] ?? text) : text;
}

export interface Bins {
  readonly startMs: number;
  readonly stepMs: number;
  readonly counts: Readonly<Record<Level, readonly number[]>>;
  readonly totals: readonly number[];
}

/**
 * Counts per level and time bin from `sum by (detected_level) (count_over_time(...))`. A point at t counts the window
 * (t - step, t], so it fills the bin that ends at t.
 */
export function levelBins(series: readonly MatrixSeries[], startMs: number, endMs: number, stepSeconds: number): Bins {
  const stepMs = stepSeconds * 1000;
  const count = Math.max(1, Math.round((endMs - startMs) / stepMs));
  const counts = emptyCounts(count);
  for (const { metric, values } of series) {
    const level = normaliseLevel(metric['detected_level'] ?? metric['level'] ?? '');
    for (const [at, text] of values) addTo(counts[level], Math.round((at * 1000 - startMs) / stepMs) - 1, Number(text));
  }
  return { startMs, stepMs, counts, totals: totalsOf(counts, count) };
}

/** The same from lines at hand, for a store that cannot count. */
export function levelBinsOfLines(lines: readonly { readonly timeMs: number; readonly level: Level }[], startMs: number, endMs: number, stepSeconds: number): Bins {
  const stepMs = stepSeconds * 1000;
  const count = Math.max(1, Math.round((endMs - startMs) / stepMs));
  const counts = emptyCounts(count);
  for (const line of lines) addTo(counts[line.level], Math.floor((line.timeMs - startMs) / stepMs), 1);
  return { startMs, stepMs, counts, totals: totalsOf(counts, count) };
}

function emptyCounts(count: number): Record<Level, number[]> {
  const zeros = (): number[] => new Array<number>(count).fill(0);
  return { critical: zeros(), error: zeros(), warn: zeros(), info: zeros(), debug: zeros(), trace: zeros(), unknown: zeros() };
}

function addTo(column: number[], index: number, value: number): void {
  const present = column[index];
  if (present !== undefined && Number.isFinite(value)) column[index] = present + value;
}

function totalsOf(counts: Readonly<Record<Level, readonly number[]>>, count: number): number[] {
  return Array.from({ length: count }, (_, index) => levels.reduce((sum, level) => sum + (counts[level][index] ?? 0), 0));
}

/** Positions of the values that have no neighbour: a line through them would be invisible. */
export function lonelyIndexes(values: readonly (number | null | undefined)[]): number[] {
  const lonely: number[] = [];
  const missing = (index: number) => values[index] === null || values[index] === undefined;
  for (let index = 0; index < values.length; index++) {
    if (!missing(index) && missing(index - 1) && missing(index + 1)) lonely.push(index);
  }
  return lonely;
}
