const leastMs = 2000;
const mostMs = 15_000;

/** Time between two live refreshes: what is new hardly shows in a long range, and a slow store gets nine tenths of its time back. */
export function livePauseMs(rangeMs: number, loadMs: number): number {
  return Math.min(mostMs, Math.max(leastMs, rangeMs / 2000, loadMs * 10));
}
