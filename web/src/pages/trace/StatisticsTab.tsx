import { useMemo } from 'preact/hooks';
import { go } from '../../app/address.ts';
import { ServiceTag } from '../../components/Badge.tsx';
import { Table, type Column } from '../../components/Table.tsx';
import { formatDurationUs, formatInteger, formatPercent } from '../../lib/format.ts';
import { operationStatistics, type OperationRow } from '../../lib/traceStatistics.ts';
import type { Trace } from '../../lib/trace.ts';

export function StatisticsTab({ trace, colours }: { readonly trace: Trace; readonly colours: ReadonlyMap<string, number> }) {
  const rows = useMemo(() => operationStatistics(trace), [trace]);
  const whole = Math.max(1, trace.endUs - trace.startUs);
  const columns: readonly Column<OperationRow>[] = [
    { key: 'operation', title: 'Operation', cell: (row) => <strong>{row.operation}</strong>, sort: (row) => row.operation },
    { key: 'service', title: 'Service', minor: true, cell: (row) => <ServiceTag name={row.service} colour={colours.get(row.service) ?? 1} />, sort: (row) => row.service },
    { key: 'count', title: 'Spans', numeric: true, cell: (row) => formatInteger(row.count), sort: (row) => row.count },
    { key: 'errors', title: 'Errors', numeric: true, cell: (row) => <span class={row.errorCount > 0 ? 'bad' : 'muted'}>{row.errorCount}</span>, sort: (row) => row.errorCount },
    { key: 'avg', title: 'Average', numeric: true, minor: true, cell: (row) => formatDurationUs(row.totalUs / row.count), sort: (row) => row.totalUs / row.count },
    { key: 'max', title: 'Longest', numeric: true, minor: true, cell: (row) => formatDurationUs(row.maxUs), sort: (row) => row.maxUs },
    { key: 'total', title: 'Total', numeric: true, minor: 'last', cell: (row) => formatDurationUs(row.totalUs), sort: (row) => row.totalUs },
    { key: 'self', title: 'Own time', numeric: true, cell: (row) => <>{formatDurationUs(row.selfUs)} <small class="muted">{formatPercent(row.selfUs / whole)}</small></>, sort: (row) => row.selfUs },
  ];
  return (
    <div class="trace-tab">
      <section class="card">
        <Table label="Statistics by operation" columns={columns} rows={rows} rowKey={(row) => `${row.service}/${row.operation}`} initialSort={{ key: 'self', descending: true }} onOpen={(row) => go(['traces', trace.id], { find: row.operation.split(/\s/)[0] ?? '', show: 'matches' })} />
      </section>
    </div>
  );
}
