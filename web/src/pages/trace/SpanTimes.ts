import { element, setText, textIn } from '../../components/elements.ts';
import { formatDurationUs } from '../../lib/format.ts';
import type { RowFacts } from '../../lib/rowFacts.ts';
import type { Span, Trace } from '../../lib/trace.ts';

/** Width of the bar of a span that takes the whole trace; the style sheet leaves room for it. */
const sharePx = 66;

/** Times of one row as text, for a tree without a time axis. */
export class SpanTimes {
  private readonly host: HTMLElement;
  private readonly start: Text;
  private readonly duration: Text;
  private readonly share: HTMLElement;

  constructor(row: HTMLElement) {
    this.host = element('div', 'span-times', row);
    this.start = textIn(element('span', '', this.host));
    this.duration = textIn(element('b', '', this.host));
    this.share = element('i', '', this.host);
  }

  draw(trace: Trace, span: Span, facts: RowFacts, colour: number): void {
    setText(this.start, `+${formatDurationUs(span.startUs - trace.startUs)}`);
    setText(this.duration, facts.duration);
    this.share.className = `ink-${colour}`;
    this.share.style.width = `${(Math.min(1, (span.endUs - span.startUs) / Math.max(1, trace.endUs - trace.startUs)) * sharePx).toFixed(1)}px`;
  }
}
