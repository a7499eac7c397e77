import { href } from '../../app/address.ts';
import type { CriticalSection } from '../../lib/criticalPath.ts';
import { isModelCall } from '../../lib/aiKind.ts';
import { formatCost, formatDurationUs, formatInteger, formatNumber, formatPercent, formatSignificant } from '../../lib/format.ts';
import { selfTimeUs, textAttribute, type Span, type Trace } from '../../lib/trace.ts';
import { firstTokenUs, tokensPerSecond, type Usage } from '../../lib/usage.ts';

export interface SpanFiguresProps {
  readonly trace: Trace;
  readonly span: Span;
  /** With everything below the span. */
  readonly usage: Usage | null;
  readonly critical: readonly CriticalSection[] | undefined;
}

/** Times, tokens and cost of a span, and the prompt and conversation it belongs to. */
export function SpanFigures({ trace, span, usage, critical }: SpanFiguresProps) {
  const criticalUs = (critical ?? []).reduce((sum, section) => sum + section.endUs - section.startUs, 0);
  const firstUs = isModelCall(span) ? firstTokenUs(span) : undefined;
  const speed = tokensPerSecond(span);
  const prompt = textAttribute(span, 'langfuse.observation.prompt.name', 'langfuse.prompt.name');
  const version = textAttribute(span, 'langfuse.observation.prompt.version', 'langfuse.prompt.version');
  const session = textAttribute(span, 'langfuse.session.id', 'session.id', 'gen_ai.conversation.id');
  return (
    <dl class="facts facts-small">
      <div><dt>Duration</dt><dd>{formatDurationUs(span.endUs - span.startUs)}</dd></div>
      <div><dt>Own time</dt><dd>{formatDurationUs(selfTimeUs(trace, span))}</dd></div>
      <div><dt>Starts after</dt><dd>{formatDurationUs(span.startUs - trace.startUs)}</dd></div>
      {criticalUs > 0 && <div><dt>Critical path</dt><dd>{formatDurationUs(criticalUs)} <small class="muted">{formatPercent(criticalUs / Math.max(1, trace.endUs - trace.startUs))}</small></dd></div>}
      {firstUs !== undefined && <div><dt>First token</dt><dd>{formatDurationUs(firstUs)}</dd></div>}
      {speed !== undefined && <div><dt>Speed</dt><dd>{formatSignificant(speed)} tokens/s</dd></div>}
      {usage && usage.calls > 0 && (
        <>
          {!isModelCall(span) && <div><dt>Model calls</dt><dd>{formatInteger(usage.calls)}</dd></div>}
          <div><dt>Cost</dt><dd>{formatCost(usage.costUsd)}</dd></div>
          <div><dt>Tokens in</dt><dd>{formatNumber(usage.inputTokens)}{usage.cachedTokens > 0 && <small class="muted"> {formatNumber(usage.cachedTokens)} cached</small>}</dd></div>
          <div><dt>Tokens out</dt><dd>{formatNumber(usage.outputTokens)}{usage.reasoningTokens > 0 && <small class="muted"> {formatNumber(usage.reasoningTokens)} reasoning</small>}</dd></div>
        </>
      )}
      {prompt !== undefined && <div><dt>Prompt</dt><dd><a href={href(['llm'], { view: 'prompts', prompt, version })}>{prompt}{version !== undefined && ` v${version}`}</a></dd></div>}
      {session !== undefined && <div><dt>Session</dt><dd class="mono"><a href={href(['llm'], { view: 'sessions', session })} title="The whole conversation">{session}</a></dd></div>}
    </dl>
  );
}
