/** Rows [first, end) of a scrolled list of equally high rows. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

/** Room below a row for what belongs to it. */
export interface Gap {
  readonly row: number;
  readonly height: number;
}

export function rowTop(row: number, rowHeight: number, gap: Gap | null): number {
  return row * rowHeight + (gap && row > gap.row ? gap.height : 0);
}

/** Rows of which at least a part is in view. */
export function rowsInView(scrollTop: number, viewHeight: number, rowHeight: number, count: number, gap: Gap | null = null): RowWindow {
  const bottom = scrollTop + viewHeight;
  const gapTop = gap ? (gap.row + 1) * rowHeight : Infinity;
  const gapEnd = gapTop + (gap?.height ?? 0);
  const begins = scrollTop < gapTop ? scrollTop : Math.max(gapTop, scrollTop - (gapEnd - gapTop));
  const ends = bottom <= gapTop ? bottom : Math.max(gapTop, bottom - (gapEnd - gapTop));
  const first = Math.max(0, Math.min(count - 1, Math.floor(begins / rowHeight)));
  return { first, end: Math.max(first, Math.min(count, Math.ceil(ends / rowHeight))) };
}

/** How many rows a page holds for a view of this height: those in view, wherever it stands, and `spare` ones on either side. */
export function rowsToHold(viewHeight: number, rowHeight: number, count: number, spare: number): number {
  return Math.min(count, Math.ceil(viewHeight / rowHeight) + 1 + spare * 2);
}

/** The rows that are held: always as many, with those in view in the middle wherever the list is long enough. */
export function heldRows(view: RowWindow, held: number, count: number): RowWindow {
  const first = Math.max(0, Math.min(count - held, view.first - Math.floor((held - (view.end - view.first)) / 2)));
  return { first, end: first + held };
}

/** Scroll position that brings a row into view, with the room below it, or the present one when it is already there. */
export function scrollToRow(index: number, scrollTop: number, viewHeight: number, rowHeight: number, count: number, gap: Gap | null = null): number {
  const top = rowTop(index, rowHeight, gap);
  const below = gap?.row === index ? gap.height : 0;
  const most = Math.max(0, count * rowHeight + (gap?.height ?? 0) - viewHeight);
  if (top < scrollTop + rowHeight) return Math.min(most, Math.max(0, top - rowHeight * 2));
  if (top + below + rowHeight * 2 > scrollTop + viewHeight) return Math.max(0, Math.min(most, top, top + below - viewHeight + rowHeight * 3));
  return scrollTop;
}

/** Rows that PageUp and PageDown move by. */
const pageRows = 20;

/** Where a key moves in a list of rows; from -1, which is no row, to the first. Null when the key means nothing here. */
export function rowStep(key: string, at: number, count: number): number | null {
  const to = ((): number | null => {
    switch (key) {
      case 'j':
      case 'ArrowDown':
        return at + 1;
      case 'k':
      case 'ArrowUp':
        return at - 1;
      case 'PageDown':
        return at + pageRows;
      case 'PageUp':
        return at - pageRows;
      case 'Home':
        return 0;
      case 'End':
        return count - 1;
      default:
        return null;
    }
  })();
  return to === null || count === 0 ? null : Math.max(0, Math.min(count - 1, to));
}
