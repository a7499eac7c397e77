import { element, setAttribute, setClass, setText, textIn } from '../../components/elements.ts';
import { mergeSections, type CriticalSection } from '../../lib/criticalPath.ts';
import { formatDurationUs } from '../../lib/format.ts';
import type { RowFacts } from '../../lib/rowFacts.ts';
import type { Span, Trace } from '../../lib/trace.ts';
import { barOf, type Bar, type View } from '../../lib/waterfall.ts';

/** Events of a span with more of them are not marked: they would be a solid block. */
const mostEvents = 40;

/** The time axis of one row: the bar of the span with its duration, and marks on it. */
export class SpanBars {
  private readonly host: HTMLElement;
  private readonly bar: HTMLElement;
  private readonly label: HTMLElement;
  private readonly text: Text;
  /** Time to the first token; few rows have one. */
  private more: Text | null = null;
  private readonly marks: HTMLElement[] = [];
  private used = 0;

  constructor(row: HTMLElement) {
    this.host = element('div', 'span-bars', row);
    this.bar = element('i', 'bar', this.host);
    this.label = element('span', 'bar-label', this.host);
    this.text = textIn(this.label);
  }

  draw(trace: Trace, span: Span, view: View, colour: number, wasted: boolean, critical: readonly CriticalSection[], facts: RowFacts): void {
    const bar = barOf(trace, span.startUs, span.endUs, view);
    const inView = bar.width > 0 || (bar.left > 0 && bar.left < 1);
    setClass(this.bar, `bar ink-${colour}${wasted ? ' is-wasted' : ''}`);
    this.bar.hidden = !inView;
    if (inView) place(this.bar, bar);
    this.used = 0;
    if (facts.firstTokenUs !== undefined) {
      const wait = barOf(trace, span.startUs, Math.min(span.endUs, span.startUs + facts.firstTokenUs), view);
      if (wait.width > 0) this.mark('bar-wait', wait, `First token after ${formatDurationUs(facts.firstTokenUs)}`);
    }
    if (critical.length > 0) {
      for (const section of mergeSections(critical, (view.toUs - view.fromUs) / 300)) {
        const part = barOf(trace, section.startUs, section.endUs, view);
        if (part.width > 0) this.mark('bar-critical', part, null);
      }
    }
    if (span.events.length < mostEvents) {
      for (const event of span.events) {
        const at = barOf(trace, event.timeUs, event.timeUs, view);
        this.mark(event.name === 'exception' ? 'bar-event is-bad' : 'bar-event', { left: at.left, width: 0 }, event.name);
      }
    }
    for (let at = this.used; at < this.marks.length; at++) this.marks[at]?.remove();
    this.marks.length = this.used;
    this.write(bar, facts);
  }

  private mark(className: string, { left, width }: Bar, title: string | null): void {
    let mark = this.marks[this.used];
    if (!mark) {
      mark = element('i', '');
      this.host.insertBefore(mark, this.label);
      this.marks.push(mark);
    }
    this.used++;
    setClass(mark, className);
    setAttribute(mark, 'title', title);
    place(mark, { left, width });
  }

  /** The duration stands behind the bar, else before it, else on it. */
  private write({ left, width }: Bar, { duration, firstTokenUs }: RowFacts): void {
    const right = left + width;
    const behind = right < 0.86;
    const before = !behind && left > 0.14;
    setText(this.text, duration);
    const more = firstTokenUs !== undefined && right < 0.7 ? ` · first token ${formatDurationUs(firstTokenUs)}` : '';
    if (more !== '') this.more ??= textIn(element('span', 'bar-more', this.label));
    if (this.more) setText(this.more, more);
    setClass(this.label, behind || before ? 'bar-label' : 'bar-label is-inside');
    const { style } = this.label;
    style.left = behind ? percent(right) : 'auto';
    style.right = behind ? 'auto' : percent(before ? 1 - left : 1 - right);
  }
}

function place({ style }: HTMLElement, { left, width }: Bar): void {
  style.left = percent(left);
  style.width = width > 0 ? percent(width) : '';
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
