import { displayName } from './spanFacts.ts';
import { parseDurationMs } from './time.ts';
import type { Span, Trace } from './trace.ts';

/**
 * Span indexes that match, in row order. All words must match; `key=value` asks for one attribute, `key>number` compares one, and
 * `duration>250ms` the length of the span. Case does not matter.
 */
export function findSpans(trace: Trace, query: string): number[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const found: number[] = [];
  for (const span of trace.spans) if (words.every((word) => matches(span, word))) found.push(span.index);
  return found;
}

function matches(span: Span, word: string): boolean {
  const [, key = '', operator = '', text = ''] = /^([^<>=]+)(>=|<=|>|<)(.+)$/.exec(word) ?? [];
  const wanted = key === 'duration' ? (parseDurationMs(text) ?? NaN) * 1000 : text.trim() === '' ? NaN : Number(text);
  // Anything but a number behind it is text to look for, such as List<string>.
  if (!Number.isNaN(wanted)) return compares(span, key, operator, wanted);
  const at = word.indexOf('=');
  if (at > 0) {
    const key = word.slice(0, at);
    const value = word.slice(at + 1);
    if (key === 'service') return span.service.toLowerCase().includes(value);
    if (key === 'error') return String(span.hasError) === value;
    return span.attributes.some((item) => item.key.toLowerCase() === key && String(item.value).toLowerCase().includes(value));
  }
  return (
    span.operation.toLowerCase().includes(word) ||
    displayName(span).toLowerCase().includes(word) ||
    span.service.toLowerCase().includes(word) ||
    span.id.toLowerCase() === word ||
    (word === 'error' && span.hasError) ||
    span.attributes.some((item) => item.key.toLowerCase().includes(word) || String(item.value).toLowerCase().includes(word)) ||
    span.events.some((event) => event.name.toLowerCase().includes(word) || event.attributes.some((item) => String(item.value).toLowerCase().includes(word)))
  );
}

function compares(span: Span, key: string, operator: string, wanted: number): boolean {
  const attribute = span.attributes.find((item) => item.key.toLowerCase() === key)?.value;
  const value = key === 'duration' ? span.endUs - span.startUs : attribute === undefined || attribute === '' || typeof attribute === 'boolean' ? NaN : Number(attribute);
  if (Number.isNaN(value)) return false;
  return operator === '>' ? value > wanted : operator === '<' ? value < wanted : operator === '>=' ? value >= wanted : value <= wanted;
}

/** The match after (or before) a row, going round at the ends; -1 when there is none. */
export function stepMatch(matches: readonly number[], current: number, direction: 1 | -1): number {
  if (matches.length === 0) return -1;
  if (direction === 1) return matches.find((index) => index > current) ?? matches[0] ?? -1;
  return matches.findLast((index) => index < current) ?? matches.at(-1) ?? -1;
}
