import { queryInstant } from '../../api/prometheus.ts';
import { useResource } from '../../app/useResource.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Table, type Column } from '../../components/Table.tsx';
import { labelText, type MatrixSeries } from '../../lib/series.ts';
import { formatUnit, type Unit } from '../../lib/units.ts';

/** The values at the end of the range. */
export function InstantTable({ query, endMs, unit }: { readonly query: string; readonly endMs: number; readonly unit: Unit }) {
  const answer = useResource(`${query}/${endMs}`, (abort) => queryInstant(query, endMs / 1000, abort), query);
  return (
    <Loaded resource={answer} what="the table">
      {({ series }) => {
        const names = [...new Set(series.flatMap((item) => Object.keys(item.metric)))].sort();
        const shown = names.length > 8 ? [] : names;
        const columns: Column<MatrixSeries>[] = shown.map((name) => ({ key: name, title: name, cell: (row) => <span class="mono">{row.metric[name] ?? ''}</span>, sort: (row) => row.metric[name] ?? '' }));
        if (shown.length === 0) columns.push({ key: 'series', title: 'Series', cell: (row) => <span class="mono">{labelText(row.metric)}</span>, sort: (row) => labelText(row.metric) });
        columns.push({ key: 'value', title: 'Value', numeric: true, cell: (row) => <span title={valueOf(row)}>{formatUnit(Number(valueOf(row)), unit)}</span>, sort: (row) => Number(valueOf(row)) });
        return series.length === 0 ? <p class="card-empty" data-testid="empty-state">No value at the end of this range.</p> : <Table label="Values" columns={columns} rows={series} rowKey={(row) => JSON.stringify(row.metric)} initialSort={{ key: 'value', descending: true }} />;
      }}
    </Loaded>
  );
}

function valueOf(series: MatrixSeries): string {
  return series.values.at(-1)?.[1] ?? 'NaN';
}
