import { memo } from '../../components/memo.ts';
import { Badge } from '../../components/Badge.tsx';
import { Icon } from '../../components/Icon.tsx';
import { mergeSections, type CriticalSection } from '../../lib/criticalPath.ts';
import { formatCost, formatDurationUs, formatNumber } from '../../lib/format.ts';
import { personaChange } from '../../lib/colouring.ts';
import { colourVariable } from '../../lib/palette.ts';
import { badges, displayName, stepKind } from '../../lib/spanFacts.ts';
import type { Span, Trace } from '../../lib/trace.ts';
import { firstTokenUs, isModelCall, type Usage } from '../../lib/usage.ts';
import { barOf, type View } from '../../lib/waterfall.ts';

export interface SpanRowProps {
  readonly trace: Trace;
  readonly span: Span;
  readonly top: number;
  readonly view: View;
  readonly colour: number;
  readonly usage: Usage | null;
  readonly collapsed: boolean;
  readonly current: boolean;
  readonly selected: boolean;
  readonly match: boolean;
  readonly dimmed: boolean;
  /** Part of an attempt whose result was thrown away; `root` is the attempt itself. */
  readonly waste: 'root' | 'part' | null;
  readonly critical: readonly CriticalSection[] | undefined;
  readonly onSelect: (index: number, open: boolean) => void;
  readonly onToggle: (index: number) => void;
}

/** Deeper rows keep this indentation, so that names stay readable. */
const mostIndents = 24;

export const SpanRow = memo(function SpanRow({ trace, span, top, view, colour, usage, collapsed, current, selected, match, dimmed, waste, critical, onSelect, onToggle }: SpanRowProps) {
  const persona = personaChange(trace, span);
  const hasChildren = span.childIndexes.length > 0;
  const classes = ['span-row', current && 'is-current', selected && 'is-selected', match && 'is-match', dimmed && 'is-dimmed', span.hasError && 'has-error'].filter(Boolean).join(' ');
  return (
    <div id={`span-${span.index}`} role="treeitem" data-testid="span-row" data-span-id={span.id} class={classes} aria-level={span.depth + 1} aria-selected={selected} aria-expanded={hasChildren ? !collapsed : undefined} style={{ top: `${top}px` }} onClick={() => onSelect(span.index, true)}>
      <div class="span-name" style={{ paddingLeft: `${Math.min(span.depth, mostIndents) * 14 + 4}px` }}>
        {hasChildren ? (
          <button type="button" tabIndex={-1} class={collapsed ? 'caret' : 'caret is-open'} aria-label={collapsed ? 'Expand' : 'Collapse'} onClick={(event) => { event.stopPropagation(); onToggle(span.index); }}>
            <Icon name="right" size={12} />
          </button>
        ) : (
          <span class="caret" />
        )}
        <span class="span-kind" style={{ color: colourVariable(colour) }} title={`${span.service} · ${stepKind(span)}`}><Icon name={stepKind(span)} size={14} /></span>
        <span class="span-title">{displayName(span)}</span>
        {collapsed && <span class="span-hidden">+{formatNumber(span.descendantCount)}</span>}
        <span class="span-badges">{badges(span).map((badge) => <Badge key={`${badge.title}/${badge.text}`} badge={badge} />)}{waste === 'root' && <Badge badge={{ text: usage && usage.costUsd > 0 ? `wasted ${formatCost(usage.costUsd)}` : 'wasted', tone: 'warn', title: 'The result of this attempt was thrown away' }} />}{persona !== undefined && <Badge badge={{ text: persona, tone: 'neutral', title: 'Persona from here on' }} />}</span>
      </div>
      <div class="span-usage">{usage && usage.calls > 0 && <span title={`${formatNumber(usage.inputTokens)} tokens in, ${formatNumber(usage.outputTokens)} out, with everything below`}><b>{formatCost(usage.costUsd)}</b><i>{formatNumber(usage.inputTokens + usage.outputTokens)}</i></span>}</div>
      <Bars trace={trace} span={span} view={view} colour={colour} wasted={waste !== null} critical={critical} />
    </div>
  );
});

interface BarsProps {
  readonly trace: Trace;
  readonly span: Span;
  readonly view: View;
  readonly colour: number;
  readonly wasted: boolean;
  readonly critical: readonly CriticalSection[] | undefined;
}

function Bars({ trace, span, view, colour, wasted, critical }: BarsProps) {
  const bar = barOf(trace, span.startUs, span.endUs, view);
  const right = bar.left + bar.width;
  const place = right < 0.86 ? { left: `${right * 100}%` } : bar.left > 0.14 ? { right: `${(1 - bar.left) * 100}%` } : { right: `${(1 - right) * 100}%` };
  const inside = right >= 0.86 && bar.left <= 0.14;
  const firstToken = isModelCall(span) ? firstTokenUs(span) : undefined;
  return (
    <div class="span-bars">
      {(bar.width > 0 || (bar.left > 0 && bar.left < 1)) && <i class={wasted ? 'bar is-wasted' : 'bar'} style={{ left: `${bar.left * 100}%`, width: `${bar.width * 100}%`, background: colourVariable(colour) }} />}
      {firstToken !== undefined && <FirstToken trace={trace} span={span} view={view} waitUs={firstToken} />}
      {mergeSections(critical ?? [], (view.toUs - view.fromUs) / 300).map((section) => {
        const part = barOf(trace, section.startUs, section.endUs, view);
        return part.width > 0 ? <i key={section.startUs} class="bar-critical" style={{ left: `${part.left * 100}%`, width: `${part.width * 100}%` }} /> : null;
      })}
      {span.events.length > 0 && span.events.length < 40 && span.events.map((event, index) => {
        const mark = barOf(trace, event.timeUs, event.timeUs, view);
        return <i key={index} class={event.name === 'exception' ? 'bar-event is-bad' : 'bar-event'} style={{ left: `${mark.left * 100}%` }} />;
      })}
      <span class={inside ? 'bar-label is-inside' : 'bar-label'} style={place}>{formatDurationUs(span.endUs - span.startUs)}{firstToken !== undefined && right < 0.7 && <span class="wide-only"> · first token {formatDurationUs(firstToken)}</span>}</span>
    </div>
  );
}

/** The part of a model call before its first token came. */
function FirstToken({ trace, span, view, waitUs }: { readonly trace: Trace; readonly span: Span; readonly view: View; readonly waitUs: number }) {
  const wait = barOf(trace, span.startUs, Math.min(span.endUs, span.startUs + waitUs), view);
  return wait.width > 0 ? <i class="bar-wait" title={`First token after ${formatDurationUs(waitUs)}`} style={{ left: `${wait.left * 100}%`, width: `${wait.width * 100}%` }} /> : null;
}
