import { describe, expect, it } from 'vitest';
import { isMetricsQuery } from './traceql.ts';
import { wasteCost, wasteKinds, wasteOfAll, wasteSearch } from './waste.ts';

describe('queries for waste', () => {
  it('find calls for the search, and sum them up for the figures', () => {
    for (const kind of wasteKinds) {
      expect(isMetricsQuery(wasteSearch(kind))).toBe(false);
      expect(isMetricsQuery(wasteCost(kind))).toBe(true);
      expect(wasteOfAll()).toContain(`(${kind.spans})`);
    }
    expect(isMetricsQuery(wasteOfAll())).toBe(true);
  });
});
