// https://api.reference.langfuse.com: datasets, their items, and experiments over them. From the page's own origin they need no keys.
import { getJson } from './http.ts';
import { pages, readScore, time } from './langfuse.ts';
import { list, number, object, text, textOrNull } from './read.ts';
import type { Dataset, DatasetItem, Experiment, ExperimentResult } from '../lib/experiments.ts';

const base = 'api/public';

export async function fetchDatasets(abort: AbortSignal): Promise<readonly Dataset[]> {
  return pages(`${base}/v2/datasets`, abort, (item) => ({
    id: text(item['id']),
    name: text(item['name']),
    description: textOrNull(item['description']),
    updatedMs: time(item['updatedAt']),
  }));
}

export async function fetchItems(datasetName: string, abort: AbortSignal): Promise<readonly DatasetItem[]> {
  return pages(`${base}/dataset-items`, abort, (item) => ({
    id: text(item['id']),
    input: item['input'] ?? null,
    expectedOutput: item['expectedOutput'] ?? null,
    metadata: item['metadata'] ?? null,
    sourceTraceId: textOrNull(item['sourceTraceId']),
    archived: item['status'] === 'ARCHIVED',
  }), { datasetName });
}

export async function fetchExperiments(datasetId: string, abort: AbortSignal): Promise<readonly Experiment[]> {
  return cursored(`${base}/experiments`, { datasetId, fields: 'core,scores' }, abort, (item) => ({
    id: text(item['id']),
    name: text(item['name']),
    description: textOrNull(item['description']),
    startMs: time(item['startTime']),
    items: number(item['itemCount']),
    scores: list(item['scores'], readScore),
  }));
}

export async function fetchResults(experimentId: string, abort: AbortSignal): Promise<readonly ExperimentResult[]> {
  return cursored(`${base}/experiment-items`, { experimentId, fields: 'core,io,scores' }, abort, (item) => ({
    id: text(item['id']),
    itemId: text(item['experimentItemId']),
    traceId: text(item['traceId']),
    output: item['output'] ?? null,
    failed: item['level'] === 'ERROR',
    durationMs: Math.max(0, time(item['endTime']) - time(item['startTime'])),
    scores: list(item['scores'], readScore),
  }));
}

const mostPages = 50;

async function cursored<T>(path: string, params: Readonly<Record<string, string>>, abort: AbortSignal, read: (item: Readonly<Record<string, unknown>>) => T): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null = '', page = 0; cursor !== null && page < mostPages; page++) {
    const body: Readonly<Record<string, unknown>> = object(await getJson(path, { ...params, limit: 100, cursor }, abort));
    items.push(...list(body['data'], read));
    cursor = textOrNull(object(body['meta'])['cursor']);
  }
  return items;
}
