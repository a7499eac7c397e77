import { pathTree, withoutModel, type PathNode, type PathTree } from './pathTree.ts';
import type { StepKind } from './spanFacts.ts';
import type { Attribute, Trace } from './trace.ts';
import { add, noUsage, traceUsage, wasted, type Usage } from './usage.ts';

/** One trace of a comparison, with the usage of every span and all below it. */
export interface Compared {
  readonly trace: Trace;
  readonly totals: readonly Usage[];
}

export interface Side {
  readonly node: PathNode;
  /** Usage of these spans with everything below them. */
  readonly usage: Usage;
}

/** A step of either trace, beside the same step of the other. */
export interface CompareRow {
  readonly label: string;
  readonly service: string;
  readonly kind: StepKind;
  readonly depth: number;
  readonly a: Side | null;
  readonly b: Side | null;
  /** True when the step is missing on one side, or its count, errors, time or cost moved by more than noise. */
  readonly notable: boolean;
}

/** Both traces as one tree: steps that are reached by the same path stand in one row, depth first. */
export function compareTraces(a: Compared, b: Compared): CompareRow[] {
  const trees = { a: pathTree(a.trace, a.totals, withoutModel), b: pathTree(b.trace, b.totals, withoutModel) };
  const lengthUs = Math.max(1, a.trace.endUs - a.trace.startUs, b.trace.endUs - b.trace.startUs);
  const rows: CompareRow[] = [];
  const stack = pairs(trees.a, rootsOf(trees.a), trees.b, rootsOf(trees.b)).reverse();
  for (let next = stack.pop(); next; next = stack.pop()) {
    const node = next.a ?? next.b;
    if (!node) continue;
    const sides = { a: next.a && sideOf(next.a, a.totals), b: next.b && sideOf(next.b, b.totals) };
    // One name where both agree; the models of a step may differ.
    const label = next.a && next.b && next.a.label !== next.b.label ? `${next.a.label} → ${next.b.label}` : node.label;
    rows.push({ label, service: node.service, kind: node.kind, depth: node.depth, ...sides, notable: isNotable(sides.a, sides.b, lengthUs) });
    stack.push(...pairs(trees.a, next.a?.children ?? [], trees.b, next.b?.children ?? []).reverse());
  }
  return rows;
}

export interface Figure {
  readonly name: string;
  readonly unit: 'us' | 'count' | 'usd';
  readonly a: number;
  readonly b: number;
}

/** The whole traces beside each other. */
export function compareFigures(a: Compared, b: Compared): Figure[] {
  const figures = (of: Compared): readonly (readonly [string, Figure['unit'], number])[] => {
    const usage = traceUsage(of.trace, of.totals);
    const waste = wasted(of.trace, of.totals);
    return [
      ['Duration', 'us', of.trace.endUs - of.trace.startUs],
      ['Spans', 'count', of.trace.spans.length],
      ['Errors', 'count', of.trace.errorCount],
      ['Model calls', 'count', usage.calls],
      ['Tokens in', 'count', usage.inputTokens],
      ['Tokens out', 'count', usage.outputTokens],
      ['Cost', 'usd', usage.costUsd],
      ['Wasted time', 'us', waste.timeUs],
      ['Wasted cost', 'usd', waste.costUsd],
    ];
  };
  const right = figures(b);
  return figures(a).map(([name, unit, value], index) => ({ name, unit, a: value, b: right[index]?.[2] ?? 0 })).filter((figure, index) => index < 3 || figure.a !== 0 || figure.b !== 0);
}

export interface AttributeChange {
  readonly key: string;
  /** Different values, at most a few; empty when the attribute is absent. */
  readonly a: readonly string[];
  readonly b: readonly string[];
}

export interface AttributeDiff {
  /** Different on the two sides, sorted by name. */
  readonly changed: readonly AttributeChange[];
  readonly sameCount: number;
  /** Attributes that name a single run, such as ids: they always differ and say nothing. */
  readonly idCount: number;
}

const mostValues = 6;

export function compareAttributes(a: readonly (readonly Attribute[])[], b: readonly (readonly Attribute[])[]): AttributeDiff {
  const left = valuesByKey(a);
  const right = valuesByKey(b);
  const changed: AttributeChange[] = [];
  let sameCount = 0;
  let idCount = 0;
  for (const key of [...new Set([...left.keys(), ...right.keys()])].sort()) {
    const from = left.get(key) ?? new Set();
    const to = right.get(key) ?? new Set();
    if (from.size === to.size && [...from].every((value) => to.has(value))) sameCount++;
    else if (from.size > 0 && to.size > 0 && [...from, ...to].every(isId)) idCount++;
    else changed.push({ key, a: few(from), b: few(to) });
  }
  return { changed, sameCount, idCount };
}

interface Pair {
  readonly a: PathNode | null;
  readonly b: PathNode | null;
}

/** Nodes of both sides in the order of the first, those of the second alone after the neighbour they follow. */
function pairs(treeA: PathTree, a: readonly number[], treeB: PathTree, b: readonly number[]): Pair[] {
  const left = a.flatMap((index) => treeA.nodes[index] ?? []);
  const right = b.flatMap((index) => treeB.nodes[index] ?? []);
  const known = new Set(left.map((node) => node.key));
  const byKey = new Map(right.map((node) => [node.key, node]));
  const list: Pair[] = [];
  let at = 0;
  const takeNew = (): void => {
    for (let node = right[at]; node && !known.has(node.key); node = right[++at]) list.push({ a: null, b: node });
  };
  takeNew();
  for (const node of left) {
    const twin = byKey.get(node.key) ?? null;
    list.push({ a: node, b: twin });
    const place = twin ? right.indexOf(twin) : -1;
    if (place >= at) {
      for (; at < place; at++) {
        const skipped = right[at];
        if (skipped && !known.has(skipped.key)) list.push({ a: null, b: skipped });
      }
      at = place + 1;
      takeNew();
    }
  }
  for (; at < right.length; at++) {
    const node = right[at];
    if (node && !known.has(node.key)) list.push({ a: null, b: node });
  }
  return list;
}

function rootsOf(tree: PathTree): number[] {
  return tree.nodes.filter((node) => node.parent < 0).map((node) => node.index);
}

function sideOf(node: PathNode, totals: readonly Usage[]): Side {
  return { node, usage: node.spans.reduce((sum, index) => add(sum, totals[index] ?? noUsage), noUsage) };
}

/** A fifth of the step and a hundredth of the trace: less is what two runs of the same thing differ by. */
function isNotable(a: Side | null, b: Side | null, lengthUs: number): boolean {
  if (!a || !b) return true;
  if (a.node.spans.length !== b.node.spans.length || a.node.errorCount !== b.node.errorCount || a.node.label !== b.node.label) return true;
  const durationUs = Math.abs(a.node.durationUs - b.node.durationUs);
  if (durationUs > lengthUs / 100 && durationUs > Math.max(a.node.durationUs, b.node.durationUs) / 5) return true;
  return Math.abs(a.usage.costUsd - b.usage.costUsd) > Math.max(a.usage.costUsd, b.usage.costUsd) / 5;
}

function valuesByKey(spans: readonly (readonly Attribute[])[]): Map<string, Set<string>> {
  const values = new Map<string, Set<string>>();
  for (const span of spans) {
    for (const { key, value } of span) {
      const known = values.get(key);
      if (known) known.add(String(value));
      else values.set(key, new Set([String(value)]));
    }
  }
  return values;
}

function few(values: ReadonlySet<string>): string[] {
  const list = [...values];
  return list.length <= mostValues ? list : [...list.slice(0, mostValues), `… ${list.length - mostValues} more`];
}

function isId(value: string): boolean {
  return /^(?:[a-z]{2,12}[-_])?(?:[0-9a-f]{16,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,})$/i.test(value);
}
