import type { Message, Part } from './messages.ts';

/** Messages as lines of text, for comparing those of two calls. */
export function transcriptText(messages: readonly Message[]): string {
  return messages.map(({ role, parts }) => [`[${role}]`, ...parts.map(partText)].join('\n')).join('\n\n');
}

export function partText(part: Part): string {
  switch (part.kind) {
    case 'text':
    case 'reasoning':
      return part.text;
    case 'toolCall':
      return `${part.name} ${part.body}`;
    case 'media':
      return part.label;
    default:
      return part.body;
  }
}
