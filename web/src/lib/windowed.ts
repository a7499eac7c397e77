/** Where rows of different heights begin: `count + 1` positions from the top, the last one being the height of all. */
export function rowOffsets(keys: readonly string[], heights: ReadonlyMap<string, number>, usual: number): Float64Array {
  const offsets = new Float64Array(keys.length + 1);
  keys.forEach((key, index) => {
    offsets[index + 1] = (offsets[index] ?? 0) + (heights.get(key) ?? usual);
  });
  return offsets;
}

/** Rows [first, end) that reach into [top, bottom), rounded outwards to multiples of `step`, so that they change rarely while scrolling. */
export function rowsBetween(offsets: Float64Array, top: number, bottom: number, step: number): { readonly first: number; readonly end: number } {
  const count = offsets.length - 1;
  const first = Math.max(0, Math.min(count - 1, rowAt(offsets, top)));
  const end = Math.min(count, rowAt(offsets, bottom) + 1);
  return { first: Math.floor(first / step) * step, end: Math.max(0, Math.min(count, Math.ceil(end / step) * step)) };
}

/** The last row that begins at or above a position. */
function rowAt(offsets: Float64Array, position: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}
