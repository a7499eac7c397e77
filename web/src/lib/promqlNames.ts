import type { Suggestion } from './completion.ts';

// https://prometheus.io/docs/prometheus/latest/querying/functions/ and /operators/#aggregation-operators
const functions: Readonly<Record<string, string>> = {
  rate: 'per second, counters', increase: 'growth over the window, counters', irate: 'per second between the last two samples', delta: 'difference, gauges', idelta: 'difference of the last two samples', deriv: 'slope per second, gauges',
  sum: 'aggregation', avg: 'aggregation', min: 'aggregation', max: 'aggregation', count: 'aggregation', topk: 'largest k', bottomk: 'smallest k', quantile: 'aggregation', stddev: 'aggregation', stdvar: 'aggregation', count_values: 'series by value', group: 'aggregation',
  histogram_quantile: 'quantile of buckets', histogram_avg: 'native histograms', histogram_count: 'native histograms', histogram_sum: 'native histograms', histogram_fraction: 'share between two bounds',
  avg_over_time: 'over the window', min_over_time: 'over the window', max_over_time: 'over the window', sum_over_time: 'over the window', count_over_time: 'over the window', quantile_over_time: 'over the window', last_over_time: 'over the window', stddev_over_time: 'over the window', present_over_time: 'over the window', absent_over_time: '1 when nothing is there',
  absent: '1 when nothing is there', abs: '', ceil: '', floor: '', round: '', clamp: 'between bounds', clamp_max: '', clamp_min: '', exp: '', ln: '', log2: '', log10: '', sqrt: '', sgn: 'sign',
  changes: 'how often the value changed', resets: 'counter resets', predict_linear: 'value in t seconds', holt_winters: 'smoothed', label_replace: 'rewrite a label', label_join: 'join labels', sort: '', sort_desc: '', scalar: '', vector: '', time: 'now, in seconds', timestamp: 'of the sample',
  minute: '', hour: '', day_of_week: '', day_of_month: '', days_in_month: '', month: '', year: '',
};

export const promqlFunctions: readonly Suggestion[] = Object.entries(functions).map(([text, detail]) => ({ text, detail: detail || 'function', kind: 'function' }));

// https://grafana.com/docs/loki/latest/query/
const logFunctions: Readonly<Record<string, string>> = {
  count_over_time: 'lines in the window', rate: 'lines per second', bytes_over_time: 'bytes in the window', bytes_rate: 'bytes per second', sum: 'aggregation', topk: 'largest k', avg_over_time: 'of unwrapped values', quantile_over_time: 'of unwrapped values', absent_over_time: '1 when nothing is there',
};

export const logqlFunctions: readonly Suggestion[] = Object.entries(logFunctions).map(([text, detail]) => ({ text, detail, kind: 'function' }));

export const durationSuggestions: readonly Suggestion[] = ['1m', '5m', '10m', '30m', '1h', '6h', '1d'].map((text) => ({ text, detail: 'window', kind: 'duration' }));

/** A first query for a metric: counters as rates, histograms as a quantile, the rest as they are. */
export function starterQuery(name: string, type: string): string {
  if (name.endsWith('_bucket')) return `histogram_quantile(0.95, sum by (le) (rate(${name}[5m])))`;
  if (type === 'counter' || /_(total|sum|count)$/.test(name)) return `sum(rate(${name}[5m]))`;
  return name;
}

export interface Family {
  readonly name: string;
  /** The series to begin with: the buckets of a histogram, else the metric itself. */
  readonly series: string;
}

/** Metric names with the three series of a classic histogram as one. */
export function metricFamilies(names: readonly string[]): Family[] {
  const present = new Set(names);
  const histogramOf = (name: string): string | null => {
    const base = name.replace(/_(bucket|sum|count)$/, '');
    return base !== name && present.has(`${base}_bucket`) && present.has(`${base}_sum`) && present.has(`${base}_count`) ? base : null;
  };
  const found: Family[] = [];
  for (const name of names) {
    const base = histogramOf(name);
    if (base === null) found.push({ name, series: name });
    else if (name.endsWith('_bucket')) found.push({ name: base, series: name });
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}
