import type { LlmCall } from '../../api/types.ts';
import { shownWindow } from '../../app/live.ts';
import { isUtc } from '../../app/preferences.ts';
import { Icon } from '../../components/Icon.tsx';
import { Table, type Column } from '../../components/Table.tsx';
import { formatCost, formatDurationMs, formatInteger } from '../../lib/format.ts';
import { formatInstant, formatTime } from '../../lib/time.ts';
import { Share } from '../overview/OverviewTables.tsx';

export interface CallTableProps {
  readonly calls: readonly LlmCall[];
  readonly selected: string | null;
  readonly inTrace?: boolean;
  readonly onOpen: (call: LlmCall) => void;
}

export function CallTable({ calls, selected, inTrace = false, onOpen }: CallTableProps) {
  const unknown = <span class="muted" title="not reported">–</span>;
  const slowest = Math.max(1e-9, ...calls.map((call) => call.durationMs));
  const columns: Column<LlmCall>[] = [
    { key: 'start', title: 'Started', cell: (call) => <time class="nowrap" dateTime={new Date(call.startMs).toISOString()}>{inTrace ? formatTime(call.startMs, isUtc(), 'ms') : formatInstant(call.startMs, shownWindow.value.endMs, isUtc())}</time>, sort: (call) => call.startMs },
    { key: 'model', title: 'Model', cell: (call) => <CallName call={call} />, sort: (call) => call.model },
    { key: 'duration', title: 'Duration', numeric: true, cell: (call) => <Share value={call.durationMs / slowest} text={formatDurationMs(call.durationMs)} />, sort: (call) => call.durationMs },
    { key: 'in', title: 'In', numeric: true, minor: 'last', cell: (call) => (call.hasUsage ? formatInteger(call.inputTokens) : unknown), sort: (call) => call.inputTokens },
    { key: 'out', title: 'Out', numeric: true, minor: 'last', cell: (call) => (call.hasUsage ? formatInteger(call.outputTokens) : unknown), sort: (call) => call.outputTokens },
    { key: 'cost', title: 'Cost', numeric: true, cell: (call) => (call.hasCost ? formatCost(call.costUsd) : unknown), sort: (call) => Number(call.costUsd) },
  ];
  if (!inTrace) {
    columns.splice(2, 0,
      { key: 'persona', title: 'Persona', minor: true, cell: (call) => call.persona ?? <span class="muted">–</span>, sort: (call) => call.persona ?? '' },
      { key: 'service', title: 'Service', minor: true, cell: (call) => call.service, sort: (call) => call.service },
    );
    columns.splice(5, 0, { key: 'ttft', title: 'First token', numeric: true, minor: true, cell: (call) => (call.timeToFirstTokenMs === null ? <span class="muted">–</span> : formatDurationMs(call.timeToFirstTokenMs)), sort: (call) => call.timeToFirstTokenMs ?? -1 });
  }
  return <Table label="Model calls" columns={columns} rows={calls} rowKey={(call) => (inTrace ? call.spanId : `${call.traceId}/${call.spanId}`)} testId="llm-row" selected={selected} onOpen={onOpen} initialSort={{ key: 'start', descending: !inTrace }} />;
}

function CallName({ call }: { readonly call: LlmCall }) {
  return (
    <span class="call-name">
      {call.error !== null && <span class="bad" title={call.error}><Icon name="error" size={14} label="failed" /></span>}
      <strong>{call.model || call.name}</strong>
      <span class="muted">{call.operation === 'chat' ? call.provider : `${call.operation} ${call.provider}`}</span>
      {call.hasContent && <span class="muted" title="Messages were captured"><Icon name="llm" size={12} label="with messages" /></span>}
    </span>
  );
}
