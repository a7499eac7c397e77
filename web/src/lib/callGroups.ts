// Model calls added up, for costs and personas.

export const dimensions = ['model', 'persona', 'workflow', 'prompt', 'service', 'workspace', 'provider', 'chatmode', 'operation', 'session'] as const;
export type Dimension = (typeof dimensions)[number];

/** Sums over the calls that have a key in common. Costs are US dollars, times milliseconds. */
export interface CallSums {
  /** Empty for calls that have none. */
  readonly key: string;
  readonly calls: number;
  readonly failed: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedTokens: number;
  readonly costUsd: number;
}

export interface CallGroup extends CallSums {
  /** Cost of the calls that failed: paid for and thrown away. */
  readonly failedCostUsd: number;
  /** Start of the first call. */
  readonly firstMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Median over the calls that streamed; null when none did. */
  readonly firstTokenMs: number | null;
}

export interface CallStep extends CallSums {
  readonly startMs: number;
}

export interface Stack {
  readonly startMs: number;
  readonly stepMs: number;
  /** Largest first; what does not fit is added up under `rest`. */
  readonly layers: readonly { readonly key: string; readonly values: readonly number[]; readonly rest: boolean }[];
}

const mostLayers = 8;

/** Values over time in equal steps, one layer per key. */
export function stackSteps(steps: readonly CallStep[], value: (step: CallSums) => number, startMs: number, endMs: number, stepMs: number): Stack {
  const bins = Math.max(1, Math.ceil((endMs - startMs) / stepMs));
  const layers = new Map<string, number[]>();
  for (const step of steps) {
    const bin = Math.floor((step.startMs - startMs) / stepMs);
    if (bin < 0 || bin >= bins) continue;
    const values = layers.get(step.key) ?? new Array<number>(bins).fill(0);
    values[bin] = (values[bin] ?? 0) + value(step);
    layers.set(step.key, values);
  }
  const total = (values: readonly number[]): number => values.reduce((sum, item) => sum + item, 0);
  const sorted = [...layers].map(([key, values]) => ({ key, values, rest: false })).sort((a, b) => total(b.values) - total(a.values) || (a.key < b.key ? -1 : 1));
  if (sorted.length <= mostLayers) return { startMs, stepMs, layers: sorted };
  const others = sorted.slice(mostLayers - 1);
  const values = new Array<number>(bins).fill(0).map((_, bin) => others.reduce((sum, layer) => sum + (layer.values[bin] ?? 0), 0));
  return { startMs, stepMs, layers: [...sorted.slice(0, mostLayers - 1), { key: `${others.length} more`, values, rest: true }] };
}
