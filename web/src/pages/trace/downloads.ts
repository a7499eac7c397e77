import { fetchOtlp } from '../../api/tta.ts';
import { openedTraces } from '../../app/openedTraces.ts';
import { saveFile } from '../../components/saveFile.ts';
import { jaegerToOtlp } from '../../lib/otlpJson.ts';
import type { JaegerTrace } from '../../lib/trace.ts';

export function downloadJaeger(traceId: string, json: JaegerTrace): void {
  saveFile(`trace-${traceId}.json`, JSON.stringify({ data: [json] }, null, 2));
}

/** The stored OTLP with every digit and type where the server has it, else made from what the page holds. */
export async function downloadOtlp(traceId: string, json: JaegerTrace): Promise<void> {
  const stored = openedTraces.peek().has(traceId) ? null : await fetchOtlp(traceId, new AbortController().signal);
  saveFile(`trace-${traceId}.otlp.json`, JSON.stringify(stored ?? jaegerToOtlp(json), null, 2));
}
