import { describe, expect, it } from 'vitest';
import { csvCell, sortSpanTable, spanColumns, spanCsv, spanTable } from './spanTable.ts';
import { sketch } from './testTrace.ts';
import { rollUpUsage } from './usage.ts';

const trace = sketch([
  { id: 'r', name: 'primitive.Flow', start: 1000, end: 1100, service: 'b' },
  { id: 'x', parent: 'r', name: 'primitive.Parse', start: 1010, end: 1020, tags: { error: true }, service: 'a' },
  { id: 'm', parent: 'r', name: 'chat', start: 1020, end: 1090, tags: { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 7, 'gen_ai.usage.cost': 0.5 }, service: 'b' },
]);
const rows = spanTable(trace, rollUpUsage(trace));
const ids = (list: readonly { readonly span: { readonly id: string } }[]): string => list.map((row) => row.span.id).join('');

describe('the span table', () => {
  it('counts from the start of the trace, with cost carried up', () => {
    expect(rows.map((row) => [row.startUs, row.durationUs, row.selfUs, row.costUsd])).toEqual([[0, 100, 20, 0.5], [10, 10, 10, 0], [20, 70, 70, 0.5]]);
  });

  it('sorts by every column in both directions, equal rows as in the trace', () => {
    expect(ids(sortSpanTable(rows, 'duration', true))).toBe('rmx');
    expect(ids(sortSpanTable(rows, 'duration', false))).toBe('xmr');
    expect(ids(sortSpanTable(rows, 'service', false))).toBe('xrm');
    expect(ids(sortSpanTable(rows, 'cost', true))).toBe('rmx');
    expect(ids(sortSpanTable(rows, 'error', true))).toBe('xrm');
    for (const column of spanColumns) expect(sortSpanTable(rows, column, true)).toHaveLength(3);
  });

  it('becomes CSV that no spreadsheet takes for a formula', () => {
    const lines = spanCsv(rows).split('\r\n');
    expect(lines[0]).toMatch(/^span_id,parent_id,name,/);
    expect(lines[3]).toBe('m,r,chat,b,model,20,70,70,7,0,0.5,0.5,false');
    expect(lines).toHaveLength(5);
    expect(csvCell('=HYPERLINK("http://x","y")')).toBe('"\'=HYPERLINK(""http://x"",""y"")"');
    expect(csvCell('@sum')).toBe("'@sum");
    expect(csvCell('a,b\n"c"')).toBe('"a,b\n""c"""');
    expect(csvCell(-5)).toBe('-5');
  });
});
