// Where the caret stands in a PromQL, LogQL or TraceQL text, and what fits there. A scanner, not a parser: half-written queries are the
// normal case.

export type Context =
  | { readonly kind: 'name'; readonly prefix: string; readonly from: number; readonly to: number }
  | { readonly kind: 'labelName'; readonly prefix: string; readonly from: number; readonly to: number; readonly metric: string | null; readonly grouping: boolean }
  | { readonly kind: 'labelValue'; readonly prefix: string; readonly from: number; readonly to: number; readonly metric: string | null; readonly label: string }
  | { readonly kind: 'duration'; readonly prefix: string; readonly from: number; readonly to: number }
  | { readonly kind: 'none' };

const identifier = /[a-zA-Z0-9_:.]/;

export function contextAt(text: string, caret: number): Context {
  let metric: string | null = null;
  let braces = false;
  let brackets = false;
  let grouping = 0;
  let depth = 0;
  let label = '';
  let word = '';
  let wordFrom = 0;
  let lastWord = '';
  let afterOperator = false;
  for (let at = 0; at < caret; at++) {
    const char = text.charAt(at);
    if (char === '"' || char === '`' || char === "'") {
      const end = endOfString(text, at, caret);
      if (end === null) {
        if (!braces) return { kind: 'none' };
        return { kind: 'labelValue', prefix: text.slice(at + 1, caret), from: at + 1, to: closing(text, caret, char), metric, label };
      }
      at = end;
      afterOperator = false;
      word = '';
      continue;
    }
    if (identifier.test(char)) {
      if (word === '') wordFrom = at;
      word += char;
      continue;
    }
    if (word !== '') lastWord = word;
    if (char === '{') {
      metric = word || (lastWordTouches(text, at) ? lastWord : null);
      braces = true;
      label = '';
      afterOperator = false;
    } else if (char === '}') braces = false;
    else if (char === '[') brackets = true;
    else if (char === ']') brackets = false;
    else if (char === '(') {
      depth++;
      if (/^(by|without|on|ignoring|group_left|group_right)$/i.test(lastWord)) grouping = depth;
    } else if (char === ')') {
      if (grouping === depth) grouping = 0;
      depth = Math.max(0, depth - 1);
    } else if (braces && (char === '=' || char === '!' || char === '~')) {
      if (lastWord) label = lastWord;
      afterOperator = true;
    } else if (char === ',' || char === '&' || char === '|') afterOperator = false;
    word = '';
    if (char !== ' ' && char !== '(') lastWord = '';
  }
  const to = endOfWord(text, caret);
  const at = { prefix: word, from: word ? wordFrom : caret, to };
  if (brackets) return { kind: 'duration', ...at };
  if (braces) return afterOperator ? { kind: 'none' } : { kind: 'labelName', ...at, metric, grouping: false };
  if (grouping > 0) return { kind: 'labelName', ...at, metric: metricIn(text), grouping: true };
  return /^\d/.test(word) ? { kind: 'none' } : { kind: 'name', ...at };
}

export interface Suggestion {
  readonly text: string;
  readonly detail: string;
  /** How much longer than the text the caret goes: functions open their parenthesis. */
  readonly kind: 'metric' | 'function' | 'label' | 'field' | 'value' | 'duration';
}

/** Best first: equal, starts with, starts a word, contains, letters in order. At most `limit`. */
export function rank(candidates: Iterable<Suggestion>, prefix: string, limit: number): Suggestion[] {
  const wanted = prefix.toLowerCase();
  const scored: { readonly item: Suggestion; readonly score: number }[] = [];
  for (const item of candidates) {
    const score = scoreOf(item.text.toLowerCase(), wanted);
    if (score > 0) scored.push({ item, score });
  }
  scored.sort((a, b) => b.score - a.score || a.item.text.length - b.item.text.length || (a.item.text < b.item.text ? -1 : 1));
  return scored.slice(0, limit).map(({ item }) => item);
}

function scoreOf(text: string, wanted: string): number {
  if (wanted === '') return 1;
  if (text === wanted) return 6;
  if (text.startsWith(wanted)) return 5;
  const at = text.indexOf(wanted);
  if (at > 0) return /[_:.]/.test(text.charAt(at - 1)) ? 4 : 3;
  let found = 0;
  for (const char of text) if (char === wanted.charAt(found)) found++;
  return found === wanted.length ? 1 : 0;
}

/** The text with a suggestion put in, and where the caret goes. */
export function applySuggestion(text: string, context: Exclude<Context, { kind: 'none' }>, suggestion: Suggestion): { readonly text: string; readonly caret: number } {
  const rest = text.slice(context.to);
  let insert = suggestion.text;
  let behind = 0;
  if (context.kind === 'labelValue') {
    insert = escapeString(insert);
    if (/^["'`]/.test(rest)) behind = 1;
    else insert += text.charAt(context.from - 1) || '"';
  } else if (context.kind === 'labelName' && !context.grouping && suggestion.kind !== 'field' && !/^\s*(=|!)/.test(rest)) {
    insert += '="';
  } else if (suggestion.kind === 'function' && !/^\s*\(/.test(rest)) {
    insert += '(';
  } else if (context.kind === 'duration' && !rest.startsWith(']')) {
    insert += ']';
  }
  return { text: text.slice(0, context.from) + insert + rest, caret: context.from + insert.length + behind };
}

export function quote(value: string): string {
  return `"${escapeString(value)}"`;
}

function escapeString(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}

function endOfString(text: string, from: number, limit: number): number | null {
  const mark = text.charAt(from);
  for (let at = from + 1; at < limit; at++) {
    if (text.charAt(at) === '\\' && mark !== '`') at++;
    else if (text.charAt(at) === mark) return at;
  }
  return null;
}

function closing(text: string, caret: number, mark: string): number {
  for (let at = caret; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === mark) return at;
    if (char === '}' || char === ',' || char === '\n') return at;
  }
  return text.length;
}

function endOfWord(text: string, caret: number): number {
  let at = caret;
  while (at < text.length && identifier.test(text.charAt(at))) at++;
  return at;
}

function lastWordTouches(text: string, at: number): boolean {
  return /[a-zA-Z0-9_:]\s*$/.test(text.slice(0, at));
}

/** A grouping often stands before its metric: `sum by (|) (rate(name[5m]))`. */
function metricIn(text: string): string | null {
  return /([a-zA-Z_:][a-zA-Z0-9_:]*)\s*[{[]/.exec(text)?.[1] ?? null;
}
