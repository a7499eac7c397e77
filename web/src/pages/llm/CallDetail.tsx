import type { LlmCall } from '../../api/types.ts';
import { href } from '../../app/address.ts';
import { isUtc } from '../../app/preferences.ts';
import { Icon } from '../../components/Icon.tsx';
import { ScorePills } from '../../components/ScorePills.tsx';
import { formatCost, formatDurationMs, formatInteger, formatSignificant } from '../../lib/format.ts';
import type { Score } from '../../lib/scores.ts';
import { formatDateTime } from '../../lib/time.ts';
import { CallContent } from './CallContent.tsx';

export interface CallDetailProps {
  readonly call: LlmCall;
  readonly calls: readonly LlmCall[];
  readonly inTrace?: boolean;
  readonly scores?: readonly Score[];
  readonly onOpen: (call: LlmCall) => void;
  readonly onClose: (() => void) | null;
}

export function CallDetail({ call, calls, inTrace = false, scores = [], onOpen, onClose }: CallDetailProps) {
  const at = calls.findIndex((item) => item.spanId === call.spanId && item.traceId === call.traceId);
  const previous = calls[at - 1];
  const next = calls[at + 1];
  const streamMs = call.durationMs - (call.timeToFirstTokenMs ?? 0);
  return (
    <aside class="detail" data-testid="llm-detail" aria-label={`Call of ${call.model}`}>
      <header class="detail-header">
        <div>
          <h3>{call.model || call.name}</h3>
          <span class="muted">{[call.operation, call.provider, call.service].filter(Boolean).join(' · ')}</span>
        </div>
        <div class="button-group">
          <button type="button" class="button button-icon" disabled={!previous} onClick={() => previous && onOpen(previous)} aria-label="Previous call" title="Previous call"><Icon name="left" /></button>
          <button type="button" class="button button-icon" disabled={!next} onClick={() => next && onOpen(next)} aria-label="Next call" title="Next call"><Icon name="right" /></button>
          {onClose && <button type="button" class="button button-icon" onClick={onClose} aria-label="Close the details" title="Close (Esc)"><Icon name="close" /></button>}
        </div>
      </header>
      <div class="detail-body">
        {call.error !== null && <section class="failure"><h4><Icon name="error" size={14} /> Failed</h4><p>{call.error}</p></section>}
        <dl class="facts facts-small">
          <div><dt>Started</dt><dd>{formatDateTime(call.startMs, isUtc(), 'ms')}</dd></div>
          <div><dt>Duration</dt><dd>{formatDurationMs(call.durationMs)}</dd></div>
          {call.timeToFirstTokenMs !== null && <div><dt>First token</dt><dd>{formatDurationMs(call.timeToFirstTokenMs)}</dd></div>}
          {call.outputTokens > 0 && streamMs > 0 && <div><dt>Speed</dt><dd>{formatSignificant(call.outputTokens / (streamMs / 1000))} tokens/s</dd></div>}
          <div><dt>Tokens in</dt><dd>{call.hasUsage ? formatInteger(call.inputTokens) : 'not reported'}{call.cachedTokens > 0 && <small class="muted"> {formatInteger(call.cachedTokens)} cached</small>}</dd></div>
          <div><dt>Tokens out</dt><dd>{call.hasUsage ? formatInteger(call.outputTokens) : 'not reported'}{call.reasoningTokens > 0 && <small class="muted"> {formatInteger(call.reasoningTokens)} reasoning</small>}</dd></div>
          <div><dt>Cost</dt><dd>{call.hasCost ? formatCost(call.costUsd) : 'unknown'}</dd></div>
          {call.finishReason !== null && <div><dt>Finished</dt><dd>{call.finishReason}</dd></div>}
          {call.persona !== null && <div><dt>Persona</dt><dd>{call.persona}</dd></div>}
          {call.chatmode !== null && <div><dt>Chat mode</dt><dd>{call.chatmode}</dd></div>}
          {call.workspace !== null && <div><dt>Workspace</dt><dd>{call.workspace}</dd></div>}
          {call.promptName !== null && <div><dt>Prompt</dt><dd><a href={href(['llm'], { view: 'prompts', prompt: call.promptName, version: call.promptVersion === null ? null : String(call.promptVersion) })}>{call.promptName}{call.promptVersion !== null && ` v${call.promptVersion}`}</a></dd></div>}
          {call.sessionId !== null && <div><dt>Session</dt><dd class="mono"><a href={href(['llm'], { view: 'sessions', session: call.sessionId })} title="The whole conversation">{call.sessionId}</a></dd></div>}
        </dl>
        {scores.length > 0 && <section class="span-scores"><ScorePills scores={scores} />{scores.map((score) => score.comment !== null && <p key={score.id}><strong>{score.name}:</strong> {score.comment}</p>)}</section>}
        <p>
          <a class="button" href={href(['traces', call.traceId], { span: call.spanId })}><Icon name="traces" /> {inTrace ? 'Show in the timeline' : 'Open the trace'}</a>
        </p>
        <CallContent traceId={call.traceId} spanId={call.spanId} />
      </div>
    </aside>
  );
}
