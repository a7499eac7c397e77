import { describe, expect, it } from 'vitest';
import { keyCommand, type TimelineState } from './timelineKeys.ts';
import { sketch } from './testTrace.ts';
import { visibleRows, wholeView, type View } from './waterfall.ts';

const trace = sketch([
  { id: 'r', start: 0, end: 100 },
  { id: 'a', parent: 'r', start: 10, end: 40 },
  { id: 'a1', parent: 'a', start: 12, end: 20, tags: { error: true } },
  { id: 'b', parent: 'r', start: 50, end: 90 },
]);

const at = (cursor: number, collapsed: readonly number[] = [], matches: readonly number[] = [], view: View = wholeView(trace)): TimelineState => {
  const rows = visibleRows(trace, new Set(collapsed));
  return { rows, rowOf: new Map(rows.map((index, row) => [index, row])), cursor, collapsed: new Set(collapsed), matches, view };
};

describe('keyCommand', () => {
  it('moves over the rows that are shown, and stops at the ends', () => {
    expect(keyCommand('j', trace, at(-1))).toEqual({ kind: 'move', index: 0 });
    expect(keyCommand('j', trace, at(1, [1]))).toEqual({ kind: 'move', index: 3 });
    expect(keyCommand('k', trace, at(0))).toEqual({ kind: 'move', index: 0 });
    expect(keyCommand('End', trace, at(0))).toEqual({ kind: 'move', index: 3 });
  });

  it('closes a span, then goes to its parent; opens a span, then goes to its child', () => {
    expect(keyCommand('ArrowLeft', trace, at(1))).toEqual({ kind: 'collapse', collapsed: new Set([1]) });
    expect(keyCommand('ArrowLeft', trace, at(1, [1]))).toEqual({ kind: 'move', index: 0 });
    expect(keyCommand('ArrowRight', trace, at(1, [1]))).toEqual({ kind: 'collapse', collapsed: new Set() });
    expect(keyCommand('ArrowRight', trace, at(1))).toEqual({ kind: 'move', index: 2 });
    expect(keyCommand('ArrowRight', trace, at(2))).toBeNull();
    expect(keyCommand('ArrowLeft', trace, at(0, [0]))).toBeNull();
  });

  it('finds siblings, errors and matches', () => {
    expect(keyCommand(']', trace, at(1))).toEqual({ kind: 'move', index: 3 });
    expect(keyCommand(']', trace, at(3))).toBeNull();
    expect(keyCommand('e', trace, at(3))).toEqual({ kind: 'move', index: 2 });
    expect(keyCommand('n', trace, at(1, [], [1, 3]))).toEqual({ kind: 'move', index: 3 });
    expect(keyCommand('N', trace, at(1, [], []))).toBeNull();
  });

  it('opens nothing when no span is chosen', () => {
    expect(keyCommand('Enter', trace, at(-1))).toBeNull();
    expect(keyCommand('Enter', trace, at(2))).toEqual({ kind: 'open', index: 2 });
  });

  it('zooms to a span inside the trace', () => {
    expect(keyCommand('z', trace, at(3))).toEqual({ kind: 'zoom', view: { fromUs: 46, toUs: 94 } });
    expect(keyCommand('z', trace, at(0))).toEqual({ kind: 'zoom', view: { fromUs: 0, toUs: 100 } });
    expect(keyCommand('0', trace, at(3))).toEqual({ kind: 'zoom', view: null });
  });

  it('folds to the top, by one level, and not at all', () => {
    expect(keyCommand('-', trace, at(0))).toEqual({ kind: 'fold', depth: 1 });
    expect(keyCommand('<', trace, at(0))).toEqual({ kind: 'fold', depth: 1 });
    expect(keyCommand('<', trace, at(0, [0]))).toEqual({ kind: 'fold', depth: 0 });
    expect(keyCommand('>', trace, at(0, [0]))).toEqual({ kind: 'fold', depth: 1 });
    expect(keyCommand('>', trace, at(0, [1]))).toEqual({ kind: 'fold', depth: null });
    expect(keyCommand('+', trace, at(0))).toEqual({ kind: 'fold', depth: null });
  });

  it('moves and widens what is zoomed to, inside the trace', () => {
    const part = { fromUs: 40, toUs: 60 };
    expect(keyCommand('.', trace, at(0, [], [], part))).toEqual({ kind: 'zoom', view: { fromUs: 45, toUs: 65 } });
    expect(keyCommand(',', trace, at(0, [], [], { fromUs: 2, toUs: 22 }))).toEqual({ kind: 'zoom', view: { fromUs: 0, toUs: 20 } });
    expect(keyCommand('Z', trace, at(0, [], [], part))).toEqual({ kind: 'zoom', view: { fromUs: 30, toUs: 70 } });
    expect(keyCommand('.', trace, at(0))).toEqual({ kind: 'zoom', view: { fromUs: 0, toUs: 100 } });
  });

  it('leaves other keys alone', () => expect(keyCommand('x', trace, at(0))).toBeNull());
});
