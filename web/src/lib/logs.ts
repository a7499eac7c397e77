import { quote } from './completion.ts';
import { levelOf, rawNamesOf, type Level } from './levels.ts';
import { hashText } from './palette.ts';
import type { Labels } from './series.ts';
import { nsToMs } from './time.ts';

export interface LogEntry {
  /** Unix nanoseconds as a decimal string: more digits than a number holds. */
  readonly timeNs: string;
  readonly timeMs: number;
  readonly timeUs: number;
  readonly line: string;
  readonly labels: Labels;
  readonly metadata: Labels;
  readonly parsed: Labels;
  readonly level: Level;
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly key: string;
}

export interface LokiStream {
  readonly stream: Labels;
  readonly values: readonly (readonly [string, string, { readonly structuredMetadata?: Labels; readonly parsed?: Labels }?])[];
}

/** Entries of all streams in one list, newest first (or oldest first). */
export function toEntries(streams: readonly LokiStream[], newestFirst = true): LogEntry[] {
  const entries: LogEntry[] = [];
  const taken = new Map<string, number>();
  for (const { stream, values } of streams) {
    for (const [timeNs, line, extra] of values) {
      const metadata = extra?.structuredMetadata ?? {};
      const parsed = extra?.parsed ?? {};
      const find = (...keys: readonly string[]): string | null => {
        for (const key of keys) {
          const value = metadata[key] ?? parsed[key] ?? stream[key];
          if (value) return value;
        }
        return null;
      };
      entries.push({
        timeNs,
        timeMs: nsToMs(timeNs),
        timeUs: Number(timeNs.slice(0, -3)),
        line,
        labels: stream,
        metadata,
        parsed,
        level: levelOf(line, metadata, parsed, stream),
        traceId: hex(find('trace_id', 'traceId', 'TraceId', 'traceID')),
        spanId: hex(find('span_id', 'spanId', 'SpanId', 'spanID')),
        key: uniqueKey(taken, `${timeNs}-${hashText(line)}`),
      });
    }
  }
  const sign = newestFirst ? -1 : 1;
  return entries.sort((a, b) => sign * compareNs(a.timeNs, b.timeNs));
}

/** The same line keeps its key when newer ones arrive around it, so that an opened row stays open. */
function uniqueKey(taken: Map<string, number>, key: string): string {
  const before = taken.get(key) ?? 0;
  taken.set(key, before + 1);
  return before === 0 ? key : `${key}-${before}`;
}

/** The next list with the very entries that were there before, so that their rows need not be drawn again. */
export function keepKnown(before: readonly LogEntry[], next: readonly LogEntry[]): LogEntry[] {
  const known = new Map(before.map((entry) => [entry.key, entry]));
  return next.map((entry) => known.get(entry.key) ?? entry);
}

export function compareNs(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

function hex(text: string | null): string | null {
  return text !== null && /^[0-9a-fA-F]{1,32}$/.test(text) && !/^0+$/.test(text) ? text.toLowerCase() : null;
}

export const anyStream = '{service_name=~".+"}';

const collected = /^(host|os|process|telemetry|service|container|k8s|cloud|deployment|scope|severity)_|^(flags|observed_timestamp|detected_level)$/;

/** What the program said about this line first, and apart from it what only says where and how the line was collected. */
export function splitMetadata(metadata: Labels): { readonly own: Labels; readonly collected: Labels } {
  const entries = Object.entries(metadata);
  return { own: Object.fromEntries(entries.filter(([name]) => !collected.test(name))), collected: Object.fromEntries(entries.filter(([name]) => collected.test(name))) };
}

/** The one stream with these labels. */
export function streamSelector(labels: Labels): string {
  return `{${Object.entries(labels).map(([name, value]) => `${name}=${quote(value)}`).join(', ')}}`;
}

/** The query of the page: what was typed, then the line filter, then the levels. */
export function composeLogQuery(typed: string, contains: string, chosen: readonly Level[]): string {
  let query = typed.trim() || anyStream;
  if (contains) query += ` |~ ${quote(`(?i)${escapeRegex(contains)}`)}`;
  if (chosen.length > 0) query += ` | detected_level=~${quote(chosen.flatMap(rawNamesOf).join('|'))}`;
  return query;
}

/** Is it a metric query (an answer of numbers, drawn as a chart)? */
export function isMetricQuery(query: string): boolean {
  return /^\s*[a-z_]+\s*(\(|by\b|without\b)/i.test(query);
}

export function volumeQuery(logQuery: string, stepSeconds: number): string {
  return `sum by (detected_level) (count_over_time(${logQuery} [${stepSeconds}s]))`;
}

/** Adds one condition: a matcher for a stream label, a filter behind the selector for anything else. */
export function withCondition(typed: string, kind: 'label' | 'field', name: string, value: string, wanted: boolean): string {
  const query = typed.trim() || anyStream;
  const condition = `${name}${wanted ? '=' : '!='}${quote(value)}`;
  const end = selectorEnd(query);
  if (end < 0) return query;
  if (kind === 'field') return `${query} | ${condition}`;
  const inner = query.slice(query.indexOf('{') + 1, end).trim();
  const kept = inner === 'service_name=~".+"' && wanted ? '' : inner;
  return `${query.slice(0, query.indexOf('{'))}{${kept ? `${kept}, ` : ''}${condition}}${query.slice(end + 1)}`;
}

/** Position of the brace that closes the first stream selector; strings may contain braces. */
function selectorEnd(query: string): number {
  let mark = '';
  for (let at = Math.max(0, query.indexOf('{')); at < query.length; at++) {
    const char = query.charAt(at);
    if (mark) {
      if (char === '\\' && mark === '"') at++;
      else if (char === mark) mark = '';
    } else if (char === '"' || char === '`') mark = char;
    else if (char === '}') return at;
  }
  return -1;
}

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Pieces of a line around what was searched for. */
export function highlight(line: string, contains: string): { readonly text: string; readonly hit: boolean }[] {
  if (!contains) return [{ text: line, hit: false }];
  const pieces: { text: string; hit: boolean }[] = [];
  const lower = line.toLowerCase();
  const wanted = contains.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0 && pieces.length < 200; at = lower.indexOf(wanted, from)) {
    if (at > from) pieces.push({ text: line.slice(from, at), hit: false });
    pieces.push({ text: line.slice(at, at + wanted.length), hit: true });
    from = at + wanted.length;
  }
  if (from < line.length) pieces.push({ text: line.slice(from), hit: false });
  return pieces;
}

/** Terminal colour sequences have no place in a page. */
export function stripAnsi(text: string): string {
  return text.includes('\u001b') ? text.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '') : text;
}
