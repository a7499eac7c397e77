import { displayName } from './spanFacts.ts';
import type { Span, Trace } from './trace.ts';

/** Span indexes that match, in row order. All words must match; `key=value` asks for one attribute. Case does not matter. */
export function findSpans(trace: Trace, query: string): number[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const found: number[] = [];
  for (const span of trace.spans) if (words.every((word) => matches(span, word))) found.push(span.index);
  return found;
}

function matches(span: Span, word: string): boolean {
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

/** The match after (or before) a row, going round at the ends; -1 when there is none. */
export function stepMatch(matches: readonly number[], current: number, direction: 1 | -1): number {
  if (matches.length === 0) return -1;
  if (direction === 1) return matches.find((index) => index > current) ?? matches[0] ?? -1;
  return matches.findLast((index) => index < current) ?? matches.at(-1) ?? -1;
}
