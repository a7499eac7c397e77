import { describe, expect, it } from 'vitest';
import { formatBytes, formatCost, formatDurationUs, formatNumber, formatPercent, plural } from './format.ts';
import { formatUnit, unitOfMetric, unitOfQuery } from './units.ts';

describe('numbers', () => {
  it.each([[0, '0'], [1234, '1,234'], [12_345, '12.3k'], [1_234_567, '1.23M'], [0.012345, '0.0123'], [-3.14159, '-3.14'], [1e-9, '1.00e-9'], [NaN, '–'], [Infinity, '∞']])('%d is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it.each([[0, '0 µs'], [2.5, '2.5 µs'], [850, '850 µs'], [12_340, '12.3 ms'], [2_500_000, '2.5 s'], [125e6, '2m 05s'], [3720e6, '1h 02m'], [90_000e6, '1d 01h']])('%d µs is %s', (us, text) => {
    expect(formatDurationUs(us)).toBe(text);
  });

  it.each([['0', '$0'], ['0.0000421', '$0.000042'], ['0.0421', '$0.042'], ['1.5', '$1.50'], ['1234.5', '$1,235'], ['-0.5', '-$0.50'], ['x', '–']])('costs %s as %s', (usd, text) => {
    expect(formatCost(usd)).toBe(text);
  });

  it('writes bytes, shares and counts', () => {
    expect([512, 1536, 6_214_001].map(formatBytes)).toEqual(['512 B', '1.5 KiB', '5.93 MiB']);
    expect([0, 0.0004, 0.05, 0.999].map(formatPercent)).toEqual(['0 %', '<0.1 %', '5 %', '100 %']);
    expect([plural(1, 'trace'), plural(2, 'trace'), plural(0, 'series', 'series')]).toEqual(['1 trace', '2 traces', '0 series']);
  });
});

describe('units', () => {
  it.each([
    ['primitive_execution_duration_seconds', 'seconds'], ['cache_size_bytes', 'bytes'], ['llm_cost_usd_total', 'usd'], ['cache_hit_rate', 'ratio'], ['primitive_executions_total', 'count'], ['up', 'none'],
  ])('of %s is %s', (name, unit) => expect(unitOfMetric(name)).toBe(unit));

  it.each([
    ['sum by (status) (rate(workflow_executions_total[5m]))', 'perSecond'],
    ['histogram_quantile(0.95, sum by (le) (rate(primitive_execution_duration_seconds_bucket[5m])))', 'seconds'],
    ['sum by (model) (rate(llm_cost_usd_total[5m]))', 'usdPerSecond'],
    ['rate(process_network_receive_bytes_total{device="eth0"}[1m])', 'bytesPerSecond'],
    ['rate(x_seconds_sum[5m]) / rate(x_seconds_count[5m])', 'seconds'],
    ['a_total / b_total', 'none'],
    ['cache_hit_rate{primitive_name="x / y"}', 'ratio'],
    ['increase(llm_cost_usd_total[1h])', 'usd'],
    ['count by (job) (up)', 'count'],
    ['', 'none'],
  ])('of %s is %s', (query, unit) => expect(unitOfQuery(query)).toBe(unit));

  it('shape the value', () => {
    expect(formatUnit(0.25, 'seconds')).toBe('250 ms');
    expect(formatUnit(0.5 / 3600, 'usdPerSecond')).toBe('$0.50/h');
    expect([0.123, 0.0004, 0].map((value) => formatUnit(value, 'ratio'))).toEqual(['12 %', '0.04 %', '0 %']);
    expect(formatUnit(2048, 'bytesPerSecond')).toBe('2 KiB/s');
    expect(formatUnit(NaN, 'seconds')).toBe('–');
  });
});
