/** The one place that turns numbers into text. Ratios are 0-1, durations say their unit in the parameter name. */

const integer = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** At most three significant digits, without trailing zeros: 1234.5 -> "1,235", 12.345 -> "12.3", 0.00123 -> "0.00123". */
export function formatSignificant(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 1000) return integer.format(value);
  if (magnitude !== 0 && magnitude < 1e-6) return value.toExponential(2);
  return String(Number(value.toPrecision(3)));
}

export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '–' : value > 0 ? '∞' : '-∞';
  const magnitude = Math.abs(value);
  for (const [size, suffix] of [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e4, 'k']] as const) {
    if (magnitude >= size) {
      const divisor = suffix === 'k' ? 1e3 : size;
      return `${Number((value / divisor).toPrecision(3))}${suffix}`;
    }
  }
  return formatSignificant(value);
}

export function formatInteger(value: number): string {
  return integer.format(value);
}

export function formatDurationUs(us: number): string {
  if (!Number.isFinite(us)) return '–';
  const magnitude = Math.abs(us);
  if (magnitude < 1000) return `${Number(us.toFixed(magnitude < 10 ? 1 : 0))} µs`;
  if (magnitude < 1e6) return `${Number((us / 1e3).toPrecision(3))} ms`;
  if (magnitude < 60e6) return `${Number((us / 1e6).toPrecision(3))} s`;
  const seconds = Math.round(us / 1e6);
  if (Math.abs(seconds) < 3600) return `${Math.trunc(seconds / 60)}m ${pad2(seconds % 60)}s`;
  if (Math.abs(seconds) < 86400) return `${Math.trunc(seconds / 3600)}h ${pad2(Math.trunc((seconds % 3600) / 60))}m`;
  return `${Math.trunc(seconds / 86400)}d ${pad2(Math.trunc((seconds % 86400) / 3600))}h`;
}

export function formatDurationMs(ms: number): string {
  return formatDurationUs(ms * 1000);
}

export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return '–';
  let value = bytes;
  for (const unit of ['B', 'KiB', 'MiB', 'GiB', 'TiB']) {
    if (Math.abs(value) < 1024 || unit === 'TiB') return `${Number(value.toPrecision(value < 1024 && unit === 'B' ? 4 : 3))} ${unit}`;
    value /= 1024;
  }
  return `${value}`;
}

/** US dollars from a decimal string or a number. Small amounts keep two significant digits, so that one call is never "$0.00". */
export function formatCost(usd: string | number): string {
  const value = typeof usd === 'string' ? Number(usd) : usd;
  if (!Number.isFinite(value)) return '–';
  const magnitude = Math.abs(value);
  if (magnitude === 0) return '$0';
  const sign = value < 0 ? '-$' : '$';
  if (magnitude >= 1000) return sign + integer.format(magnitude);
  if (magnitude >= 0.1) return sign + magnitude.toFixed(2);
  if (magnitude < 1e-6) return sign + magnitude.toExponential(1);
  return sign + String(Number(magnitude.toPrecision(2)));
}

export function formatPercent(ratio: number): string {
  if (!Number.isFinite(ratio)) return '–';
  const percent = ratio * 100;
  if (percent !== 0 && Math.abs(percent) < 0.1) return '<0.1 %';
  return `${Number(percent.toFixed(Math.abs(percent) < 10 ? 1 : 0))} %`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatInteger(count)} ${count === 1 ? one : many}`;
}

function pad2(value: number): string {
  return String(Math.abs(value)).padStart(2, '0');
}
