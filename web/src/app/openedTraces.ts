import { signal } from '@preact/signals';
import { readTraceFile } from '../lib/traceFile.ts';
import type { JaegerTrace } from '../lib/trace.ts';

export interface OpenedTrace {
  readonly fileName: string;
  readonly trace: JaegerTrace;
  /** Counts up with every file, so that the same trace read again is a new one. */
  readonly version: number;
}

/** Traces that were opened from files. They live as long as this page: nothing is stored or sent. */
export const openedTraces = signal<ReadonlyMap<string, OpenedTrace>>(new Map());

let version = 0;

const largestFileBytes = 128 * 1024 * 1024;

/** Reads a file and remembers its traces; the answer is what was found, or what is wrong with the file. */
export async function openTraceFile(file: File): Promise<{ readonly traces: readonly JaegerTrace[]; readonly error: null } | { readonly traces: null; readonly error: string }> {
  if (file.size > largestFileBytes) return { traces: null, error: `${file.name} has ${Math.round(file.size / 1048576)} MiB; the page opens files of up to ${largestFileBytes / 1048576} MiB` };
  const found = readTraceFile(await file.text());
  if (found.error !== null) return { traces: null, error: `${file.name}: ${found.error}` };
  version++;
  openedTraces.value = new Map([...openedTraces.value, ...found.traces.map((trace) => [idOf(trace), { fileName: file.name, trace, version }] as const)]);
  return found;
}

/** The id as addresses have it. */
export function idOf(trace: JaegerTrace): string {
  return trace.traceID.toLowerCase().padStart(32, '0');
}
