import { isModelCall } from './aiKind.ts';
import { displayName, modelOf, stepKind, type StepKind } from './spanFacts.ts';
import { selfTimeUs, textAttribute, type Span, type Trace } from './trace.ts';
import { add, directUsage, noUsage, type Usage } from './usage.ts';

/** Spans that were reached by the same path of steps, as one. */
export interface PathNode {
  readonly index: number;
  readonly key: string;
  readonly label: string;
  readonly service: string;
  readonly kind: StepKind;
  readonly depth: number;
  /** Index of the node above, or -1. */
  readonly parent: number;
  readonly children: readonly number[];
  /** Indexes in `Trace.spans`. */
  readonly spans: readonly number[];
  readonly durationUs: number;
  readonly selfUs: number;
  readonly errorCount: number;
  /** Tokens and cost of these spans themselves, without what is below them. */
  readonly usage: Usage;
}

export interface PathTree {
  /** Every node after its parent. */
  readonly nodes: readonly PathNode[];
  /** Index of the node of every span, by the span's index. */
  readonly nodeOf: readonly number[];
}

/** What makes two steps the same: with the model for a call graph, without it where runs with different models are compared. */
export type StepIdentity = (span: Span) => string;

export const withModel: StepIdentity = (span) => `${span.service}\n${span.operation}\n${modelOf(span) ?? ''}`;

export const withoutModel: StepIdentity = (span) => `${span.service}\n${isModelCall(span) ? (textAttribute(span, 'gen_ai.operation.name') ?? 'model') : span.operation}`;

interface Growing {
  index: number;
  key: string;
  depth: number;
  parent: number;
  children: number[];
  spans: number[];
  durationUs: number;
  selfUs: number;
  errorCount: number;
  usage: Usage;
}

/** Spans with the same step above them and the same identity become one node. `totals` is the usage of every span with all below it. */
export function pathTree(trace: Trace, totals: readonly Usage[], identity: StepIdentity): PathTree {
  const nodes: Growing[] = [];
  const nodeOf: number[] = [];
  const byPath = new Map<string, Growing>();
  for (const span of trace.spans) {
    const parent = span.parentIndex < 0 ? -1 : (nodeOf[span.parentIndex] ?? -1);
    const key = identity(span);
    const path = `${parent}\n${key}`;
    let node = byPath.get(path);
    if (!node) {
      const above = nodes[parent];
      node = { index: nodes.length, key, depth: above ? above.depth + 1 : 0, parent, children: [], spans: [], durationUs: 0, selfUs: 0, errorCount: 0, usage: noUsage };
      above?.children.push(node.index);
      nodes.push(node);
      byPath.set(path, node);
    }
    nodeOf.push(node.index);
    node.spans.push(span.index);
    node.durationUs += span.endUs - span.startUs;
    node.selfUs += selfTimeUs(trace, span);
    if (span.hasError) node.errorCount++;
    node.usage = add(node.usage, directUsage(span, totals));
  }
  return { nodes: nodes.map((node) => named(trace, node)), nodeOf };
}

/** Path of labels from the root to a node. */
export function pathLabels(tree: PathTree, index: number): string[] {
  const labels: string[] = [];
  for (let node = tree.nodes[index]; node; node = tree.nodes[node.parent]) labels.unshift(node.label);
  return labels;
}

function named(trace: Trace, node: Growing): PathNode {
  const first = trace.spans[node.spans[0] ?? 0];
  if (!first) return { ...node, label: '', service: '', kind: 'step' };
  const label = labelOf(first);
  const same = node.spans.every((index) => {
    const span = trace.spans[index];
    return span !== undefined && labelOf(span) === label;
  });
  return { ...node, label: same ? label : first.operation.replace(/^primitive\./, ''), service: first.service, kind: stepKind(first) };
}

function labelOf(span: Span): string {
  const model = isModelCall(span) ? modelOf(span) : undefined;
  return model === undefined ? displayName(span) : `${displayName(span)} ${model}`;
}
