// Model calls grouped and added up, for costs and personas.

/** What a group needs to know of a call. Costs are decimal text in US dollars, times milliseconds. */
export interface GroupedCall {
  readonly model: string;
  readonly provider: string;
  readonly persona: string | null;
  readonly chatmode: string | null;
  readonly workspace: string | null;
  readonly service: string;
  readonly workflowName: string | null;
  readonly promptName: string | null;
  readonly promptVersion: number | null;
  readonly sessionId: string | null;
  readonly operation: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly timeToFirstTokenMs: number | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedTokens: number;
  readonly costUsd: string;
  readonly error: string | null;
}

export const dimensions = ['model', 'persona', 'workflow', 'prompt', 'service', 'workspace', 'provider', 'chatmode', 'operation', 'session'] as const;
export type Dimension = (typeof dimensions)[number];

/** Key of a call; empty where it has none. */
export function keyOf(call: GroupedCall, by: Dimension): string {
  switch (by) {
    case 'workflow':
      return call.workflowName ?? '';
    case 'prompt':
      return call.promptName === null ? '' : call.promptVersion === null ? call.promptName : `${call.promptName} v${call.promptVersion}`;
    case 'session':
      return call.sessionId ?? '';
    default:
      return call[by] ?? '';
  }
}

export interface CallGroup {
  readonly key: string;
  readonly calls: number;
  readonly failed: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedTokens: number;
  readonly costUsd: number;
  /** Cost of the calls that failed: paid for and thrown away. */
  readonly failedCostUsd: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Median over the calls that streamed; null when none did. */
  readonly firstTokenMs: number | null;
}

/** The most expensive group first. */
export function groupCalls(calls: readonly GroupedCall[], by: Dimension): CallGroup[] {
  const groups = new Map<string, GroupedCall[]>();
  for (const call of calls) {
    const key = keyOf(call, by);
    const group = groups.get(key);
    if (group) group.push(call);
    else groups.set(key, [call]);
  }
  return [...groups].map(([key, group]) => addUp(key, group)).sort((a, b) => b.costUsd - a.costUsd || b.calls - a.calls || (a.key < b.key ? -1 : 1));
}

export function addUp(key: string, calls: readonly GroupedCall[]): CallGroup {
  const sum = (of: (call: GroupedCall) => number): number => calls.reduce((total, call) => total + of(call), 0);
  const durations = calls.map((call) => call.durationMs).sort((a, b) => a - b);
  const firstTokens = calls.flatMap((call) => (call.timeToFirstTokenMs === null ? [] : [call.timeToFirstTokenMs])).sort((a, b) => a - b);
  return {
    key,
    calls: calls.length,
    failed: calls.filter((call) => call.error !== null).length,
    inputTokens: sum((call) => call.inputTokens),
    outputTokens: sum((call) => call.outputTokens),
    cachedTokens: sum((call) => call.cachedTokens),
    costUsd: sum(costOf),
    failedCostUsd: sum((call) => (call.error === null ? 0 : costOf(call))),
    p50Ms: quantile(durations, 0.5) ?? 0,
    p95Ms: quantile(durations, 0.95) ?? 0,
    firstTokenMs: quantile(firstTokens, 0.5),
  };
}

export function costOf(call: GroupedCall): number {
  const cost = Number(call.costUsd);
  return Number.isFinite(cost) ? cost : 0;
}

/** Nearest rank of sorted values; null of none. */
export function quantile(sorted: readonly number[], q: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? null;
}

export interface Stack {
  readonly startMs: number;
  readonly stepMs: number;
  /** Largest first; what does not fit is added up under `rest`. */
  readonly layers: readonly { readonly key: string; readonly values: readonly number[]; readonly rest: boolean }[];
}

const mostLayers = 8;

/** Values over time in equal steps, one layer per key. */
export function stackCalls(calls: readonly GroupedCall[], by: Dimension, value: (call: GroupedCall) => number, startMs: number, endMs: number, stepMs: number): Stack {
  const bins = Math.max(1, Math.ceil((endMs - startMs) / stepMs));
  const layers = new Map<string, number[]>();
  for (const call of calls) {
    const bin = Math.floor((call.startMs - startMs) / stepMs);
    if (bin < 0 || bin >= bins) continue;
    const key = keyOf(call, by);
    const values = layers.get(key) ?? new Array<number>(bins).fill(0);
    values[bin] = (values[bin] ?? 0) + value(call);
    layers.set(key, values);
  }
  const total = (values: readonly number[]): number => values.reduce((sum, item) => sum + item, 0);
  const sorted = [...layers].map(([key, values]) => ({ key, values, rest: false })).sort((a, b) => total(b.values) - total(a.values) || (a.key < b.key ? -1 : 1));
  if (sorted.length <= mostLayers) return { startMs, stepMs, layers: sorted };
  const others = sorted.slice(mostLayers - 1);
  const values = new Array<number>(bins).fill(0).map((_, bin) => others.reduce((sum, layer) => sum + (layer.values[bin] ?? 0), 0));
  return { startMs, stepMs, layers: [...sorted.slice(0, mostLayers - 1), { key: `${others.length} more`, values, rest: true }] };
}
