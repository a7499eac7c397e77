import { otlpToJaeger } from './otlpJson.ts';
import type { JaegerTrace } from './trace.ts';

export type TraceFile = { readonly traces: readonly JaegerTrace[]; readonly error: null } | { readonly traces: null; readonly error: string };

const expected = 'Expected JSON of Jaeger ({"data":[...]}), or of OTLP ({"resourceSpans":[...]}), also one object per line.';

/** Traces in a file: what Jaeger, Tempo and OTLP exporters write, as JSON or as lines of JSON. */
export function readTraceFile(text: string): TraceFile {
  const documents = parse(text);
  if (documents === null) return { traces: null, error: `This is not JSON. ${expected}` };
  const traces = new Map<string, JaegerTrace>();
  const resourceSpans: unknown[] = [];
  for (const document of documents) {
    for (const trace of jaegerTraces(document)) traces.set(trace.traceID, trace);
    resourceSpans.push(...otlpGroups(document));
  }
  for (const trace of otlpToJaeger(resourceSpans)) traces.set(trace.traceID, trace);
  const found = [...traces.values()].filter((trace) => trace.spans.length > 0);
  return found.length === 0 ? { traces: null, error: `There is no trace in this JSON. ${expected}` } : { traces: found, error: null };
}

function parse(text: string): unknown[] | null {
  const whole = tryJson(text);
  if (whole !== undefined) return [whole];
  const lines = text.split('\n').filter((line) => line.trim() !== '').map(tryJson);
  return lines.length === 0 || lines.includes(undefined) ? null : lines;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch {
    return undefined; // Not one document: it may be lines of them, and else the caller says so.
  }
}

function jaegerTraces(document: unknown): JaegerTrace[] {
  const body = object(document);
  const list = Array.isArray(document) ? document : Array.isArray(body['data']) ? body['data'] : [document];
  return list.filter(isJaegerTrace).map((trace) => ({ ...trace, traceID: trace.traceID.toLowerCase() }));
}

/** Checks everything that the tree is built from: a file can hold anything. */
function isJaegerTrace(value: unknown): value is JaegerTrace {
  const trace = object(value);
  return (
    typeof trace['traceID'] === 'string' && /^[0-9a-f]{1,32}$/i.test(trace['traceID']) && Array.isArray(trace['spans']) && typeof trace['processes'] === 'object' && trace['processes'] !== null && !Array.isArray(trace['processes']) &&
    Object.values(trace['processes']).every((process) => typeof object(process)['serviceName'] === 'string' && isPairs(object(process)['tags'])) &&
    isListOr(trace['warnings'], (item) => typeof item === 'string') &&
    trace['spans'].every((item) => {
      const span = object(item);
      return (
        typeof span['spanID'] === 'string' && typeof span['operationName'] === 'string' && typeof span['startTime'] === 'number' && typeof span['duration'] === 'number' && isPairs(span['tags']) &&
        isListOr(span['references'], (reference) => typeof object(reference)['spanID'] === 'string' && typeof object(reference)['traceID'] === 'string') &&
        isListOr(span['logs'], (log) => typeof object(log)['timestamp'] === 'number' && isPairs(object(log)['fields'])) &&
        isListOr(span['warnings'], (warning) => typeof warning === 'string')
      );
    })
  );
}

function isPairs(value: unknown): boolean {
  return isListOr(value, (item) => typeof object(item)['key'] === 'string');
}

function isListOr(value: unknown, check: (item: unknown) => boolean): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.every(check));
}

/** `resourceSpans` of an export request or a file exporter, `batches` of Tempo, `result` of the Jaeger v3 and `trace` of the Tempo v2 API. */
function otlpGroups(document: unknown): readonly unknown[] {
  if (Array.isArray(document)) return document.flatMap(otlpGroups);
  const body = object(document);
  for (const key of ['resourceSpans', 'resource_spans', 'batches']) if (Array.isArray(body[key])) return body[key];
  return ['result', 'trace'].flatMap((key) => (body[key] === undefined ? [] : otlpGroups(body[key])));
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
