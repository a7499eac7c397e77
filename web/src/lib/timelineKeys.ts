import type { Trace } from './trace.ts';
import { rowStep } from './virtual.ts';
import { stepMatch } from './traceSearch.ts';
import { movedView, nextLevel, widerView, type View } from './waterfall.ts';

export interface TimelineState {
  readonly rows: readonly number[];
  readonly rowOf: ReadonlyMap<number, number>;
  readonly cursor: number;
  readonly collapsed: ReadonlySet<number>;
  readonly matches: readonly number[];
  readonly view: View;
}

export type TimelineCommand =
  | { readonly kind: 'move'; readonly index: number }
  | { readonly kind: 'open'; readonly index: number }
  | { readonly kind: 'close' }
  | { readonly kind: 'collapse'; readonly collapsed: ReadonlySet<number> }
  /** Folds everything at a depth; null unfolds everything. */
  | { readonly kind: 'fold'; readonly depth: number | null }
  | { readonly kind: 'tree' }
  | { readonly kind: 'details' }
  | { readonly kind: 'zoom'; readonly view: View | null };

/** What a key means in the waterfall; null when it means nothing here. */
export function keyCommand(key: string, trace: Trace, state: TimelineState): TimelineCommand | null {
  const { rows, cursor, collapsed } = state;
  const row = state.rowOf.get(cursor) ?? -1;
  const span = trace.spans[cursor];
  const moveTo = (index: number | undefined): TimelineCommand | null => (index === undefined || index < 0 ? null : { kind: 'move', index });
  const to = rowStep(key, row, rows.length);
  if (to !== null) return moveTo(rows[to]);
  switch (key) {
    case 'Enter':
      return span ? { kind: 'open', index: span.index } : null;
    case 'Escape':
      return { kind: 'close' };
    case 'ArrowRight':
      if (!span || span.childIndexes.length === 0) return null;
      return collapsed.has(cursor) ? { kind: 'collapse', collapsed: without(collapsed, cursor) } : moveTo(span.childIndexes.find((index) => state.rowOf.has(index)));
    case 'ArrowLeft':
      if (!span) return null;
      return span.childIndexes.length > 0 && !collapsed.has(cursor) ? { kind: 'collapse', collapsed: new Set([...collapsed, cursor]) } : moveTo(span.parentIndex);
    case '[':
    case ']':
      return moveTo(sibling(trace, state, key === ']' ? 1 : -1));
    case 'e':
      return moveTo(stepMatch(trace.spans.filter((item) => item.hasError).map((item) => item.index), cursor, 1));
    case 'n':
      return moveTo(stepMatch(state.matches, cursor, 1));
    case 'N':
      return moveTo(stepMatch(state.matches, cursor, -1));
    case '-':
      return { kind: 'fold', depth: 1 };
    case '+':
    case '=':
      return { kind: 'fold', depth: null };
    case '<':
    case '>':
      return { kind: 'fold', depth: nextLevel(trace, rows, key === '<' ? -1 : 1) };
    case 'i':
      return { kind: 'details' };
    case 'b':
      return { kind: 'tree' };
    case 'z': {
      if (!span) return null;
      const room = Math.max(1, (span.endUs - span.startUs) * 0.1);
      return { kind: 'zoom', view: { fromUs: Math.max(0, span.startUs - trace.startUs - room), toUs: Math.min(Math.max(1, trace.endUs - trace.startUs), span.endUs - trace.startUs + room) } };
    }
    case 'Z':
      return { kind: 'zoom', view: widerView(state.view, trace) };
    case ',':
    case '.':
      return { kind: 'zoom', view: movedView(state.view, trace, key === ',' ? -0.25 : 0.25) };
    case '0':
      return { kind: 'zoom', view: null };
    default:
      return null;
  }
}

function sibling(trace: Trace, state: TimelineState, direction: 1 | -1): number | undefined {
  const span = trace.spans[state.cursor];
  if (!span) return undefined;
  const siblings = (trace.spans[span.parentIndex]?.childIndexes ?? trace.spans.filter((item) => item.parentIndex < 0).map((item) => item.index)).filter((index) => state.rowOf.has(index));
  return siblings[siblings.indexOf(span.index) + direction];
}

function without(set: ReadonlySet<number>, item: number): Set<number> {
  const next = new Set(set);
  next.delete(item);
  return next;
}
