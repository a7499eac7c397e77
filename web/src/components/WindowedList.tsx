import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { rowOffsets, rowsBetween } from '../lib/windowed.ts';

export interface WindowedListProps<T> {
  readonly label: string;
  readonly class: string;
  readonly items: readonly T[];
  readonly itemKey: (item: T) => string;
  /** Draws one `li`; a row keeps its elements as long as it is near the view. */
  readonly row: (item: T) => ComponentChildren;
  /** Height of a row until it has been seen. */
  readonly usualHeight: number;
  /** Row to scroll to when the list is first shown. */
  readonly startAt?: number;
}

/** Rows drawn above and below the view, in pixels, and in how many rows the drawn part moves on. */
const sparePx = 700;
const step = 10;

/** A list of rows of any height inside a scrolled page: only those near the view exist, the others are room kept free. */
export function WindowedList<T>({ label, class: extra, items, itemKey, row, usualHeight, startAt = -1 }: WindowedListProps<T>) {
  const host = useRef<HTMLOListElement>(null);
  const heights = useRef(new Map<string, number>());
  const [measured, setMeasured] = useState(0);
  const keys = useMemo(() => {
    const now = items.map(itemKey);
    forget(heights.current, now);
    return now;
  }, [items]);
  const offsets = useMemo(() => rowOffsets(keys, heights.current, usualHeight), [keys, measured, usualHeight]);
  const from = Math.max(0, startAt - step);
  const [shown, setShown] = useState({ first: from - (from % step), end: from + 4 * step });
  const known = useRef(offsets);
  known.current = offsets;

  // Kept for as long as the list: what a scroll or a change of size finds out about.
  const look = useRef<() => void>(() => undefined);
  useLayoutEffect(() => {
    const list = host.current;
    const scroller = list && scrollerOf(list);
    if (!list || !scroller) return undefined;
    look.current = () => {
      const above = scroller.getBoundingClientRect().top - list.getBoundingClientRect().top;
      const next = rowsBetween(known.current, above - sparePx, above + scroller.clientHeight + sparePx, step);
      setShown((old) => (old.first === next.first && old.end === next.end ? old : next));
    };
    const onScroll = (): void => look.current();
    const observer = new ResizeObserver(onScroll);
    observer.observe(scroller);
    scroller.addEventListener('scroll', onScroll, { passive: true });
    if (startAt >= 0) scroller.scrollTop += list.getBoundingClientRect().top - scroller.getBoundingClientRect().top + (known.current[startAt] ?? 0) - scroller.clientHeight / 2;
    look.current();
    return () => {
      observer.disconnect();
      scroller.removeEventListener('scroll', onScroll);
    };
  }, []);
  useLayoutEffect(() => look.current(), [offsets]);
  useRowHeights(host, heights.current, () => setMeasured((count) => count + 1));

  const end = Math.min(shown.end, items.length);
  const first = Math.min(shown.first, end);
  const room = { paddingTop: `${offsets[first] ?? 0}px`, paddingBottom: `${(offsets[items.length] ?? 0) - (offsets[end] ?? 0)}px` };
  return (
    <ol ref={host} class={extra} aria-label={label} style={room}>
      {items.slice(first, end).map(row)}
    </ol>
  );
}

/** Remembers how high rows are, by their `data-key`, without asking: the browser tells when it has laid them out. */
function useRowHeights(host: { readonly current: HTMLElement | null }, heights: Map<string, number>, onChange: () => void): void {
  const observer = useRef<ResizeObserver | null>(null);
  const observed = useRef(new Set<Element>());
  const changed = useRef(onChange);
  changed.current = onChange;
  useLayoutEffect(() => {
    observer.current ??= new ResizeObserver((entries) => {
      let differs = false;
      for (const { target, borderBoxSize } of entries) {
        const height = borderBoxSize[0]?.blockSize ?? 0;
        const key = target instanceof HTMLElement ? target.dataset['key'] : undefined;
        if (key === undefined || height === 0 || heights.get(key) === height) continue;
        heights.set(key, height);
        differs = true;
      }
      if (differs) changed.current();
    });
    const rows = new Set(host.current?.children);
    for (const row of observed.current) if (!rows.has(row)) observer.current.unobserve(row);
    for (const row of rows) if (!observed.current.has(row)) observer.current.observe(row);
    observed.current = rows;
  });
  useLayoutEffect(() => () => observer.current?.disconnect(), []);
}

/** A list that follows new data for hours meets many rows: the heights of those that left are let go, once there are many of them. */
function forget(heights: Map<string, number>, keys: readonly string[]): void {
  if (heights.size < 2 * keys.length + 1000) return;
  const present = new Set(keys);
  for (const key of heights.keys()) if (!present.has(key)) heights.delete(key);
}

function scrollerOf(element: HTMLElement): HTMLElement | null {
  for (let at = element.parentElement; at; at = at.parentElement) if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  return null;
}
