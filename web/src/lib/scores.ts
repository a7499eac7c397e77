/** A judgement of a trace, observation or session. */
export interface Score {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly dataType: string;
  readonly value: number | boolean | string;
  readonly comment: string | null;
  readonly traceId: string | null;
  readonly observationId: string | null;
  readonly sessionId: string | null;
  readonly timeMs: number;
}

export interface ScoreSummary {
  readonly name: string;
  readonly count: number;
  /** Mean of numbers and of booleans as 0 and 1; null for texts. */
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Values that are no numbers, the most frequent first. */
  readonly categories: readonly { readonly value: string; readonly count: number }[];
}

/** By name, in the order of the alphabet. */
export function summariseScores(scores: readonly Score[]): ScoreSummary[] {
  const groups = new Map<string, Score[]>();
  for (const score of scores) groups.set(score.name, [...(groups.get(score.name) ?? []), score]);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, group]) => {
    const numbers = group.flatMap((score) => scoreNumber(score) ?? []);
    const texts = new Map<string, number>();
    for (const { value } of group) if (typeof value !== 'number') texts.set(String(value), (texts.get(String(value)) ?? 0) + 1);
    return {
      name,
      count: group.length,
      mean: numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0) / numbers.length,
      low: numbers.length === 0 ? null : Math.min(...numbers),
      high: numbers.length === 0 ? null : Math.max(...numbers),
      categories: [...texts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)),
    };
  });
}

export function scoreNumber(score: Score): number | null {
  return typeof score.value === 'number' ? score.value : typeof score.value === 'boolean' ? Number(score.value) : null;
}

/** Mean of the scores of each key; a score of a trace counts for every key that has a call in it. */
export function meanByKey(scores: readonly Score[], calls: readonly { readonly key: string; readonly traceId: string; readonly spanId: string }[]): Map<string, { readonly mean: number; readonly count: number }> {
  const byTrace = new Map<string, Set<string>>();
  const byCall = new Map<string, string>();
  for (const call of calls) {
    byTrace.set(call.traceId, (byTrace.get(call.traceId) ?? new Set()).add(call.key));
    byCall.set(`${call.traceId}/${call.spanId}`, call.key);
  }
  const sums = new Map<string, { sum: number; count: number }>();
  for (const score of scores) {
    const value = scoreNumber(score);
    if (value === null || score.traceId === null) continue;
    const exact = score.observationId === null ? undefined : byCall.get(`${score.traceId}/${score.observationId}`);
    for (const key of exact === undefined ? (byTrace.get(score.traceId) ?? []) : [exact]) {
      const sum = sums.get(key) ?? { sum: 0, count: 0 };
      sum.sum += value;
      sum.count++;
      sums.set(key, sum);
    }
  }
  return new Map([...sums].map(([key, { sum, count }]) => [key, { mean: sum / count, count }]));
}
