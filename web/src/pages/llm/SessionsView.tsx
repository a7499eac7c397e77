import { param } from '../../app/address.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Empty, Notice } from '../../components/States.tsx';
import { formatInteger, plural } from '../../lib/format.ts';
import { sessionsOf } from '../../lib/sessions.ts';
import { Conversation } from './Conversation.tsx';
import { SessionTable } from './SessionTable.tsx';
import { useCalls } from './useCalls.ts';

/** Sessions of the range, or one of them as a conversation. */
export function SessionsView() {
  const session = param('session');
  return session === '' ? <Sessions /> : <Conversation key={session} sessionId={session} />;
}

function Sessions() {
  const calls = useCalls();
  return (
    <Loaded resource={calls} what="the sessions">
      {(data) => {
        const sessions = sessionsOf(data.calls);
        if (sessions.length === 0) return <Empty title="No session in this range"><p>Calls belong to a session when their spans carry <code>session.id</code>, or <code>gen_ai.conversation.id</code>.</p></Empty>;
        return (
          <section class="card">
            {data.truncated && <Notice>Only the newest {formatInteger(data.calls.length)} calls are counted. Narrow the range.</Notice>}
            <header class="card-header"><h2>{plural(sessions.length, 'session')}</h2></header>
            <SessionTable sessions={sessions} />
          </section>
        );
      }}
    </Loaded>
  );
}
