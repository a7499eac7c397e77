/** Time ranges and instants. All instants are Unix milliseconds; ranges are half-open [startMs, endMs). */

export type TimeRange = { readonly kind: 'last'; readonly lastMs: number } | { readonly kind: 'fixed'; readonly startMs: number; readonly endMs: number };

export interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const units: Readonly<Record<string, number>> = { ms: 1, s: second, m: minute, h: hour, d: day, w: 7 * day };

export const presets: readonly number[] = [5 * minute, 15 * minute, hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 15 * day];

export const defaultRange: TimeRange = { kind: 'last', lastMs: hour };

/** Parses "90s", "1h30m", "250ms", "1.5h". Null when it is not a duration. */
export function parseDurationMs(text: string): number | null {
  const trimmed = text.trim();
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d|w))+$/.test(trimmed)) return null;
  let total = 0;
  for (const part of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g)) total += Number(part[1]) * (units[part[2] ?? ''] ?? 0);
  return total;
}

/** Writes a whole duration in the largest units that fit exactly: 5400000 -> "1h30m". */
export function durationText(ms: number): string {
  let rest = Math.round(ms);
  let text = '';
  for (const [unit, size] of [['d', day], ['h', hour], ['m', minute], ['s', second], ['ms', 1]] as const) {
    const count = Math.floor(rest / size);
    if (count > 0) {
      text += `${count}${unit}`;
      rest -= count * size;
    }
  }
  return text || '0s';
}

/** Reads the `from` and `to` of the address. A duration in `from` alone is a range that ends now. */
export function parseRange(from: string | null, to: string | null): TimeRange {
  if (from && !to) {
    const lastMs = parseDurationMs(from);
    if (lastMs !== null && lastMs > 0) return { kind: 'last', lastMs };
  }
  const startMs = parseInstant(from);
  const endMs = parseInstant(to);
  return startMs !== null && endMs !== null && endMs > startMs ? { kind: 'fixed', startMs, endMs } : defaultRange;
}

export function rangeParams(range: TimeRange): { readonly from: string; readonly to: string | null } {
  return range.kind === 'last' ? { from: durationText(range.lastMs), to: null } : { from: String(Math.floor(range.startMs)), to: String(Math.ceil(range.endMs)) };
}

function parseInstant(text: string | null): number | null {
  return text !== null && /^\d{1,16}$/.test(text) ? Number(text) : null;
}

export function resolveRange(range: TimeRange, nowMs: number): Window {
  return range.kind === 'last' ? { startMs: nowMs - range.lastMs, endMs: nowMs } : { startMs: range.startMs, endMs: range.endMs };
}

/** The range moved by a fraction of its own length; never beyond now. */
export function shiftRange(range: TimeRange, fraction: number, nowMs: number): TimeRange {
  const { startMs, endMs } = resolveRange(range, nowMs);
  const length = endMs - startMs;
  const end = Math.min(nowMs, endMs + length * fraction);
  return { kind: 'fixed', startMs: Math.round(end - length), endMs: Math.round(end) };
}

/** Twice as long around the same middle; a range that ends now keeps ending now. */
export function zoomOut(range: TimeRange, nowMs: number): TimeRange {
  if (range.kind === 'last') return { kind: 'last', lastMs: Math.min(range.lastMs * 2, 90 * day) };
  const length = range.endMs - range.startMs;
  const endMs = Math.min(nowMs, range.endMs + length / 2);
  return { kind: 'fixed', startMs: Math.round(endMs - length * 2), endMs: Math.round(endMs) };
}

export function rangeLabel(range: TimeRange, utc: boolean): string {
  return range.kind === 'last' ? `Last ${durationText(range.lastMs)}` : `${formatDateTime(range.startMs, utc)} – ${formatDateTime(range.endMs, utc)}`;
}

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
}

export function partsOf(ms: number, utc: boolean): Parts {
  const date = new Date(ms);
  return utc
    ? { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), hour: date.getUTCHours(), minute: date.getUTCMinutes(), second: date.getUTCSeconds(), ms: date.getUTCMilliseconds() }
    : { year: date.getFullYear(), month: date.getMonth() + 1, day: date.getDate(), hour: date.getHours(), minute: date.getMinutes(), second: date.getSeconds(), ms: date.getMilliseconds() };
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

export function formatDate(ms: number, utc: boolean): string {
  const p = partsOf(ms, utc);
  return `${p.year}-${pad(p.month)}-${pad(p.day)}`;
}

export function formatTime(ms: number, utc: boolean, precision: 'minute' | 'second' | 'ms' = 'second'): string {
  const p = partsOf(ms, utc);
  const short = `${pad(p.hour)}:${pad(p.minute)}`;
  if (precision === 'minute') return short;
  return precision === 'second' ? `${short}:${pad(p.second)}` : `${short}:${pad(p.second)}.${pad(p.ms, 3)}`;
}

export function formatDateTime(ms: number, utc: boolean, precision: 'minute' | 'second' | 'ms' = 'second'): string {
  return `${formatDate(ms, utc)} ${formatTime(ms, utc, precision)}`;
}

/** Reads what people type into the picker: "2026-11-20", "2026-11-20 14:05", "...:30", an ISO instant with zone, or Unix ms. */
export function parseDateTime(text: string, utc: boolean): number | null {
  const trimmed = text.trim();
  if (/^\d{10,16}$/.test(trimmed)) return trimmed.length <= 11 ? Number(trimmed) * 1000 : Number(trimmed);
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?)?(Z|[+-]\d\d:\d\d)?$/.exec(trimmed);
  if (!match) return null;
  if (match[8]) {
    const instant = Date.parse(trimmed.replace(' ', 'T'));
    return Number.isNaN(instant) ? null : instant;
  }
  const at = (index: number): number => Number(match[index] ?? 0);
  const ms = Number((match[7] ?? '0').padEnd(3, '0'));
  const instant = utc
    ? Date.UTC(at(1), at(2) - 1, at(3), at(4), at(5), at(6), ms)
    : new Date(at(1), at(2) - 1, at(3), at(4), at(5), at(6), ms).getTime();
  // Date rolls 2026-02-31 over into March; a typed date means what it says or nothing.
  const check = partsOf(instant, utc);
  return check.month === at(2) && check.day === at(3) && check.hour === at(4) && check.minute === at(5) ? instant : null;
}

/** The time, with the date only when it is another day than `nowMs`. */
export function formatInstant(ms: number, nowMs: number, utc: boolean): string {
  return formatDate(ms, utc) === formatDate(nowMs, utc) ? formatTime(ms, utc) : formatDateTime(ms, utc);
}

/** "3 min ago", for instants in the past of the same clock. */
export function ago(ms: number, nowMs: number): string {
  const elapsed = Math.max(0, nowMs - ms);
  if (elapsed < 5 * second) return 'just now';
  if (elapsed < minute) return `${Math.floor(elapsed / second)} s ago`;
  if (elapsed < hour) return `${Math.floor(elapsed / minute)} min ago`;
  if (elapsed < day) return `${Math.floor(elapsed / hour)} h ago`;
  return `${Math.floor(elapsed / day)} d ago`;
}

/** Milliseconds of a decimal nanosecond string; sub-millisecond digits are dropped. */
export function nsToMs(ns: string): number {
  return ns.length <= 6 ? 0 : Number(ns.slice(0, -6));
}

export function msToNs(ms: number): string {
  return `${Math.floor(ms)}000000`;
}
