import type { Span, Trace } from './trace.ts';

/** The part of the trace that the bars show, in microseconds from the start of the trace. */
export interface View {
  readonly fromUs: number;
  readonly toUs: number;
}

export interface Bar {
  /** Fractions of the width of the view; `width` is 0 for a span outside it. */
  readonly left: number;
  readonly width: number;
}

/** Indexes of the rows to show: a collapsed span hides its descendants, a filter keeps its matches and their ancestors. */
export function visibleRows(trace: Trace, collapsed: ReadonlySet<number>, only: ReadonlySet<number> | null = null): number[] {
  const shown = only && withAncestors(trace, only);
  const rows: number[] = [];
  for (let index = 0; index < trace.spans.length; ) {
    const span = trace.spans[index];
    if (!span) break;
    if (!shown || shown.has(index)) rows.push(index);
    index += collapsed.has(index) ? span.descendantCount + 1 : 1;
  }
  return rows;
}

function withAncestors(trace: Trace, matches: ReadonlySet<number>): Set<number> {
  const shown = new Set<number>();
  for (const match of matches) {
    for (let index = match; index >= 0 && !shown.has(index); index = trace.spans[index]?.parentIndex ?? -1) shown.add(index);
  }
  return shown;
}

export function barOf(trace: Trace, startUs: number, endUs: number, view: View): Bar {
  const length = view.toUs - view.fromUs;
  if (!(length > 0)) return { left: 0, width: 1 };
  const left = (startUs - trace.startUs - view.fromUs) / length;
  const right = (endUs - trace.startUs - view.fromUs) / length;
  if (right < 0 || left > 1) return { left: left > 1 ? 1 : 0, width: 0 };
  const start = Math.max(0, left);
  return { left: start, width: Math.max(0, Math.min(1, right) - start) };
}

export function wholeView(trace: Trace): View {
  return { fromUs: 0, toUs: Math.max(1, trace.endUs - trace.startUs) };
}

/** Ancestors that must be opened for a span to be seen. */
export function reveal(trace: Trace, index: number, collapsed: ReadonlySet<number>): Set<number> {
  const next = new Set(collapsed);
  for (let at = trace.spans[index]?.parentIndex ?? -1; at >= 0; at = trace.spans[at]?.parentIndex ?? -1) next.delete(at);
  return next;
}

export function collapseBelow(trace: Trace, depth: number): Set<number> {
  const collapsed = new Set<number>();
  for (const span of trace.spans) if (span.depth >= depth && span.childIndexes.length > 0) collapsed.add(span.index);
  return collapsed;
}

/** Ticks of the bar area: five round times from the start of the trace. */
export function rulerTicks(view: View, count = 4): number[] {
  const step = (view.toUs - view.fromUs) / count;
  return Array.from({ length: count + 1 }, (_, index) => view.fromUs + step * index);
}

export interface MinimapRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly span: Span;
}

/** All spans on `height` pixel lines; several spans share a line when there are more spans than lines. */
export function minimapRects(trace: Trace, width: number, height: number): MinimapRect[] {
  const length = Math.max(1, trace.endUs - trace.startUs);
  const count = trace.spans.length;
  const lineHeight = Math.max(1, Math.min(3, Math.floor(height / Math.max(1, count))));
  const lines = Math.max(1, Math.floor(height / lineHeight));
  return trace.spans.map((span) => ({
    x: ((span.startUs - trace.startUs) / length) * width,
    y: count <= lines ? span.index * lineHeight : Math.floor((span.index / count) * lines) * lineHeight,
    width: Math.max(1, ((span.endUs - span.startUs) / length) * width),
    span,
  }));
}
