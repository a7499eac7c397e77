import { formatBytes, formatCost, formatDurationUs, formatNumber, formatPercent, formatSignificant } from './format.ts';

/** What a Prometheus value measures, read from the metric name and the outermost functions of the query. */
export type Unit = 'seconds' | 'bytes' | 'usd' | 'ratio' | 'count' | 'perSecond' | 'bytesPerSecond' | 'usdPerSecond' | 'none';

const suffixes: readonly (readonly [RegExp, Unit])[] = [
  [/_seconds(_total|_sum|_bucket)?$/, 'seconds'],
  [/_bytes(_total|_sum|_bucket)?$/, 'bytes'],
  [/_usd(_total)?$/, 'usd'],
  [/(_ratio|_hit_rate)$/, 'ratio'],
  [/(_total|_count|_bucket)$/, 'count'],
];

const perSecond: Readonly<Partial<Record<Unit, Unit>>> = {
  bytes: 'bytesPerSecond',
  usd: 'usdPerSecond',
  count: 'perSecond',
  none: 'perSecond',
  seconds: 'ratio',
};

/** Unit by the suffix of a metric name (https://prometheus.io/docs/practices/naming/). */
export function unitOfMetric(name: string): Unit {
  for (const [pattern, unit] of suffixes) if (pattern.test(name)) return unit;
  return 'none';
}

/** Unit of a whole query: the metric's unit, changed by rate() and friends. Divisions of like by like are left plain. */
export function unitOfQuery(query: string): Unit {
  const bare = query.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const name = /[a-zA-Z_:][a-zA-Z0-9_:]*(?=\s*[{[]|\s*$|\s*[)])/.exec(bare.replace(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, ''))?.[0];
  if (!name) return 'none';
  const unit = unitOfMetric(name);
  if (/\bhistogram_quantile\s*\(/.test(bare)) return unit === 'seconds' || unit === 'bytes' ? unit : 'none';
  if (/\bhistogram_(count)\s*\(/.test(bare)) return 'count';
  if (/\//.test(bare.replace(/\{[^}]*\}/g, ''))) {
    // sum/count of one histogram is an average in its unit; any other quotient has no unit to be sure of.
    return /_sum\b/.test(bare) && /_count\b/.test(bare) ? unitOfMetric(/[a-zA-Z_:][a-zA-Z0-9_:]*_sum\b/.exec(bare)?.[0] ?? '') : 'none';
  }
  if (/\b(rate|irate|deriv)\s*\(/.test(bare)) return name.endsWith('_bucket') || name.endsWith('_count') ? 'perSecond' : (perSecond[unit] ?? unit);
  if (/\bcount\s*(by|without)?\s*\(/.test(bare)) return 'count';
  return unit;
}

export function formatUnit(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  switch (unit) {
    case 'seconds':
      return value === 0 ? '0 s' : formatDurationUs(value * 1e6);
    case 'bytes':
      return formatBytes(value);
    case 'bytesPerSecond':
      return `${formatBytes(value)}/s`;
    case 'usd':
      return formatCost(value);
    case 'usdPerSecond':
      return `${formatCost(value * 3600)}/h`;
    case 'ratio':
      // The ticks of an axis must differ from each other.
      return value !== 0 && Math.abs(value) < 0.001 ? `${formatSignificant(value * 100)} %` : formatPercent(value);
    case 'perSecond':
      return `${Math.abs(value) >= 1e4 ? formatNumber(value) : formatSignificant(value)}/s`;
    case 'count':
    case 'none':
      return formatNumber(value);
  }
}
