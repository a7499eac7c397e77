// Datasets and the experiments over them: what each run made of each item.
import { scoreNumber, type Score } from './scores.ts';

export interface Dataset {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly updatedMs: number;
}

export interface DatasetItem {
  readonly id: string;
  readonly input: unknown;
  readonly expectedOutput: unknown;
  readonly metadata: unknown;
  readonly sourceTraceId: string | null;
  readonly archived: boolean;
}

export interface Experiment {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly startMs: number;
  readonly items: number;
  /** Of the run as a whole. */
  readonly scores: readonly Score[];
}

export interface ExperimentResult {
  readonly id: string;
  readonly itemId: string;
  readonly traceId: string;
  readonly output: unknown;
  readonly failed: boolean;
  readonly durationMs: number;
  readonly scores: readonly Score[];
}

export interface ComparedRun {
  readonly experiment: Experiment;
  readonly results: readonly ExperimentResult[];
}

export interface ComparedItem {
  readonly item: DatasetItem;
  /** One per run, in their order; null where the run has none for the item. */
  readonly results: readonly (ExperimentResult | null)[];
}

/** Every item beside what each run made of it; items that a run knows and the dataset has no more come last. */
export function compareRuns(items: readonly DatasetItem[], runs: readonly ComparedRun[]): ComparedItem[] {
  // The newest result of an item comes first and counts.
  const byItem = runs.map(({ results }) => new Map([...results].reverse().map((result) => [result.itemId, result])));
  const known = new Set(items.map((item) => item.id));
  const gone = new Set(byItem.flatMap((results) => [...results.keys()]).filter((id) => !known.has(id)));
  const all = [...items, ...[...gone].sort().map((id): DatasetItem => ({ id, input: null, expectedOutput: null, metadata: null, sourceTraceId: null, archived: true }))];
  return all.map((item) => ({ item, results: byItem.map((results) => results.get(item.id) ?? null) }));
}

export interface ScoreMeans {
  readonly name: string;
  /** One per run: the mean over its items; null where there is no number. */
  readonly means: readonly (number | null)[];
}

/** Mean of each score over the items of each run, in the order of the alphabet. */
export function scoreMeans(runs: readonly ComparedRun[]): ScoreMeans[] {
  const names = new Set(runs.flatMap(({ results }) => results.flatMap((result) => result.scores.filter((score) => scoreNumber(score) !== null).map((score) => score.name))));
  return [...names].sort().map((name) => ({
    name,
    means: runs.map(({ results }) => {
      const values = results.flatMap((result) => result.scores.filter((score) => score.name === name).flatMap((score) => scoreNumber(score) ?? []));
      return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
    }),
  }));
}
