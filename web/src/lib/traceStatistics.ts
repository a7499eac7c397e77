import { displayName } from './spanFacts.ts';
import { selfTimeUs, type Trace } from './trace.ts';

export interface OperationRow {
  readonly operation: string;
  readonly service: string;
  readonly count: number;
  readonly errorCount: number;
  readonly totalUs: number;
  readonly maxUs: number;
  /** Time not covered by children: where the time really went. */
  readonly selfUs: number;
}

export function operationStatistics(trace: Trace): OperationRow[] {
  const rows = new Map<string, { operation: string; service: string; count: number; errorCount: number; totalUs: number; maxUs: number; selfUs: number }>();
  for (const span of trace.spans) {
    const operation = displayName(span);
    const key = `${span.service}\n${operation}`;
    const row = rows.get(key) ?? { operation, service: span.service, count: 0, errorCount: 0, totalUs: 0, maxUs: 0, selfUs: 0 };
    const durationUs = span.endUs - span.startUs;
    row.count++;
    if (span.hasError) row.errorCount++;
    row.totalUs += durationUs;
    row.maxUs = Math.max(row.maxUs, durationUs);
    row.selfUs += selfTimeUs(trace, span);
    rows.set(key, row);
  }
  return [...rows.values()];
}
