import { useMemo, useRef } from 'preact/hooks';
import { go, href } from '../../app/address.ts';
import { openFiles } from '../../app/FileDrop.tsx';
import { openedTraces } from '../../app/openedTraces.ts';
import { Icon } from '../../components/Icon.tsx';
import { Table, type Column } from '../../components/Table.tsx';
import { formatDurationUs, formatInteger } from '../../lib/format.ts';
import { displayName } from '../../lib/spanFacts.ts';
import { buildTrace } from '../../lib/trace.ts';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly file: string;
  readonly spans: number;
  readonly errors: number;
  readonly durationUs: number;
}

/** Traces that were opened from files, while there are any. */
export function OpenedTraces() {
  const opened = openedTraces.value;
  const rows = useMemo(() => [...opened].map(([id, { fileName, trace }]): Row => {
    const built = buildTrace(trace);
    const root = built.spans[0];
    return { id, name: root ? displayName(root) : 'Empty trace', file: fileName, spans: built.spans.length, errors: built.errorCount, durationUs: built.endUs - built.startUs };
  }), [opened]);
  if (rows.length === 0) return null;
  const columns: readonly Column<Row>[] = [
    { key: 'name', title: 'Trace', cell: (row) => <a href={href(['traces', row.id])}><strong>{row.name}</strong></a>, sort: (row) => row.name },
    { key: 'file', title: 'File', minor: true, cell: (row) => row.file, sort: (row) => row.file },
    { key: 'spans', title: 'Spans', numeric: true, cell: (row) => formatInteger(row.spans), sort: (row) => row.spans },
    { key: 'errors', title: 'Errors', numeric: true, cell: (row) => <span class={row.errors > 0 ? 'bad' : 'muted'}>{formatInteger(row.errors)}</span>, sort: (row) => row.errors },
    { key: 'duration', title: 'Duration', numeric: true, cell: (row) => formatDurationUs(row.durationUs), sort: (row) => row.durationUs },
  ];
  return (
    <section class="card">
      <header class="card-header"><h2>Opened from files</h2><button type="button" class="button" onClick={() => (openedTraces.value = new Map())}>Close them</button></header>
      <Table label="Traces opened from files" columns={columns} rows={rows} rowKey={(row) => row.id} testId="opened-row" onOpen={(row) => go(['traces', row.id])} />
    </section>
  );
}

/** The same as dropping a file, for keyboards and fingers. */
export function OpenFileButton() {
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="button" title="Show a trace from a file, without storing it" onClick={() => field.current?.click()}><Icon name="upload" /> Open a file</button>
      <input ref={field} type="file" class="visually-hidden" tabIndex={-1} aria-label="Trace file" data-testid="trace-file" accept=".json,.jsonl,.ndjson,application/json" multiple
        onChange={(event) => {
          const input = event.currentTarget;
          void openFiles([...(input.files ?? [])]).finally(() => (input.value = '')); // The same file may be opened again.
        }} />
    </>
  );
}
