import { useMemo, useState } from 'preact/hooks';
import { param, paramList, setParams } from '../../app/address.ts';
import { namedSpans, type ColourBy } from '../../lib/colouring.ts';
import type { Trace } from '../../lib/trace.ts';
import { isModelCall } from '../../lib/aiKind.ts';

import { collapseBelow, visibleRows } from '../../lib/waterfall.ts';

/** What filters choose from. */
export interface Choices {
  readonly critical: ReadonlyMap<number, unknown>;
  readonly matches: ReadonlySet<number>;
  readonly waste: ReadonlySet<number>;
}

export interface TimelineRows {
  /** Index of the span in every row, and the row of every span that has one. */
  readonly rows: readonly number[];
  readonly rowOf: ReadonlyMap<number, number>;
  readonly collapsed: ReadonlySet<number>;
  readonly filtered: boolean;
  readonly setCollapsed: (change: (old: ReadonlySet<number>) => ReadonlySet<number>) => void;
  /** Folds everything at a depth, null nothing, and keeps that in the address. */
  readonly fold: (depth: number | null) => void;
}

/** Which spans have a row: the filter and the hidden names of the address, and what is folded. */
export function useTimelineRows(trace: Trace, by: ColourBy, choices: Choices): TimelineRows {
  const shown = param('show');
  const hide = paramList('hide');
  const hideKey = hide.join('\n');
  const depth = /^\d{1,4}$/.test(param('depth')) ? Number(param('depth')) : null;
  const start = useMemo<ReadonlySet<number>>(() => (depth === null ? new Set() : collapseBelow(trace, depth)), [trace, depth]);
  // What was folded by hand holds until the trace or the depth is another.
  const [own, setOwn] = useState<{ readonly start: ReadonlySet<number>; readonly collapsed: ReadonlySet<number> } | null>(null);
  const collapsed = own?.start === start ? own.collapsed : start;
  const only = useMemo(() => chosen(trace, shown, choices), [trace, shown, choices]);
  const hidden = useMemo(() => namedSpans(trace, by, hide), [trace, by, hideKey]);
  const rows = useMemo(() => visibleRows(trace, collapsed, only, hidden), [trace, collapsed, only, hidden]);
  const rowOf = useMemo(() => new Map(rows.map((index, row) => [index, row])), [rows]);
  return {
    rows,
    rowOf,
    collapsed,
    filtered: only !== null,
    setCollapsed: (change) => setOwn((old) => ({ start, collapsed: change(old?.start === start ? old.collapsed : start) })),
    fold: (next) => {
      setOwn(null);
      setParams({ depth: next === null ? null : String(next) });
    },
  };
}

function chosen(trace: Trace, shown: string, { critical, matches, waste }: Choices): ReadonlySet<number> | null {
  switch (shown) {
    case 'errors':
      return new Set(trace.spans.filter((span) => span.hasError).map((span) => span.index));
    case 'critical':
      return new Set(critical.keys());
    case 'models':
      return new Set(trace.spans.filter(isModelCall).map((span) => span.index));
    case 'wasted':
      return waste;
    case 'matches':
      return matches;
    default:
      return null;
  }
}
