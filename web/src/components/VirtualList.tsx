import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { scrollToRow, visibleWindow } from '../lib/virtual.ts';

export interface VirtualListProps {
  readonly count: number;
  readonly rowHeight: number;
  readonly row: (index: number, top: number) => ComponentChildren;
  /** Row that must be in view; acted on when it changes. */
  readonly reveal: number;
  readonly class?: string;
}

/** Only the rows near the view exist. The page itself scrolls inside this element. */
export function VirtualList({ count, rowHeight, row, reveal, class: extra = '' }: VirtualListProps) {
  const host = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  // Rows are drawn again when the first one changes, not for every pixel.
  const look = (element: HTMLElement): void => {
    const top = Math.floor(element.scrollTop / rowHeight) * rowHeight;
    const height = element.clientHeight + rowHeight;
    setView((old) => (old.top === top && old.height === height ? old : { top, height }));
  };
  useLayoutEffect(() => {
    const element = host.current;
    if (!element) return;
    const measure = (): void => look(element);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [rowHeight]);
  useLayoutEffect(() => {
    const element = host.current;
    if (element && reveal >= 0) element.scrollTop = scrollToRow(reveal, element.scrollTop, element.clientHeight, rowHeight);
  }, [reveal, rowHeight]);
  const { first, end } = visibleWindow(view.top, view.height, rowHeight, count);
  const rows: ComponentChildren[] = [];
  for (let index = first; index < end; index++) rows.push(row(index, index * rowHeight));
  return (
    <div ref={host} class={`virtual ${extra}`} role="presentation" onScroll={(event) => look(event.currentTarget)}>
      <div class="virtual-space" role="presentation" style={{ height: `${count * rowHeight}px` }}>
        {rows}
      </div>
    </div>
  );
}
