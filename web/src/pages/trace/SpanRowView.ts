import { element, IconElement, setAttribute, setClass, setText, textIn } from '../../components/elements.ts';
import type { RowView } from '../../components/RecycledRows.ts';
import type { CriticalSection } from '../../lib/criticalPath.ts';
import { formatCost, formatNumber } from '../../lib/format.ts';
import { rowFacts } from '../../lib/rowFacts.ts';
import type { Badge } from '../../lib/spanFacts.ts';
import type { Span, Trace } from '../../lib/trace.ts';
import type { Usage } from '../../lib/usage.ts';
import type { View } from '../../lib/waterfall.ts';
import { SpanBars } from './SpanBars.ts';
import { SpanTimes } from './SpanTimes.ts';

/** What all rows of the waterfall are drawn from. */
export interface WaterfallFacts {
  readonly trace: Trace;
  readonly view: View;
  /** Is there a tree alone, with times as text instead of bars? */
  readonly tree: boolean;
  /** Colour number of every span, by its index. */
  readonly colours: readonly number[];
  readonly usage: readonly Usage[];
  readonly critical: ReadonlyMap<number, readonly CriticalSection[]>;
  /** Attempts whose result was thrown away, and these with everything below them. */
  readonly waste: { readonly roots: ReadonlySet<number>; readonly spans: ReadonlySet<number> };
}

export interface WaterfallState {
  readonly facts: WaterfallFacts;
  /** Index of the span in every row. */
  readonly rows: readonly number[];
  readonly collapsed: ReadonlySet<number>;
  readonly cursor: number;
  readonly selected: number;
  readonly matches: ReadonlySet<number>;
  /** Do spans that do not match stand back? */
  readonly dimming: boolean;
}

/** Deeper rows keep this indentation, so that names stay readable. */
const mostIndents = 24;
const indentPx = 14;

/** Longer ones are cut: badges are cut here and not by the style sheet, because every cut of it is one more thing to paint. */
const longestBadge = 32;

/** One row of the waterfall: name, badges, cost, and the bar on the time axis. */
export class SpanRowView implements RowView {
  readonly element = element('div', 'span-row');
  private readonly state: () => WaterfallState;
  private readonly name = element('div', 'span-name', this.element);
  private readonly caret = element('i', 'caret', this.name);
  private readonly kind = new IconElement(this.name, 14);
  private readonly title = textIn(element('span', 'span-title', this.name));
  private readonly badges: HTMLElement[] = [];
  private readonly used = element('div', 'span-usage', this.element);
  private readonly cost = textIn(element('b', '', this.used));
  private readonly tokens = textIn(element('i', '', this.used));
  private readonly bars = new SpanBars(this.element);
  private times: SpanTimes | null = null;
  private facts: WaterfallFacts | null = null;
  private span: Span | null = null;
  private closed = false;

  constructor(state: () => WaterfallState) {
    this.state = state;
    this.element.setAttribute('role', 'treeitem');
    this.element.dataset['testid'] = 'span-row';
  }

  show(row: number): void {
    const state = this.state();
    const span = state.facts.trace.spans[state.rows[row] ?? -1];
    if (!span) return;
    const closed = state.collapsed.has(span.index);
    if (span !== this.span || state.facts !== this.facts || closed !== this.closed) {
      this.span = span;
      this.facts = state.facts;
      this.closed = closed;
      this.draw(state.facts, span, closed);
    }
    this.mark(state, span);
  }

  private draw({ trace, view, tree, colours, usage, critical, waste }: WaterfallFacts, span: Span, closed: boolean): void {
    const facts = rowFacts(trace, span);
    const { index } = span;
    const spent = usage[index];
    const colour = colours[index] ?? 0;
    const parent = span.childIndexes.length > 0;
    this.element.id = `span-${index}`;
    setAttribute(this.element, 'data-span-id', span.id);
    setAttribute(this.element, 'aria-level', String(span.depth + 1));
    setAttribute(this.element, 'aria-expanded', parent ? String(!closed) : null);
    this.name.style.paddingLeft = `${Math.min(span.depth, mostIndents) * indentPx + 4}px`;
    setClass(this.caret, parent ? (closed ? 'caret is-closed' : 'caret is-open') : 'caret');
    this.kind.set(facts.kind, `icon span-kind ink-${colour}`);
    setText(this.title, facts.name);
    setAttribute(this.name, 'title', `${facts.name} · ${span.service} · ${facts.kind}`);
    const more: Badge[] = [];
    if (closed) more.push({ text: `+${formatNumber(span.descendantCount)}`, tone: 'neutral', title: 'Steps below it' });
    if (waste.roots.has(index)) more.push({ text: spent && spent.costUsd > 0 ? `wasted ${formatCost(spent.costUsd)}` : 'wasted', tone: 'warn', title: 'The result of this attempt was thrown away' });
    this.drawBadges(more.length === 0 ? facts.badges : [...more, ...facts.badges]);
    const costs = spent !== undefined && spent.calls > 0;
    setAttribute(this.used, 'title', costs ? `${formatNumber(spent.inputTokens)} tokens in, ${formatNumber(spent.outputTokens)} out, with everything below` : null);
    setText(this.cost, costs ? formatCost(spent.costUsd) : '');
    setText(this.tokens, costs ? formatNumber(spent.inputTokens + spent.outputTokens) : '');
    if (tree) (this.times ??= new SpanTimes(this.element)).draw(trace, span, facts, colour);
    else this.bars.draw(trace, span, view, colour, waste.spans.has(index), critical.get(index) ?? [], facts);
  }

  private drawBadges(badges: readonly Badge[]): void {
    for (const extra of this.badges.splice(badges.length)) extra.remove();
    badges.forEach(({ text, tone, title }, at) => {
      const badge = (this.badges[at] ??= element('span', '', this.name));
      setClass(badge, `badge badge-${tone}`);
      setAttribute(badge, 'title', title);
      const shown = text.length > longestBadge ? `${text.slice(0, longestBadge - 1)}…` : text;
      if (badge.firstChild instanceof Text) setText(badge.firstChild, shown);
      else badge.append(shown);
    });
  }

  /** What changes while the list stands still: the cursor, the selection and matches. */
  private mark({ cursor, selected, matches, dimming }: WaterfallState, { index, hasError }: Span): void {
    setClass(this.element, `span-row${index === cursor ? ' is-current' : ''}${index === selected ? ' is-selected' : ''}${matches.has(index) ? ' is-match' : dimming ? ' is-dimmed' : ''}${hasError ? ' has-error' : ''}`);
    setAttribute(this.element, 'aria-selected', String(index === selected));
  }
}
