import { fetchSessions } from '../../api/tta.ts';
import { param } from '../../app/address.ts';
import { shownWindow } from '../../app/live.ts';
import { useResource } from '../../app/useResource.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Empty, Notice } from '../../components/States.tsx';
import { formatInteger, plural } from '../../lib/format.ts';
import { Conversation } from './Conversation.tsx';
import { SessionTable } from './SessionTable.tsx';

/** Sessions of the range, or one of them as a conversation. */
export function SessionsView() {
  const session = param('session');
  return session === '' ? <Sessions /> : <Conversation key={session} sessionId={session} />;
}

function Sessions() {
  const { startMs, endMs } = shownWindow.value;
  const found = useResource(`${startMs}/${endMs}`, (abort) => fetchSessions(startMs, endMs, abort), 'sessions');
  return (
    <Loaded resource={found} what="the sessions">
      {({ sessions, total }) => {
        if (sessions.length === 0) return <Empty title="No session in this range"><p>Calls belong to a session when their spans carry <code>session.id</code>, or <code>gen_ai.conversation.id</code>.</p></Empty>;
        return (
          <section class="card">
            {total > sessions.length && <Notice>The newest {formatInteger(sessions.length)} of {formatInteger(total)} sessions are listed. Narrow the range.</Notice>}
            <header class="card-header"><h2>{plural(total, 'session')}</h2></header>
            <SessionTable sessions={sessions} />
          </section>
        );
      }}
    </Loaded>
  );
}
