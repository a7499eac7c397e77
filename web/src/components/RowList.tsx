import { render, type ComponentChild, type Ref } from 'preact';
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
  /** Row with room below it for `detail`, or -1. */
  readonly openRow?: number;
  readonly detail?: ComponentChild;
  readonly onPick: (row: number, event: MouseEvent) => void;
}

/** A scrolled list of which only the rows near the view exist. */
export function RowList({ count, rowHeight, create, shown, reveal = -1, handle, openRow = -1, detail = null, onPick }: RowListProps) {
  const host = useRef<HTMLDivElement>(null);
  const rows = useRef<RecycledRows | null>(null);
  useLayoutEffect(() => {
    if (host.current) rows.current = new RecycledRows(host.current, create);
    return () => {
      const place = rows.current?.open(-1);
      if (place) render(null, place);
      rows.current?.destroy();
    };
  }, []);
  useImperativeHandle(handle ?? null, () => rows.current, []);
  useLayoutEffect(() => rows.current?.update(count, rowHeight), [count, rowHeight, shown]);
  // The details are a tree of their own: the rows around them are no components.
  useLayoutEffect(() => {
    const place = rows.current?.open(openRow);
    if (place) render(openRow < 0 ? null : detail, place);
  });
  useLayoutEffect(() => rows.current?.reveal(reveal), [reveal, openRow]);
  const pick = (event: MouseEvent): void => {
    const row = rows.current?.rowAt(event.target) ?? -1;
    if (row >= 0) onPick(row, event);
  };
  return <div ref={host} class="virtual" role="presentation" onClick={pick} />;
}
