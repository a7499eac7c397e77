import type { Ref } from 'preact';
import { useImperativeHandle, useLayoutEffect, useRef } from 'preact/hooks';
import { RecycledRows, type RowView } from './RecycledRows.ts';

export interface RowListProps {
  readonly count: number;
  readonly rowHeight: number;
  readonly create: () => RowView;
  /** What the rows are drawn from: another value draws them again. */
  readonly shown: unknown;
  /** Row that must be in view; acted on when it changes. */
  readonly reveal?: number;
  readonly handle?: Ref<RecycledRows | null>;
  readonly onPick: (row: number, event: MouseEvent) => void;
}

/** A scrolled list of which only the rows near the view exist. */
export function RowList({ count, rowHeight, create, shown, reveal = -1, handle, onPick }: RowListProps) {
  const host = useRef<HTMLDivElement>(null);
  const rows = useRef<RecycledRows | null>(null);
  useLayoutEffect(() => {
    if (host.current) rows.current = new RecycledRows(host.current, create);
    return () => rows.current?.destroy();
  }, []);
  useImperativeHandle(handle ?? null, () => rows.current, []);
  useLayoutEffect(() => rows.current?.update(count, rowHeight), [count, rowHeight, shown]);
  useLayoutEffect(() => rows.current?.reveal(reveal), [reveal]);
  const pick = (event: MouseEvent): void => {
    const row = rows.current?.rowAt(event.target) ?? -1;
    if (row >= 0) onPick(row, event);
  };
  return <div ref={host} class="virtual" role="presentation" onClick={pick} />;
}
