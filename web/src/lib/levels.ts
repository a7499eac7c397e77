export type Level = 'critical' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'unknown';

/** Worst first. */
export const levels: readonly Level[] = ['critical', 'error', 'warn', 'info', 'debug', 'trace', 'unknown'];

const names: Readonly<Record<string, Level>> = {
  fatal: 'critical', critical: 'critical', crit: 'critical', emerg: 'critical', emergency: 'critical', alert: 'critical', panic: 'critical',
  error: 'error', err: 'error', eror: 'error', fail: 'error',
  warning: 'warn', warn: 'warn', wrn: 'warn',
  info: 'info', information: 'info', informational: 'info', inf: 'info', notice: 'info',
  debug: 'debug', dbg: 'debug',
  trace: 'trace', trc: 'trace', verbose: 'trace',
};

const keys: readonly string[] = ['detected_level', 'level', 'severity_text', 'severity', 'lvl', 'log_level'];

export function normaliseLevel(text: string): Level {
  return names[text.trim().toLowerCase()] ?? 'unknown';
}

/** OpenTelemetry severity numbers: 1-4 trace, 5-8 debug, 9-12 info, 13-16 warn, 17-20 error, 21-24 fatal. */
export function levelOfSeverityNumber(number: number): Level {
  if (number < 1 || number > 24) return 'unknown';
  return (['trace', 'debug', 'info', 'warn', 'error', 'critical'] as const)[Math.floor((number - 1) / 4)] ?? 'unknown';
}

/** Level of a line: a level field of metadata or labels, the severity number, else a word near the start of the line. */
export function levelOf(line: string, ...fields: readonly Readonly<Record<string, string>>[]): Level {
  for (const key of keys) {
    for (const field of fields) {
      const value = field[key];
      if (value === undefined) continue;
      const level = normaliseLevel(value);
      if (level !== 'unknown') return level;
    }
  }
  for (const field of fields) {
    const level = levelOfSeverityNumber(Number(field['severity_number'] ?? 0));
    if (level !== 'unknown') return level;
  }
  const word = /\b(fatal|critical|error|err|warning|warn|info|debug|trace)\b/i.exec(line.slice(0, 200))?.[1];
  return word ? normaliseLevel(word) : 'unknown';
}

/** Label values of `detected_level` that mean a level, for a filter the store can use. */
export function rawNamesOf(level: Level): string[] {
  if (level === 'critical') return ['critical', 'fatal'];
  return [level];
}
