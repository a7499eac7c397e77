import type { TraceSummary } from '../../api/types.ts';
import { go, href } from '../../app/address.ts';
import { shownWindow } from '../../app/live.ts';
import { isUtc } from '../../app/preferences.ts';
import { ServiceTag } from '../../components/Badge.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Table, type Column } from '../../components/Table.tsx';
import { formatCost, formatDurationMs, formatInteger, formatNumber, plural } from '../../lib/format.ts';
import { assignColours } from '../../lib/palette.ts';
import { formatInstant } from '../../lib/time.ts';
import { Share } from '../overview/OverviewTables.tsx';

export interface TraceTableProps {
  readonly label: string;
  readonly traces: readonly TraceSummary[];
  readonly compact?: boolean;
  /** The trace that the next one chosen is compared with; empty for none. */
  readonly base?: string;
  /** Offers to compare: called with the first trace chosen. */
  readonly onCompare?: (traceId: string) => void;
  readonly sort?: { readonly key: string; readonly descending: boolean };
}

export function TraceTable({ label, traces, compact = false, base = '', onCompare, sort }: TraceTableProps) {
  const slowest = Math.max(1e-9, ...traces.map((trace) => trace.durationMs));
  const colours = assignColours(traces.flatMap((trace) => trace.services.map((service) => service.name)));
  const columns: Column<TraceSummary>[] = [
    { key: 'name', title: 'Trace', cell: (trace) => <TraceName trace={trace} />, sort: (trace) => trace.workflowName ?? trace.rootOperation },
    { key: 'duration', title: 'Duration', numeric: true, cell: (trace) => <Share value={trace.durationMs / slowest} text={formatDurationMs(trace.durationMs)} />, sort: (trace) => trace.durationMs },
    { key: 'start', title: 'Started', cell: (trace) => <time class="nowrap" dateTime={new Date(trace.startMs).toISOString()}>{formatInstant(trace.startMs, shownWindow.value.endMs, isUtc())}</time>, sort: (trace) => trace.startMs },
  ];
  if (!compact) {
    columns.splice(1, 0,
      { key: 'services', title: 'Services', minor: true, cell: (trace) => <span class="tags">{trace.services.slice(0, 4).map((service) => <ServiceTag key={service.name} name={service.name} colour={colours.get(service.name) ?? 1} count={service.spanCount} errors={service.errorCount} />)}{trace.services.length > 4 && <span class="muted">+{trace.services.length - 4}</span>}</span> },
      { key: 'personas', title: 'Persona', minor: true, cell: (trace) => <span class="tags">{trace.personas.map((persona) => <span key={persona} class="badge badge-neutral">{persona}</span>)}</span> },
    );
    columns.push(
      { key: 'spans', title: 'Spans', numeric: true, minor: true, cell: (trace) => formatInteger(trace.spanCount), sort: (trace) => trace.spanCount },
      { key: 'tokens', title: 'Tokens', numeric: true, minor: true, cell: (trace) => (trace.llmCalls === 0 ? <span class="muted">–</span> : formatNumber(trace.inputTokens + trace.outputTokens)), sort: (trace) => trace.inputTokens + trace.outputTokens },
    );
  }
  columns.push({ key: 'cost', title: 'Cost', numeric: true, minor: !compact, cell: (trace) => (trace.llmCalls === 0 ? <span class="muted">–</span> : formatCost(trace.costUsd)), sort: (trace) => Number(trace.costUsd) });
  const comparing = base !== '' && onCompare !== undefined;
  const open = (trace: TraceSummary): void => (comparing && trace.traceId !== base ? go(['traces', base], { tab: 'compare', compare: trace.traceId }) : go(['traces', trace.traceId]));
  if (onCompare) {
    columns.push({ key: 'compare', title: '', minor: true, cell: (trace) => (
      <button type="button" class="button button-quiet button-icon" aria-pressed={trace.traceId === base} title={comparing ? 'Compare with the chosen trace' : 'Compare with another trace'} aria-label="Compare" onClick={() => (comparing && trace.traceId !== base ? open(trace) : onCompare(trace.traceId))}><Icon name="compare" size={14} /></button>
    ) });
  }
  const table = <Table label={label} columns={columns} rows={traces} rowKey={(trace) => trace.traceId} testId="trace-row" onOpen={open} {...(sort ? { initialSort: sort } : {})} />;
  return compact ? <div class="compact">{table}</div> : table;
}

function TraceName({ trace }: { readonly trace: TraceSummary }) {
  const name = trace.workflowName ?? trace.rootOperation.replace(/^primitive\./, '');
  return (
    <a class="trace-name" href={href(['traces', trace.traceId])}>
      {trace.errorCount > 0 && <span class="bad" title={plural(trace.errorCount, 'span with an error', 'spans with errors')}><Icon name="error" size={14} label="with errors" /></span>}
      <strong>{name || '(no root span)'}</strong>
      <span class="muted">{trace.rootService}{trace.workspace ? ` · ${trace.workspace}` : ''}</span>
    </a>
  );
}
