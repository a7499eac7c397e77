/** Rows [first, end) that must exist in the page for a scrolled list of equally high rows, with some spare ones around. */
export function visibleWindow(scrollTop: number, viewHeight: number, rowHeight: number, count: number, spare = 12): { readonly first: number; readonly end: number } {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - spare);
  const end = Math.min(count, Math.ceil((scrollTop + viewHeight) / rowHeight) + spare);
  return { first: Math.min(first, Math.max(0, count - 1)), end: Math.max(end, 0) };
}

/** Scroll position that brings a row into view, or the present one when it is already there. */
export function scrollToRow(index: number, scrollTop: number, viewHeight: number, rowHeight: number): number {
  const top = index * rowHeight;
  if (top < scrollTop + rowHeight) return Math.max(0, top - rowHeight * 2);
  if (top + rowHeight * 2 > scrollTop + viewHeight) return top - viewHeight + rowHeight * 3;
  return scrollTop;
}
