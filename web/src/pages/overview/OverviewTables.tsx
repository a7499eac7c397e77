import type { Overview, PrimitiveRow, TokenRow } from '../../api/types.ts';
import { go, href } from '../../app/address.ts';
import { Icon } from '../../components/Icon.tsx';
import { Table, type Column } from '../../components/Table.tsx';
import { formatCost, formatDurationMs, formatInteger, formatNumber, formatPercent } from '../../lib/format.ts';

export function PrimitiveTable({ rows }: { readonly rows: readonly PrimitiveRow[] }) {
  const most = Math.max(1, ...rows.map((row) => row.totalMs));
  const columns: readonly Column<PrimitiveRow>[] = [
    { key: 'name', title: 'Step', cell: (row) => <strong class="mono">{row.name}</strong>, sort: (row) => row.name },
    { key: 'type', title: 'Type', minor: true, cell: (row) => <span class="muted">{row.type}</span>, sort: (row) => row.type },
    { key: 'count', title: 'Runs', numeric: true, cell: (row) => formatInteger(row.count), sort: (row) => row.count },
    { key: 'errors', title: 'Errors', numeric: true, cell: (row) => <ErrorShare count={row.errorCount} of={row.count} />, sort: (row) => row.errorCount },
    { key: 'p50', title: 'p50', numeric: true, minor: true, cell: (row) => formatDurationMs(row.p50Ms), sort: (row) => row.p50Ms },
    { key: 'p95', title: 'p95', numeric: true, cell: (row) => formatDurationMs(row.p95Ms), sort: (row) => row.p95Ms },
    { key: 'total', title: 'Time spent', numeric: true, cell: (row) => <Share value={row.totalMs / most} text={formatDurationMs(row.totalMs)} />, sort: (row) => row.totalMs },
  ];
  return (
    <section class="card">
      <header class="card-header"><h2>Steps</h2><span class="muted">primitives by time spent</span></header>
      {rows.length === 0 ? (
        <p class="card-empty">No primitive ran in this range.</p>
      ) : (
        <Table label="Steps" columns={columns} rows={rows} rowKey={(row) => `${row.name}/${row.type}`} initialSort={{ key: 'total', descending: true }} shown={15} onOpen={(row) => go(['traces'], { tag: `primitive.name=${row.name}` })} />
      )}
    </section>
  );
}

export function PersonaTable({ rows }: { readonly rows: readonly TokenRow[] }) {
  const most = Math.max(1e-12, ...rows.map((row) => Number(row.costUsd)));
  const columns: readonly Column<TokenRow>[] = [
    { key: 'persona', title: 'Persona', cell: (row) => row.key || <span class="muted">none</span>, sort: (row) => row.key },
    { key: 'calls', title: 'Calls', numeric: true, cell: (row) => formatInteger(row.calls), sort: (row) => row.calls },
    { key: 'tokens', title: 'Tokens in / out', numeric: true, minor: true, cell: (row) => `${formatNumber(row.inputTokens)} / ${formatNumber(row.outputTokens)}`, sort: (row) => row.inputTokens + row.outputTokens },
    { key: 'cost', title: 'Cost', numeric: true, cell: (row) => <Share value={Number(row.costUsd) / most} text={formatCost(row.costUsd)} />, sort: (row) => Number(row.costUsd) },
  ];
  return (
    <section class="card">
      <header class="card-header"><h2>Personas</h2><a href={href(['llm'], { view: 'personas' })}>All of them</a></header>
      {rows.length === 0 ? <p class="card-empty">No model call with a persona in this range.</p> : <Table label="Personas" columns={columns} rows={rows} rowKey={(row) => row.key} initialSort={{ key: 'cost', descending: true }} onOpen={(row) => go(['llm'], { persona: row.key })} />}
    </section>
  );
}

export function ServiceTable({ rows }: { readonly rows: Overview['services'] }) {
  const columns: readonly Column<Overview['services'][number]>[] = [
    { key: 'name', title: 'Service', cell: (row) => row.name, sort: (row) => row.name },
    { key: 'workspace', title: 'Workspace', cell: (row) => row.workspace || <span class="muted">none</span>, sort: (row) => row.workspace },
    { key: 'spans', title: 'Spans', numeric: true, cell: (row) => formatInteger(row.spanCount), sort: (row) => row.spanCount },
    { key: 'errors', title: 'Errors', numeric: true, cell: (row) => <ErrorShare count={row.errorCount} of={row.spanCount} />, sort: (row) => row.errorCount },
  ];
  return (
    <section class="card">
      <header class="card-header"><h2>Services</h2></header>
      {rows.length === 0 ? <p class="card-empty">No service sent spans in this range.</p> : <Table label="Services" columns={columns} rows={rows} rowKey={(row) => `${row.name}/${row.workspace}`} initialSort={{ key: 'spans', descending: true }} onOpen={(row) => go(['traces'], { service: row.name, workspace: row.workspace })} />}
    </section>
  );
}

function ErrorShare({ count, of }: { readonly count: number; readonly of: number }) {
  if (count === 0) return <span class="muted">0</span>;
  return <span class="bad nowrap"><Icon name="error" size={12} /> {formatInteger(count)} <small>{formatPercent(of === 0 ? 0 : count / of)}</small></span>;
}

export function Share({ value, text }: { readonly value: number; readonly text: string }) {
  return (
    <span class="share">
      <i class="share-bar" aria-hidden="true"><i style={{ width: `${Math.max(0, Math.min(1, value)) * 100}%` }} /></i>
      <span>{text}</span>
    </span>
  );
}
