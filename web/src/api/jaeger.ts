// https://www.jaegertracing.io/docs/latest/architecture/apis/ (the v1 JSON query API)
import { ApiError, getJson } from './http.ts';
import { object, strings } from './read.ts';
import type { JaegerTrace } from '../lib/trace.ts';

const base = 'jaeger/api';

export function tracePath(traceId: string): string {
  return `${base}/traces/${encodeURIComponent(traceId)}`;
}

export async function fetchTrace(traceId: string, abort: AbortSignal): Promise<JaegerTrace> {
  const data = object(await getJson(tracePath(traceId), {}, abort))['data'];
  const trace = Array.isArray(data) ? (data[0] as JaegerTrace | undefined) : undefined;
  if (!trace || !Array.isArray(trace.spans)) throw new ApiError(404, tracePath(traceId), 'no such trace');
  return trace;
}

export async function fetchServices(abort: AbortSignal): Promise<string[]> {
  return strings(object(await getJson(`${base}/services`, {}, abort))['data']).sort();
}

export async function fetchOperations(service: string, abort: AbortSignal): Promise<string[]> {
  return strings(object(await getJson(`${base}/services/${encodeURIComponent(service)}/operations`, {}, abort))['data']).sort();
}
