import { describe, expect, it } from 'vitest';
import { compareRuns, scoreMeans, type ComparedRun, type DatasetItem, type ExperimentResult } from './experiments.ts';
import type { Score } from './scores.ts';

const item = (id: string): DatasetItem => ({ id, input: id, expectedOutput: null, metadata: null, sourceTraceId: null, archived: false });
const score = (name: string, value: Score['value']): Score => ({ id: name, name, source: 'API', dataType: '', value, comment: null, traceId: 't', observationId: null, sessionId: null, timeMs: 0 });
const result = (itemId: string, output: string, ...scores: Score[]): ExperimentResult => ({ id: `${itemId}/${output}`, itemId, traceId: 't', output, failed: false, durationMs: 1, scores });
const run = (id: string, ...results: ExperimentResult[]): ComparedRun => ({ experiment: { id, name: id, description: null, startMs: 0, items: results.length, scores: [] }, results });

describe('compareRuns', () => {
  it('puts the results of all runs beside each item, the newest of several, and keeps items that are gone', () => {
    const rows = compareRuns([item('a'), item('b')], [run('one', result('a', 'new'), result('a', 'old')), run('two', result('b', 'x'), result('gone', 'y'))]);
    expect(rows.map((row) => [row.item.id, row.item.archived, ...row.results.map((found) => found?.output ?? null)])).toEqual([['a', false, 'new', null], ['b', false, null, 'x'], ['gone', true, null, 'y']]);
  });
});

describe('scoreMeans', () => {
  it('is the mean over the items of each run; texts have none', () => {
    const runs = [run('one', result('a', '', score('exact', true), score('kind', 'good')), result('b', '', score('exact', false), score('length', 4))), run('two', result('a', '', score('exact', true)))];
    expect(scoreMeans(runs)).toEqual([{ name: 'exact', means: [0.5, 1] }, { name: 'length', means: [4, null] }]);
  });
});
