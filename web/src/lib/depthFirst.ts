import type { Span } from './trace.ts';

/** Orders without recursion (a trace may be 50,000 deep); spans caught in a parent cycle become roots. A span not reached yet has no index. */
export function depthFirst(roots: Span[], childrenOf: ReadonlyMap<Span, Span[]>, all: readonly Span[]): Span[] {
  const ordered: Span[] = [];
  const stack: Span[] = [];
  const walk = (root: Span): void => {
    stack.push(root);
    for (let span = stack.pop(); span; span = stack.pop()) {
      if (span.index >= 0) continue;
      span.index = ordered.length;
      ordered.push(span);
      if (span.parentIndex >= 0) ordered[span.parentIndex]?.childIndexes.push(span.index);
      const children = childrenOf.get(span);
      if (!children) continue;
      if (children.length > 1) children.sort(byStart);
      for (let at = children.length - 1; at >= 0; at--) {
        const child = children[at];
        if (!child || child.index >= 0) continue;
        child.depth = span.depth + 1;
        child.parentIndex = span.index;
        stack.push(child);
      }
    }
  };
  for (const root of roots.sort(byStart)) walk(root);
  if (ordered.length < all.length) for (const span of [...all].sort(byStart)) walk(span);
  for (let index = ordered.length - 1; index >= 0; index--) {
    const span = ordered[index];
    const parent = span && span.parentIndex >= 0 ? ordered[span.parentIndex] : undefined;
    if (span && parent) parent.descendantCount += span.descendantCount + 1;
  }
  return ordered;
}

function byStart(a: Span, b: Span): number {
  return a.startUs - b.startUs || b.endUs - a.endUs || (a.id < b.id ? -1 : 1);
}
