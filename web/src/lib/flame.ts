import type { PathNode, PathTree } from './pathTree.ts';

/** What the width of a step in the flame graph says. */
export type FlameMeasure = 'time' | 'cost' | 'tokens';

export const flameMeasures: readonly FlameMeasure[] = ['time', 'cost', 'tokens'];

export interface FlameBox {
  readonly node: number;
  /** Fractions of the whole, [left, left + width). */
  readonly left: number;
  readonly width: number;
  readonly depth: number;
}

export interface Flame {
  /** Value of every node with everything below it, by its index. */
  readonly totals: readonly number[];
  readonly whole: number;
  /** Boxes by depth, from left to right; steps without a share have none. */
  readonly levels: readonly (readonly FlameBox[])[];
  /** Box of every node, by its index; null for one without a share. */
  readonly boxes: readonly (FlameBox | null)[];
}

/**
 * Widths by what was spent in a step itself and below it. Steps that run at the same time each count in full, so the whole is the work
 * done, not the time waited for.
 */
export function layFlame(tree: PathTree, measure: FlameMeasure): Flame {
  const totals = tree.nodes.map((node) => own(node, measure));
  for (let index = tree.nodes.length - 1; index >= 0; index--) {
    const parent = tree.nodes[index]?.parent ?? -1;
    if (parent >= 0) totals[parent] = (totals[parent] ?? 0) + (totals[index] ?? 0);
  }
  const whole = tree.nodes.reduce((sum, node) => (node.parent < 0 ? sum + (totals[node.index] ?? 0) : sum), 0);
  const levels: FlameBox[][] = [];
  const boxes: (FlameBox | null)[] = [];
  // Where the next child of a node begins, and of the roots at -1.
  const next = new Map<number, number>([[-1, 0]]);
  for (const node of tree.nodes) {
    const value = totals[node.index] ?? 0;
    if (!(value > 0) || !(whole > 0)) {
      boxes.push(null);
      continue;
    }
    const left = next.get(node.parent) ?? 0;
    const width = value / whole;
    const box: FlameBox = { node: node.index, left, width, depth: node.depth };
    next.set(node.parent, left + width);
    next.set(node.index, left);
    boxes.push(box);
    (levels[node.depth] ??= []).push(box);
  }
  for (const level of levels) level.sort((a, b) => a.left - b.left);
  return { totals, whole, levels, boxes };
}

/** The box at a place, or null beside all of them. */
export function boxAt(flame: Flame, depth: number, at: number): FlameBox | null {
  const level = flame.levels[depth] ?? [];
  let low = 0;
  let high = level.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const box = level[middle];
    if (!box) return null;
    if (at < box.left) high = middle - 1;
    else if (at >= box.left + box.width) low = middle + 1;
    else return box;
  }
  return null;
}

/** The step that a key leads to from another; the same one where there is none in that direction. */
export function flameStep(tree: PathTree, flame: Flame, from: number, key: string): number {
  const node = tree.nodes[from];
  const first = flame.levels[0]?.[0]?.node ?? -1;
  if (!node) return first;
  const present = (index: number): boolean => flame.boxes[index] != null;
  switch (key) {
    case 'ArrowUp':
      return node.parent >= 0 ? node.parent : from;
    case 'ArrowDown':
      return node.children.find(present) ?? from;
    case 'ArrowLeft':
    case 'ArrowRight': {
      const siblings = (node.parent < 0 ? tree.nodes.filter((item) => item.parent < 0).map((item) => item.index) : (tree.nodes[node.parent]?.children ?? [])).filter(present);
      return siblings[siblings.indexOf(from) + (key === 'ArrowLeft' ? -1 : 1)] ?? from;
    }
    case 'Home':
      return first;
    default:
      return from;
  }
}

/** Nodes whose name, service or kind has all the words. */
export function findPaths(tree: PathTree, query: string): ReadonlySet<number> {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return new Set();
  return new Set(tree.nodes.filter((node) => words.every((word) => `${node.label}\n${node.service}\n${node.kind}`.toLowerCase().includes(word))).map((node) => node.index));
}

function own(node: PathNode, measure: FlameMeasure): number {
  switch (measure) {
    case 'time':
      return node.selfUs;
    case 'cost':
      return node.usage.costUsd;
    case 'tokens':
      return node.usage.inputTokens + node.usage.outputTokens;
  }
}
