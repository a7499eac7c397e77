import { displayName, stepKind } from './spanFacts.ts';
import { selfTimeUs, type Span, type Trace } from './trace.ts';
import { ownUsage, type Usage } from './usage.ts';

export interface SpanTableRow {
  readonly span: Span;
  readonly name: string;
  readonly startUs: number;
  readonly durationUs: number;
  readonly selfUs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** With everything below the span. */
  readonly costUsd: number;
}

export type SpanColumn = 'name' | 'service' | 'kind' | 'start' | 'duration' | 'self' | 'tokens' | 'cost' | 'error';

export const spanColumns: readonly SpanColumn[] = ['name', 'service', 'kind', 'start', 'duration', 'self', 'tokens', 'cost', 'error'];

export function spanTable(trace: Trace, totals: readonly Usage[]): SpanTableRow[] {
  return trace.spans.map((span) => {
    const total = totals[span.index];
    return {
      span,
      name: displayName(span),
      startUs: span.startUs - trace.startUs,
      durationUs: span.endUs - span.startUs,
      selfUs: selfTimeUs(trace, span),
      inputTokens: total?.inputTokens ?? 0,
      outputTokens: total?.outputTokens ?? 0,
      costUsd: total?.costUsd ?? 0,
    };
  });
}

/** A new list; equal rows keep the order of the trace. */
export function sortSpanTable(rows: readonly SpanTableRow[], by: SpanColumn, descending: boolean): SpanTableRow[] {
  const key = keyOf(by);
  const sign = descending ? -1 : 1;
  return rows
    .map((row) => ({ row, key: key(row) }))
    .sort((a, b) => sign * (a.key < b.key ? -1 : a.key > b.key ? 1 : 0) || a.row.span.index - b.row.span.index)
    .map(({ row }) => row);
}

function keyOf(by: SpanColumn): (row: SpanTableRow) => number | string {
  switch (by) {
    case 'name':
      return (row) => row.name.toLowerCase();
    case 'service':
      return (row) => row.span.service.toLowerCase();
    case 'kind':
      return (row) => stepKind(row.span);
    case 'start':
      return (row) => row.startUs;
    case 'duration':
      return (row) => row.durationUs;
    case 'self':
      return (row) => row.selfUs;
    case 'tokens':
      return (row) => row.inputTokens + row.outputTokens;
    case 'cost':
      return (row) => row.costUsd;
    case 'error':
      return (row) => (row.span.hasError ? 1 : 0);
  }
}

const csvColumns: readonly (readonly [string, (row: SpanTableRow) => string | number])[] = [
  ['span_id', (row) => row.span.id],
  ['parent_id', (row) => row.span.parentId ?? ''],
  ['name', (row) => row.span.operation],
  ['service', (row) => row.span.service],
  ['kind', (row) => stepKind(row.span)],
  ['start_us', (row) => row.startUs],
  ['duration_us', (row) => row.durationUs],
  ['self_us', (row) => row.selfUs],
  ['input_tokens', (row) => ownUsage(row.span)?.inputTokens ?? 0],
  ['output_tokens', (row) => ownUsage(row.span)?.outputTokens ?? 0],
  ['cost_usd', (row) => ownUsage(row.span)?.costUsd ?? 0],
  ['cost_usd_with_children', (row) => row.costUsd],
  ['error', (row) => String(row.span.hasError)],
];

/** RFC 4180 with a header; times in microseconds from the start of the trace. */
export function spanCsv(rows: readonly SpanTableRow[]): string {
  return [csvColumns.map(([name]) => name), ...rows.map((row) => csvColumns.map(([, read]) => csvCell(read(row))))].map((cells) => cells.join(',')).join('\r\n') + '\r\n';
}

/** Names come from anywhere: what a spreadsheet would take for a formula is marked as text. */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
