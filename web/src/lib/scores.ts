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

/** Mean of the scores of one name over the work of a persona. */
export interface PersonaScore {
  /** The persona; empty for none. */
  readonly key: string;
  readonly name: string;
  readonly count: number;
  readonly mean: number;
}
