// https://www.jaegertracing.io/docs/latest/architecture/apis/ (the v1 JSON query API)
import { ApiError, getJson, post } from './http.ts';
import { list, number, object, strings, text } from './read.ts';
import type { Dependency } from '../lib/serviceMap.ts';

const base = 'jaeger/api';

export function tracePath(traceId: string): string {
  return `${base}/traces/${encodeURIComponent(traceId)}`;
}

/** Keeps a trace for good, beyond the retention. */
export function archiveTrace(traceId: string): Promise<void> {
  return post(`${base}/archive/${encodeURIComponent(traceId)}`);
}

/** Calls between services in the time before `endMs`; null where the server does not keep them. */
export async function fetchDependencies(endMs: number, lookbackMs: number, abort: AbortSignal): Promise<readonly Dependency[] | null> {
  try {
    const body = object(await getJson(`${base}/dependencies`, { endTs: Math.ceil(endMs), lookback: Math.ceil(lookbackMs) }, abort));
    return list(body['data'], (item) => ({ parent: text(item['parent']), child: text(item['child']), callCount: number(item['callCount']) }));
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

export async function fetchServices(abort: AbortSignal): Promise<string[]> {
  return strings(object(await getJson(`${base}/services`, {}, abort))['data']).sort();
}

export async function fetchOperations(service: string, abort: AbortSignal): Promise<string[]> {
  return strings(object(await getJson(`${base}/services/${encodeURIComponent(service)}/operations`, {}, abort))['data']).sort();
}
