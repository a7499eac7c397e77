import type { Message, Part } from './messages.ts';

/** Tags, comments and the texts between them, or null when one does not end. */
function tokensOf(text: string): string[] | null {
  const tokens: string[] = [];
  for (let at = 0; at < text.length; ) {
    const close = text[at] !== '<' ? '' : text.startsWith('<!--', at) ? '-->' : text.startsWith('<![CDATA[', at) ? ']]>' : '>';
    const found = text.indexOf(close || '<', at);
    if (close !== '' && found < 0) return null;
    const end = found < 0 ? text.length : found + close.length;
    tokens.push(text.slice(at, end));
    at = end;
  }
  return tokens;
}

/** Text in tags with each element on lines of its own, indented; any other text, and tags that do not match, as they are. */
export function indentXml(text: string): string {
  const tokens = tokensOf(text);
  if (!tokens?.some((item) => item.startsWith('</'))) return text;
  const lines: string[] = [];
  const open: string[] = [];
  const add = (line: string): void => void lines.push('  '.repeat(open.length) + line);
  for (const item of tokens) {
    const tag = /^<(\/?)([\w.:-]+)[^]*?(\/?)>$/.exec(item);
    if (tag?.[1]) {
      if (open.pop() !== tag[2]) return text;
      add(item);
    } else if (tag && !tag[3]) {
      add(item);
      open.push(tag[2] ?? '');
    } else {
      for (const line of item.trim().split('\n')) if (line.trim() !== '') add(line.trim());
    }
  }
  return open.length === 0 ? lines.join('\n') : text;
}

/** Messages whose texts are indented as XML. */
export function xmlMessages(messages: readonly Message[]): Message[] {
  return messages.map((message) => ({ ...message, parts: message.parts.map(xmlPart) }));
}

function xmlPart(part: Part): Part {
  if (part.kind === 'text' || part.kind === 'reasoning') return { ...part, text: indentXml(part.text) };
  return part.kind === 'toolResult' ? { ...part, body: indentXml(part.body) } : part;
}
