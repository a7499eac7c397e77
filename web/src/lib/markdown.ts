// The part of Markdown that models write (CommonMark headings, lists, code, quotes, emphasis; tables of GitHub's dialect), read into data.
// Nothing of it becomes HTML: links and images keep their address as text, tags stay text.

export interface Inline {
  readonly kind: 'text' | 'code' | 'strong' | 'em' | 'link' | 'image';
  readonly text: string;
  readonly address?: string;
}

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly content: readonly Inline[] }
  | { readonly kind: 'paragraph' | 'quote'; readonly content: readonly Inline[] }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly { readonly depth: number; readonly mark: string; readonly content: readonly Inline[] }[] }
  | { readonly kind: 'table'; readonly rows: readonly (readonly (readonly Inline[])[])[] }
  | { readonly kind: 'rule' };

const fence = /^\s{0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)$/;
const heading = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*$/;
const item = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const rule = /^\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/;
const divider = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

export function parseMarkdown(text: string): Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  let at = 0;
  /** Lines from here on that a pattern takes, without what it cuts off. */
  const taken = (takes: (line: string) => string | null): string[] => {
    const found: string[] = [];
    for (let line = takes(lines[at] ?? ''); at < lines.length && line !== null; line = at < lines.length ? takes(lines[at] ?? '') : null) {
      found.push(line);
      at++;
    }
    return found;
  };
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const opened = fence.exec(line);
    const title = heading.exec(line);
    if (line.trim() === '') at++;
    else if (opened) {
      at++;
      const [mark = '', language = ''] = opened.slice(1);
      const body = taken((next) => (closes(next.trim(), mark) ? null : next));
      at++;
      blocks.push({ kind: 'code', language: language.trim(), text: body.join('\n') });
    } else if (title) {
      at++;
      blocks.push({ kind: 'heading', level: title[1]?.length ?? 1, content: parseInline(title[2] ?? '') });
    } else if (rule.test(line)) {
      at++;
      blocks.push({ kind: 'rule' });
    } else if (/^\s{0,3}>/.test(line)) {
      blocks.push({ kind: 'quote', content: parseInline(taken((next) => /^\s{0,3}>\s?(.*)$/.exec(next)?.[1] ?? null).join('\n')) });
    } else if (item.test(line)) {
      blocks.push({ kind: 'list', items: taken((next) => (item.test(next) ? next : null)).map(listItem) });
    } else if (line.includes('|') && divider.test(lines[at + 1] ?? '')) {
      const rows = taken((next) => (next.includes('|') ? next : null));
      blocks.push({ kind: 'table', rows: rows.filter((_, row) => row !== 1).map(cells) });
    } else {
      blocks.push({ kind: 'paragraph', content: parseInline([line, ...(at++, taken(plain))].join('\n')) });
    }
  }
  return blocks;
}

function closes(line: string, mark: string): boolean {
  return line.startsWith(mark) && line === mark.charAt(0).repeat(line.length);
}

function plain(line: string): string | null {
  return line.trim() === '' || fence.test(line) || heading.test(line) || item.test(line) || rule.test(line) || /^\s{0,3}>/.test(line) ? null : line;
}

function listItem(line: string) {
  const [, indent = '', mark = '', content = ''] = item.exec(line) ?? [];
  return { depth: Math.min(8, Math.floor(indent.replaceAll('\t', '    ').length / 2)), mark: /\d/.test(mark) ? mark : '•', content: parseInline(content) };
}

function cells(line: string): Inline[][] {
  return line.trim().replace(/^\||\|$/g, '').split('|').map((cell) => parseInline(cell.trim()));
}

// Lengths are bounded, so that a mark that is never closed costs no search to the end of the text.
const inline = /(`+)([^`]|[^`][^]{0,2000}?[^`])\1(?!`)|\*\*(?=\S)([^*\n]{1,2000}?)\*\*|__(?=\S)([^_\n]{1,2000}?)__|\*(?=\S)([^*\n]{1,2000}?)\*|(!?)\[([^\]\n]{0,500})\]\(([^()\s]{0,2000})\)/g;

export function parseInline(text: string): Inline[] {
  const found: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(inline)) {
    if (match.index > from) found.push({ kind: 'text', text: text.slice(from, match.index) });
    const [all, , code, strong, strongToo, em, image, label, address = ''] = match;
    if (code !== undefined) found.push({ kind: 'code', text: code.trim() });
    else if (strong !== undefined || strongToo !== undefined) found.push({ kind: 'strong', text: strong ?? strongToo ?? '' });
    else if (em !== undefined) found.push({ kind: 'em', text: em });
    else found.push({ kind: image === '!' ? 'image' : 'link', text: label ?? '', address });
    from = match.index + all.length;
  }
  if (from < text.length) found.push({ kind: 'text', text: text.slice(from) });
  return found;
}
