import { fetchTrace } from '../../api/trace.ts';
import { openedTraces } from '../../app/openedTraces.ts';
import type { JaegerTrace } from '../../lib/trace.ts';

/** A trace that was opened from a file, else the stored one. */
export function loadTrace(traceId: string, abort: AbortSignal): Promise<JaegerTrace> {
  const opened = openedTraces.peek().get(traceId);
  return opened ? Promise.resolve(opened.trace) : fetchTrace(traceId, abort);
}
