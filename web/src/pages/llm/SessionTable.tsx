import type { Session } from '../../api/types.ts';
import { setParams } from '../../app/address.ts';
import { shownWindow } from '../../app/live.ts';
import { isUtc } from '../../app/preferences.ts';
import { Icon } from '../../components/Icon.tsx';
import { Table, type Column } from '../../components/Table.tsx';
import { formatCost, formatDurationMs, formatInteger, formatNumber } from '../../lib/format.ts';
import { formatInstant } from '../../lib/time.ts';

/** Sessions; a click shows one as a conversation. */
export function SessionTable({ sessions }: { readonly sessions: readonly Session[] }) {
  const columns: readonly Column<Session>[] = [
    { key: 'end', title: 'Last step', cell: (session) => <span class="nowrap">{formatInstant(session.endMs, shownWindow.value.endMs, isUtc())}</span>, sort: (session) => session.endMs },
    { key: 'id', title: 'Session', cell: (session) => <span class="mono">{session.failed > 0 && <span class="bad" title={`${session.failed} failed`}><Icon name="error" size={13} label="with failed calls" /> </span>}{session.id}</span>, sort: (session) => session.id },
    { key: 'users', title: 'Users', minor: true, cell: (session) => session.users.join(', ') || <span class="muted">–</span>, sort: (session) => session.users[0] ?? '' },
    { key: 'personas', title: 'Personas', minor: true, cell: (session) => session.personas.join(', ') || <span class="muted">–</span> },
    { key: 'span', title: 'Over', numeric: true, minor: true, cell: (session) => formatDurationMs(session.endMs - session.startMs), sort: (session) => session.endMs - session.startMs },
    { key: 'runs', title: 'Runs', numeric: true, cell: (session) => formatInteger(session.traces), sort: (session) => session.traces },
    { key: 'steps', title: 'Steps', numeric: true, minor: true, cell: (session) => formatInteger(session.observations), sort: (session) => session.observations },
    { key: 'tokens', title: 'Tokens', numeric: true, minor: true, cell: (session) => formatNumber(session.tokens), sort: (session) => session.tokens },
    { key: 'cost', title: 'Cost', numeric: true, cell: (session) => formatCost(session.costUsd), sort: (session) => session.costUsd },
  ];
  return <Table label="Sessions" columns={columns} rows={sessions} rowKey={(session) => session.id} testId="session-row" initialSort={{ key: 'end', descending: true }} onOpen={(session) => setParams({ session: session.id }, true)} />;
}
