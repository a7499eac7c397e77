import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { param, setParams } from '../../app/address.ts';
import { Icon } from '../../components/Icon.tsx';
import { RowList } from '../../components/RowList.tsx';
import { saveFile } from '../../components/saveFile.ts';
import { Empty } from '../../components/States.tsx';
import { TextField } from '../../components/TextField.tsx';
import { plural } from '../../lib/format.ts';
import { rowStep } from '../../lib/virtual.ts';
import { sortSpanTable, spanColumns, spanCsv, spanTable, type SpanColumn } from '../../lib/spanTable.ts';
import type { Trace } from '../../lib/trace.ts';
import { findSpans } from '../../lib/traceSearch.ts';
import type { Usage } from '../../lib/usage.ts';
import { SpanTableRowView, spanTableRowId } from './SpanTableRowView.ts';

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
  const [cursor, setCursor] = useState(-1);
  useEffect(() => setCursor(-1), [rows]);
  const shown = useMemo(() => ({ rows, colours, cursor }), [rows, colours, cursor]);
  const drawn = useRef(shown);
  drawn.current = shown;
  const open = (row: number): void => setParams({ tab: null, span: drawn.current.rows[row]?.span.id ?? null }, true);
  const onKey = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = rowStep(event.key, cursor, rows.length);
    if (event.key === 'Enter' && cursor >= 0) open(cursor);
    else if (next !== null) setCursor(next);
    else return;
    event.preventDefault();
    event.stopPropagation(); // The timeline that Enter opens would take it for its own.
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
        <div class="card span-grid" role="grid" aria-label="Spans" aria-rowcount={rows.length + 1} tabIndex={0} aria-activedescendant={cursor >= 0 ? spanTableRowId(cursor) : undefined} onKeyDown={onKey}>
          <div class="span-grid-head" role="row" aria-rowindex={1}>
            {spanColumns.map((column) => (
              <span key={column} role="columnheader" class={`cell-${column}`} aria-sort={column === by ? (descending ? 'descending' : 'ascending') : 'none'}>
                <button type="button" class="sort" onClick={() => sort(column)}>{titles[column]}<span aria-hidden="true">{column === by ? (descending ? ' ↓' : ' ↑') : ''}</span></button>
              </span>
            ))}
          </div>
          <RowList count={rows.length} rowHeight={28} create={() => new SpanTableRowView(() => drawn.current)} shown={shown} reveal={cursor} onPick={open} />
        </div>
      )}
    </div>
  );
}
