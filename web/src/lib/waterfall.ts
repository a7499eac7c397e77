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

/**
 * Indexes of the rows to show: a collapsed span hides its descendants, a filter keeps its matches and their ancestors, and what is hidden
 * takes everything below it along.
 */
export function visibleRows(trace: Trace, collapsed: ReadonlySet<number>, only: ReadonlySet<number> | null = null, hidden: ReadonlySet<number> | null = null): number[] {
  const shown = only && withAncestors(trace, only);
  const rows: number[] = [];
  for (let index = 0; index < trace.spans.length; ) {
    const span = trace.spans[index];
    if (!span) break;
    const gone = hidden?.has(index) === true;
    if (!gone && (!shown || shown.has(index))) rows.push(index);
    index += gone || collapsed.has(index) ? span.descendantCount + 1 : 1;
  }
  return rows;
}

/** The depth to fold at for one level less or more than the rows show; null where nothing is folded any more. */
export function nextLevel(trace: Trace, rows: readonly number[], step: 1 | -1): number | null {
  const deepest = rows.reduce((most, index) => Math.max(most, trace.spans[index]?.depth ?? 0), 0);
  const depth = Math.max(0, deepest + step);
  return depth >= trace.maxDepth ? null : depth;
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

/** The part that an address names, such as `1200-3400`; the whole trace when it names none of it. */
export function parseView(text: string, trace: Trace): View {
  const whole = wholeView(trace);
  const match = /^(\d+)-(\d+)$/.exec(text);
  const fromUs = Number(match?.[1]);
  const toUs = Math.min(whole.toUs, Number(match?.[2]));
  return match && fromUs < toUs ? { fromUs, toUs } : whole;
}

/** A part of the trace for the address; null for the whole. */
export function viewText(view: View | null, trace: Trace): string | null {
  if (!view) return null;
  const whole = wholeView(trace);
  const fromUs = Math.min(whole.toUs - 1, Math.max(0, Math.round(view.fromUs)));
  const toUs = Math.max(fromUs + 1, Math.min(whole.toUs, Math.round(view.toUs)));
  return fromUs === 0 && toUs === whole.toUs ? null : `${fromUs}-${toUs}`;
}

/** The same length of time, moved by a share of it and kept inside the trace. */
export function movedView(view: View, trace: Trace, share: number): View {
  const whole = wholeView(trace);
  const by = Math.min(whole.toUs - view.toUs, Math.max(-view.fromUs, (view.toUs - view.fromUs) * share));
  return { fromUs: view.fromUs + by, toUs: view.toUs + by };
}

/** Twice as much of the trace, around the same middle. */
export function widerView(view: View, trace: Trace): View {
  const half = (view.toUs - view.fromUs) / 2;
  return { fromUs: Math.max(0, view.fromUs - half), toUs: Math.min(wholeView(trace).toUs, view.toUs + half) };
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
