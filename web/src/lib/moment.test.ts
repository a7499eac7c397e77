import { describe, expect, it } from 'vitest';
import { momentCharts, momentLogQuery, momentWindow } from './moment.ts';

describe('the moment of a trace', () => {
  it('is as long on each side as the trace, and never too short for two scrapes', () => {
    expect(momentWindow(100_000, 100_250)).toEqual({ startMs: 70_000, endMs: 130_250 });
    expect(momentWindow(1_000_000, 1_100_000)).toEqual({ startMs: 900_000, endMs: 1_200_000 });
  });

  it('asks for exactly these services, whatever their names', () => {
    expect(momentLogQuery(['a.b', 'c"d'])).toBe('{service_name=~"a\\\\.b|c\\"d"}');
    for (const chart of momentCharts(['x'])) expect(chart.query).toMatch(/^(sum|1 - avg) by \((service_name|workflow_name|model|error_type|instance)\) |^1 - avg/);
  });
});
