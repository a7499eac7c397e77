import { useMemo, useState } from 'preact/hooks';
import { fetchCallGroups, fetchLlmCall, fetchLlmCalls } from '../../api/tta.ts';
import type { LlmCall, LlmCallDetail } from '../../api/types.ts';
import { href, setParams } from '../../app/address.ts';
import { shownWindow } from '../../app/live.ts';
import { isUtc } from '../../app/preferences.ts';
import { useResource } from '../../app/useResource.ts';
import { Icon } from '../../components/Icon.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Empty, Notice } from '../../components/States.tsx';
import type { CallGroup } from '../../lib/callGroups.ts';
import { turnsOf, type Turn } from '../../lib/conversation.ts';
import { formatCost, formatDurationMs, formatInteger, formatNumber, plural } from '../../lib/format.ts';
import { parseMessages } from '../../lib/messages.ts';
import { formatDateTime } from '../../lib/time.ts';
import { Transcript } from './Transcript.tsx';

const atOnce = 25;
const most = 500;

/** The calls of one session in order, each message once. */
export function Conversation({ sessionId }: { readonly sessionId: string }) {
  const [shown, setShown] = useState(atOnce);
  const { startMs, endMs } = shownWindow.value;
  const found = useResource(
    `${sessionId}/${startMs}/${endMs}/${shown}`,
    async (abort) => {
      const [{ calls, truncated }, [sums]] = await Promise.all([fetchLlmCalls({ startMs, endMs, sessionId, limit: most }, abort), fetchCallGroups(startMs, endMs, 'all', abort, sessionId)]);
      const ordered = [...calls].sort((a, b) => a.startMs - b.startMs);
      const details = await Promise.all(ordered.slice(0, shown).map((call) => (call.hasContent ? fetchLlmCall(call.traceId, call.spanId, abort) : Promise.resolve(null))));
      return { calls: ordered, details, truncated, sums };
    },
    sessionId,
  );
  return (
    <div class="stack">
      <p><button type="button" class="link" onClick={() => setParams({ session: null }, true)}>All sessions</button> <span class="muted">/</span> <strong class="mono">{sessionId}</strong></p>
      <Loaded resource={found} what="the session">
        {({ calls, details, truncated, sums }) => calls.length === 0
          ? <Empty title="No call of this session in the range"><p>Choose a longer range above.</p></Empty>
          : (
            <>
              {truncated && <Notice>Only the newest {formatInteger(most)} calls of the session are shown. Narrow the range.</Notice>}
              {sums && <Figures calls={calls} sum={sums} />}
              <Turns calls={calls} details={details} />
              {calls.length > shown && <button type="button" class="button" onClick={() => setShown(shown + atOnce * 2)}>Show more ({calls.length - shown} calls left)</button>}
            </>
          )}
      </Loaded>
    </div>
  );
}

function Figures({ calls, sum }: { readonly calls: readonly LlmCall[]; readonly sum: CallGroup }) {
  const first = calls[0];
  const last = calls.at(-1);
  const personas = [...new Set(calls.flatMap((call) => call.persona ?? []))];
  return (
    <dl class="facts card conversation-figures">
      <div><dt>Calls</dt><dd>{formatInteger(sum.calls)}</dd></div>
      <div><dt>Runs</dt><dd>{formatInteger(new Set(calls.map((call) => call.traceId)).size)}</dd></div>
      {sum.failed > 0 && <div><dt>Failed</dt><dd class="bad">{formatInteger(sum.failed)}</dd></div>}
      <div><dt>Tokens in / out</dt><dd>{formatNumber(sum.inputTokens)} / {formatNumber(sum.outputTokens)}</dd></div>
      <div><dt>Cost</dt><dd>{formatCost(sum.costUsd)}</dd></div>
      {first && last && <div><dt>Over</dt><dd>{formatDurationMs(last.startMs + last.durationMs - first.startMs)}</dd></div>}
      <div><dt>Models</dt><dd>{[...new Set(calls.map((call) => call.model))].join(', ')}</dd></div>
      {personas.length > 0 && <div><dt>Personas</dt><dd>{personas.join(', ')}</dd></div>}
    </dl>
  );
}

function Turns({ calls, details }: { readonly calls: readonly LlmCall[]; readonly details: readonly (LlmCallDetail | null)[] }) {
  const turns = useMemo(
    () => turnsOf(details.flatMap((detail, index) => {
      const call = calls[index];
      return call ? [{ call, input: detail ? [...parseMessages(detail.systemInstructions, 'system'), ...parseMessages(detail.inputMessages, 'user')] : [], output: detail ? parseMessages(detail.outputMessages, 'assistant') : [] }] : [];
    })),
    [calls, details],
  );
  return <ol class="conversation" aria-label="Conversation">{turns.map((turn) => <TurnItem key={`${turn.call.traceId}/${turn.call.spanId}`} turn={turn} />)}</ol>;
}

function TurnItem({ turn }: { readonly turn: Turn<LlmCall> }) {
  const { call } = turn;
  return (
    <li class="card turn" data-testid="turn">
      <header>
        <span class="badge badge-model"><Icon name="model" size={11} />{call.model || call.name}</span>
        {call.persona !== null && <span class="badge badge-neutral" title="Persona">{call.persona}</span>}
        <time class="muted" dateTime={new Date(call.startMs).toISOString()}>{formatDateTime(call.startMs, isUtc())}</time>
        <span class="muted">{formatDurationMs(call.durationMs)}{call.timeToFirstTokenMs !== null && `, first token ${formatDurationMs(call.timeToFirstTokenMs)}`}</span>
        {call.hasUsage && <span class="muted">{formatNumber(call.inputTokens)} in, {formatNumber(call.outputTokens)} out</span>}
        {call.hasCost && <strong>{formatCost(call.costUsd)}</strong>}
        <a href={href(['traces', call.traceId], { span: call.spanId })} title="Open the trace"><Icon name="traces" size={14} label="Open the trace" /></a>
      </header>
      {call.error !== null && <p class="failure">{call.error}</p>}
      {turn.repeated > 0 && <p class="muted small">continues, {plural(turn.repeated, 'message')} above</p>}
      {call.hasContent ? <Transcript messages={turn.asked} answers={turn.answers} /> : <p class="muted">No messages were captured.</p>}
    </li>
  );
}
