import { expandTrace, type SharedTrace } from '../lib/sharedTrace.ts';
import type { JaegerTrace } from '../lib/trace.ts';
import { ApiError, getJson, readJson, type Answer } from './http.ts';
import { object } from './read.ts';

declare global {
  interface Window {
    /** Set by public/ahead.js: the trace of the address, asked for before the page was there. */
    traceAhead?: { readonly traceId: string; readonly answer: Promise<Answer> } | undefined;
  }
}

export async function fetchTrace(traceId: string, abort: AbortSignal): Promise<JaegerTrace> {
  const path = `api/tta/v1/traces/${encodeURIComponent(traceId)}`;
  const ahead = window.traceAhead;
  window.traceAhead = undefined;
  const json = object(await (ahead?.traceId === traceId ? readJson(path, ahead.answer) : getJson(path, {}, abort)));
  if (!Array.isArray(json['spans'])) throw new ApiError(404, path, 'no such trace');
  return expandTrace(json as unknown as SharedTrace);
}
