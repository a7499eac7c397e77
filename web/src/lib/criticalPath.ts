import type { Span, Trace } from './trace.ts';

/** A stretch of time [startUs, endUs) during which the span at `index` is what the trace waits for. */
export interface CriticalSection {
  readonly index: number;
  readonly startUs: number;
  readonly endUs: number;
}

/**
 * Walks back from the end of the longest root: the child that finished last is what its parent waited for; before that child
 * started, the one that finished last before then; the gaps belong to the parent. A child that outlives its parent counts
 * only up to the parent's end.
 */
export function criticalPath(trace: Trace): CriticalSection[] {
  let root: Span | undefined;
  for (const span of trace.spans) {
    if (span.parentIndex < 0 && (!root || span.endUs - span.startUs > root.endUs - root.startUs)) root = span;
  }
  if (!root) return [];
  const sections: CriticalSection[] = [];
  const stack: { span: Span; startUs: number; endUs: number }[] = [{ span: root, startUs: root.startUs, endUs: root.endUs }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { span, startUs, endUs } = next;
    const children: { span: Span; startUs: number; endUs: number }[] = [];
    for (const index of span.childIndexes) {
      const child = trace.spans[index];
      if (!child) continue;
      const clipped = { span: child, startUs: Math.max(child.startUs, startUs), endUs: Math.min(child.endUs, endUs) };
      if (clipped.endUs > clipped.startUs) children.push(clipped);
    }
    children.sort((a, b) => b.endUs - a.endUs || a.startUs - b.startUs);
    let reached = endUs;
    for (const child of children) {
      if (child.endUs > reached) continue;
      if (reached > child.endUs) sections.push({ index: span.index, startUs: child.endUs, endUs: reached });
      stack.push(child);
      reached = child.startUs;
    }
    if (reached > startUs) sections.push({ index: span.index, startUs, endUs: reached });
  }
  return sections.sort((a, b) => a.startUs - b.startUs);
}

/** Fewer sections to draw: those with less than `gapUs` between them become one. */
export function mergeSections(sections: readonly CriticalSection[], gapUs: number): CriticalSection[] {
  const merged: CriticalSection[] = [];
  for (const section of sections) {
    const last = merged.at(-1);
    if (last && section.startUs - last.endUs < gapUs) merged[merged.length - 1] = { ...last, endUs: Math.max(last.endUs, section.endUs) };
    else merged.push(section);
  }
  return merged;
}

/** Sections of the critical path by span index, each in order of time. */
export function criticalTime(sections: readonly CriticalSection[]): Map<number, CriticalSection[]> {
  const bySpan = new Map<number, CriticalSection[]>();
  for (const section of sections) {
    const list = bySpan.get(section.index);
    if (list) list.push(section);
    else bySpan.set(section.index, [section]);
  }
  return bySpan;
}
