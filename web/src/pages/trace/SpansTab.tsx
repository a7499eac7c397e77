import { useMemo } from 'preact/hooks';
import { param, setParams } from '../../app/address.ts';
import { Icon } from '../../components/Icon.tsx';
import { saveFile } from '../../components/saveFile.ts';
import { Empty } from '../../components/States.tsx';
import { TextField } from '../../components/TextField.tsx';
import { VirtualList } from '../../components/VirtualList.tsx';
import { formatCost, formatDurationUs, formatNumber, plural } from '../../lib/format.ts';
import { colourVariable } from '../../lib/palette.ts';
import { stepKind } from '../../lib/spanFacts.ts';
import { sortSpanTable, spanColumns, spanCsv, spanTable, type SpanColumn, type SpanTableRow } from '../../lib/spanTable.ts';
import type { Trace } from '../../lib/trace.ts';
import { findSpans } from '../../lib/traceSearch.ts';
import type { Usage } from '../../lib/usage.ts';

const titles: Readonly<Record<SpanColumn, string>> = { name: 'Name', service: 'Service', kind: 'Kind', start: 'Starts after', duration: 'Duration', self: 'Own time', tokens: 'Tokens', cost: 'Cost', error: 'Error' };
const texts: ReadonlySet<SpanColumn> = new Set(['name', 'service', 'kind']);

export interface SpansTabProps {
  readonly trace: Trace;
  readonly usage: readonly Usage[];
  readonly colours: ReadonlyMap<string, number>;
}

/** All spans as a table: sorted, filtered, and as CSV. */
export function SpansTab({ trace, usage, colours }: SpansTabProps) {
  const all = useMemo(() => spanTable(trace, usage), [trace, usage]);
  const query = param('find');
  const by = spanColumns.find((column) => column === param('sort')) ?? 'start';
  const descending = param('dir') === 'down';
  const rows = useMemo(() => {
    const found = query === '' ? all : findSpans(trace, query).flatMap((index) => all[index] ?? []);
    return sortSpanTable(found, by, descending);
  }, [all, trace, query, by, descending]);
  const sort = (column: SpanColumn): void => {
    const down = column === by ? !descending : !texts.has(column) && column !== 'start';
    setParams({ sort: column === 'start' ? null : column, dir: down ? 'down' : null });
  };
  return (
    <div class="trace-tab span-table">
      <div class="tab-tools">
        <TextField label="Filter spans" hideLabel search value={query} placeholder="Filter: text, key=value, duration>1s, error" onChange={(find) => setParams({ find })} />
        <span class="muted nowrap" role="status">{query === '' ? plural(rows.length, 'span') : `${rows.length} of ${plural(all.length, 'span')}`}</span>
        <button type="button" class="button" onClick={() => saveFile(`spans-${trace.id}.csv`, spanCsv(rows), 'text/csv')}><Icon name="download" /> CSV</button>
      </div>
      {rows.length === 0 ? (
        <Empty title="No span fits"><p>Words are looked for in names, services and attributes; all of them must fit.</p></Empty>
      ) : (
        <div class="card span-grid" role="table" aria-label="Spans" aria-rowcount={rows.length + 1}>
          <div class="span-grid-head" role="row" aria-rowindex={1}>
            {spanColumns.map((column) => (
              <span key={column} role="columnheader" class={`cell-${column}`} aria-sort={column === by ? (descending ? 'descending' : 'ascending') : 'none'}>
                <button type="button" class="sort" onClick={() => sort(column)}>{titles[column]}<span aria-hidden="true">{column === by ? (descending ? ' ↓' : ' ↑') : ''}</span></button>
              </span>
            ))}
          </div>
          <VirtualList count={rows.length} rowHeight={28} reveal={-1} row={(index, top) => {
            const row = rows[index];
            return row ? <Row key={row.span.index} row={row} top={top} at={index} colour={colours.get(row.span.service) ?? 1} /> : null;
          }} />
        </div>
      )}
    </div>
  );
}

function Row({ row, top, at, colour }: { readonly row: SpanTableRow; readonly top: number; readonly at: number; readonly colour: number }) {
  const { span } = row;
  const open = (): void => setParams({ tab: null, span: span.id }, true);
  return (
    <div class="span-grid-row" role="row" aria-rowindex={at + 2} data-testid="span-table-row" style={{ top: `${top}px` }} onClick={open}>
      <span role="cell" class="cell-name"><button type="button" class="link" title="Show in the timeline">{row.name || '(no name)'}</button></span>
      <span role="cell" class="cell-service"><i class="dot" style={{ background: colourVariable(colour) }} aria-hidden="true" /> {span.service}</span>
      <span role="cell" class="cell-kind muted">{stepKind(span)}</span>
      <span role="cell" class="cell-start">{formatDurationUs(row.startUs)}</span>
      <span role="cell" class="cell-duration">{formatDurationUs(row.durationUs)}</span>
      <span role="cell" class="cell-self">{formatDurationUs(row.selfUs)}</span>
      <span role="cell" class="cell-tokens">{row.inputTokens + row.outputTokens > 0 ? formatNumber(row.inputTokens + row.outputTokens) : ''}</span>
      <span role="cell" class="cell-cost">{row.costUsd > 0 ? formatCost(row.costUsd) : ''}</span>
      <span role="cell" class="cell-error">{span.hasError && <span class="bad"><Icon name="error" size={13} label="error" /></span>}</span>
    </div>
  );
}
