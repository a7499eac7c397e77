import { formatDate, formatTime, partsOf } from './time.ts';
import type { Unit } from './units.ts';

export interface Tick {
  readonly value: number;
  readonly label: string;
}

const timeSteps: readonly number[] = [
  1, 2, 5, 10, 20, 50, 100, 200, 500,
  1e3, 2e3, 5e3, 10e3, 15e3, 30e3,
  60e3, 120e3, 300e3, 600e3, 900e3, 1800e3,
  3600e3, 7200e3, 10800e3, 21600e3, 43200e3, 86400e3, 172800e3, 604800e3,
];

/** Ticks of a time axis on round local (or UTC) times, at most `count` of them. */
export function timeTicks(startMs: number, endMs: number, count: number, utc: boolean): Tick[] {
  const span = endMs - startMs;
  if (!(span > 0) || count < 1) return [];
  const step = timeSteps.find((candidate) => span / candidate <= count) ?? Math.ceil(span / count / 604800e3) * 604800e3;
  const offsetMs = utc ? 0 : -new Date(startMs).getTimezoneOffset() * 60e3;
  const ticks: Tick[] = [];
  for (let at = Math.ceil((startMs + offsetMs) / step) * step - offsetMs; at < endMs; at += step) {
    ticks.push({ value: at, label: tickLabel(at, step, utc) });
  }
  return ticks;
}

function tickLabel(at: number, step: number, utc: boolean): string {
  const parts = partsOf(at, utc);
  if (parts.hour === 0 && parts.minute === 0 && parts.second === 0 && parts.ms === 0) return formatDate(at, utc).slice(5);
  return formatTime(at, utc, step < 1000 ? 'ms' : step < 60e3 ? 'second' : 'minute');
}

/** About `count` ticks in [min, max] that are round in the unit that is written: dollars per hour, KiB, minutes. */
export function valueTicks(min: number, max: number, count: number, unit: Unit): number[] {
  const length = max - min;
  if (!(length > 0)) return [min];
  const scale = writtenScale(unit, Math.max(Math.abs(min), Math.abs(max)));
  const raw = length / count / scale;
  const power = 10 ** Math.floor(Math.log10(raw));
  const round = ([1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= raw * 0.999) ?? raw) * scale;
  const step = unit === 'count' ? Math.max(1, round) : round;
  const ticks: number[] = [];
  for (let index = Math.ceil(min / step - 1e-9); index * step <= max + step * 1e-9; index++) ticks.push(index === 0 ? 0 : index * step);
  return ticks;
}

/** How large one written unit is in the unit of the values. */
function writtenScale(unit: Unit, largest: number): number {
  if (unit === 'usdPerSecond') return 1 / 3600;
  if (unit === 'bytes' || unit === 'bytesPerSecond') return 1024 ** Math.max(0, Math.floor(Math.log2(Math.max(1, largest)) / 10));
  if (unit === 'seconds' && largest >= 120) return largest >= 7200 ? 3600 : 60;
  return 1;
}

/** Powers of ten inside [min, max], for a logarithmic axis. */
export function logTicks(min: number, max: number): number[] {
  const ticks: number[] = [];
  for (let exponent = Math.ceil(Math.log10(min) - 1e-9); 10 ** exponent <= max * 1.0001; exponent++) ticks.push(10 ** exponent);
  return ticks;
}
