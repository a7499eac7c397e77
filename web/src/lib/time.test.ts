import { describe, expect, it } from 'vitest';
import { ago, durationText, formatDateTime, formatInstant, msToNs, nsToMs, parseDateTime, parseDurationMs, parseRange, rangeParams, resolveRange, shiftRange, zoomOut } from './time.ts';
import { livePauseMs } from './livePause.ts';
import { alignWindow, chooseStepSeconds, maxPointsPerSeries, rateWindowSeconds, stepSecondsFor } from './step.ts';
import { logTicks, timeTicks, valueTicks } from './ticks.ts';

const hour = 3_600_000;

describe('durations', () => {
  it.each([['90s', 90_000], ['1h30m', 5_400_000], ['250ms', 250], ['1.5h', 5_400_000], ['2d', 172_800_000]])('reads %s', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  it.each(['', '5', 'h', '5x', '1h-5m', 'now'])('refuses "%s"', (text) => {
    expect(parseDurationMs(text)).toBeNull();
  });

  it('writes what it reads', () => {
    for (const ms of [250, 1000, 61_000, 5_400_000, 86_400_000, 90_061_001]) expect(parseDurationMs(durationText(ms))).toBe(ms);
  });
});

describe('ranges', () => {
  it('survive the address', () => {
    for (const range of [{ kind: 'last', lastMs: 900_000 }, { kind: 'fixed', startMs: 1_700_000_000_000, endMs: 1_700_000_600_000 }] as const) {
      const { from, to } = rangeParams(range);
      expect(parseRange(from, to)).toEqual(range);
    }
  });

  it('fall back to the last hour when the address makes no sense', () => {
    for (const [from, to] of [[null, null], ['x', null], ['200', '100'], ['0s', null], ['5', 'y']] as const) expect(parseRange(from, to)).toEqual({ kind: 'last', lastMs: hour });
  });

  it('move without passing now, and grow around their middle', () => {
    expect(shiftRange({ kind: 'last', lastMs: hour }, 0.5, 10 * hour)).toEqual({ kind: 'fixed', startMs: 9 * hour, endMs: 10 * hour });
    expect(shiftRange({ kind: 'last', lastMs: hour }, -0.5, 10 * hour)).toEqual({ kind: 'fixed', startMs: 8.5 * hour, endMs: 9.5 * hour });
    expect(zoomOut({ kind: 'last', lastMs: hour }, 10 * hour)).toEqual({ kind: 'last', lastMs: 2 * hour });
    expect(resolveRange(zoomOut({ kind: 'fixed', startMs: 4 * hour, endMs: 6 * hour }, 100 * hour), 0)).toEqual({ startMs: 3 * hour, endMs: 7 * hour });
  });
});

describe('instants', () => {
  it('are written and read back in UTC and in local time', () => {
    const at = Date.UTC(2026, 10, 20, 14, 5, 9);
    expect(formatDateTime(at, true)).toBe('2026-11-20 14:05:09');
    for (const utc of [true, false]) expect(parseDateTime(formatDateTime(at, utc), utc)).toBe(at);
  });

  it('accept a zone, a date alone and Unix times, and refuse days that do not exist', () => {
    expect(parseDateTime('2026-11-20T14:05:00+02:00', false)).toBe(Date.UTC(2026, 10, 20, 12, 5));
    expect(parseDateTime('2026-11-20', true)).toBe(Date.UTC(2026, 10, 20));
    expect(parseDateTime('1795000000', true)).toBe(1_795_000_000_000);
    expect(parseDateTime('1795000000123', true)).toBe(1_795_000_000_123);
    expect(parseDateTime('2026-02-31', true)).toBeNull();
    expect(parseDateTime('tomorrow', true)).toBeNull();
  });

  it('leave out the date only on the same day', () => {
    const noon = Date.UTC(2026, 10, 20, 12);
    expect(formatInstant(noon - hour, noon, true)).toBe('11:00:00');
    expect(formatInstant(noon - 13 * hour, noon, true)).toBe('2026-11-19 23:00:00');
  });

  it('keep nanoseconds as text', () => {
    expect(nsToMs('1795000000123456789')).toBe(1_795_000_000_123);
    expect(msToNs(1_795_000_000_123)).toBe('1795000000123000000');
    expect(nsToMs('5')).toBe(0);
  });

  it('are described by their age', () => {
    expect([1000, 30_000, 200_000, 3 * hour, 50 * hour].map((age) => ago(0, age))).toEqual(['just now', '30 s ago', '3 min ago', '3 h ago', '2 d ago']);
  });
});

describe('steps', () => {
  it('are round and need no more points than asked for', () => {
    for (const rangeMs of [60_000, hour, 6 * hour, 24 * hour, 30 * 24 * hour]) {
      const step = chooseStepSeconds(rangeMs, 300);
      expect(rangeMs / 1000 / step).toBeLessThanOrEqual(300);
    }
    expect(chooseStepSeconds(hour, 300)).toBe(15);
  });

  it('typed by hand stay within what the server answers', () => {
    expect(stepSecondsFor('30s', hour, 300)).toBe(30);
    expect(stepSecondsFor('nonsense', hour, 300)).toBe(15);
    const clamped = stepSecondsFor('1s', 30 * 24 * hour, 300);
    expect((30 * 24 * hour) / 1000 / clamped + 1).toBeLessThanOrEqual(maxPointsPerSeries);
  });

  it('give rate() a window of several steps, and align the range', () => {
    expect([5, 60].map(rateWindowSeconds)).toEqual([60, 240]);
    expect(alignWindow(61_000, 119_000, 30)).toEqual({ startMs: 60_000, endMs: 120_000 });
  });
});

describe('live refreshes', () => {
  it('come every two seconds, less often for long ranges and slow answers, and at least every fifteen', () => {
    expect([livePauseMs(hour, 50), livePauseMs(6 * hour, 50), livePauseMs(hour, 700), livePauseMs(48 * hour, 9000)]).toEqual([2000, 10_800, 7000, 15_000]);
  });
});

describe('ticks', () => {
  it('stand on round times inside the range', () => {
    const start = Date.UTC(2026, 10, 20, 10, 3);
    const ticks = timeTicks(start, start + hour, 8, true);
    expect(ticks.map((tick) => tick.label)).toEqual(['10:10', '10:20', '10:30', '10:40', '10:50', '11:00']);
    expect(timeTicks(start, start, 8, true)).toEqual([]);
  });

  it('name the day at midnight', () => {
    const start = Date.UTC(2026, 10, 19, 18);
    expect(timeTicks(start, start + 12 * hour, 4, true).map((tick) => tick.label)).toEqual(['18:00', '21:00', '11-20', '03:00']);
  });

  it('are 1, 2 or 5 times a power of ten, or powers of ten', () => {
    expect(valueTicks(0, 10, 4, 'count')).toEqual([0, 5, 10]);
    expect(valueTicks(0, 2, 4, 'count')).toEqual([0, 1, 2]); // Nobody counts half a line.
    expect(valueTicks(0, 2, 4, 'none')).toEqual([0, 0.5, 1, 1.5, 2]);
    expect(logTicks(1, 1000)).toEqual([1, 10, 100, 1000]);
  });

  it('of values are round in the unit that is shown', () => {
    expect(valueTicks(0, 0.5 / 3600, 5, 'usdPerSecond').map((value) => Number((value * 3600).toFixed(6)))).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(valueTicks(0, 3 * 1024 ** 2, 3, 'bytes')).toEqual([0, 1024 ** 2, 2 * 1024 ** 2, 3 * 1024 ** 2]);
    expect(valueTicks(-2, 2, 4, 'none')).toEqual([-2, -1, 0, 1, 2]);
  });
});
