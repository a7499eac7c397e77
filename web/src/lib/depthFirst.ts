import type { Span } from './trace.ts';

/** Orders without recursion (a trace may be 50,000 deep); spans caught in a parent cycle become roots. */
export function depthFirst(roots: Span[], childrenOf: ReadonlyMap<Span, Span[]>, all: readonly Span[]): Span[] {
  const ordered: Span[] = [];
  const seen = new Set<Span>();
  const walk = (root: Span): void => {
    const stack: [Span, number, number][] = [[root, 0, -1]];
    for (let next = stack.pop(); next; next = stack.pop()) {
      const [span, depth, parentIndex] = next;
      if (seen.has(span)) continue;
      seen.add(span);
      span.index = ordered.length;
      span.depth = depth;
      span.parentIndex = parentIndex;
      if (parentIndex >= 0) ordered[parentIndex]?.childIndexes.push(span.index);
      ordered.push(span);
      const children = childrenOf.get(span)?.sort(byStart) ?? [];
      for (let at = children.length - 1; at >= 0; at--) {
        const child = children[at];
        if (child) stack.push([child, depth + 1, span.index]);
      }
    }
  };
  for (const root of roots.sort(byStart)) walk(root);
  if (ordered.length < all.length) for (const span of [...all].sort(byStart)) if (!seen.has(span)) walk(span);
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
