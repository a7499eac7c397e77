import { useState } from 'preact/hooks';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Icon } from '../../components/Icon.tsx';
import { lazy } from '../../components/lazy.tsx';
import { formatInteger } from '../../lib/format.ts';
import type { Message, Part } from '../../lib/messages.ts';
import { partText } from '../../lib/transcriptText.ts';

export interface TranscriptProps {
  readonly messages: readonly Message[];
  readonly answers: readonly Message[];
  readonly markdown?: boolean;
}

const Markdown = lazy('the Markdown', async () => (await import('./Markdown.tsx')).Markdown);

const known: ReadonlySet<string> = new Set(['system', 'user', 'assistant', 'tool']);

/** Everything here is text: no image, no link, nothing is fetched. */
export function Transcript({ messages, answers, markdown = false }: TranscriptProps) {
  return (
    <ol class="transcript">
      {messages.map((message, index) => <MessageItem key={index} message={message} markdown={markdown} />)}
      {answers.length > 0 && <li class="transcript-divider" aria-hidden="true">answer</li>}
      {answers.map((message, index) => <MessageItem key={`a${index}`} message={message} markdown={markdown} />)}
    </ol>
  );
}

function MessageItem({ message, markdown }: { readonly message: Message; readonly markdown: boolean }) {
  return (
    <li class={`message message-${known.has(message.role) ? message.role : 'other'}`}>
      <header>
        <strong>{message.role}</strong>
        {message.name !== null && <span class="muted">{message.name}</span>}
        {message.finishReason !== null && <span class="badge badge-neutral">{message.finishReason}</span>}
        <CopyButton quiet label="Copy the message" text={() => message.parts.map(partText).join('\n\n')} />
      </header>
      {message.parts.map((part, index) => (markdown && part.kind === 'text' && part.text.length <= mostMarkdown ? <Markdown key={index} text={part.text} /> : <PartView key={index} part={part} />))}
    </li>
  );
}

function PartView({ part }: { readonly part: Part }) {
  switch (part.kind) {
    case 'text':
      return <LongText text={part.text} />;
    case 'reasoning':
      return <details class="reasoning"><summary>Reasoning <span class="muted">{formatInteger(part.text.length)} characters</span></summary><LongText text={part.text} /></details>;
    case 'toolCall':
      return <div class="tool-call"><h4><Icon name="tool" size={13} /> calls <code>{part.name}</code>{part.id !== null && <span class="muted mono">{part.id}</span>}</h4><pre class="json">{part.body}</pre></div>;
    case 'toolResult':
      return <div class="tool-call"><h4><Icon name="fallback" size={13} /> result{part.id !== null && <span class="muted mono">{part.id}</span>}</h4><LongText text={part.body} code /></div>;
    case 'media':
      return <p class="media"><Icon name="download" size={13} /> {part.label} <span class="muted">(not shown)</span></p>;
    case 'other':
      return <div class="tool-call"><h4>{part.type}</h4><pre class="json">{part.body}</pre></div>;
  }
}

/** Longer texts are shown as they are. */
const mostMarkdown = 100_000;
const cutAt = 4000;

function LongText({ text, code = false }: { readonly text: string; readonly code?: boolean }) {
  const [whole, setWhole] = useState(false);
  const long = text.length > cutAt * 1.2;
  return (
    <>
      <pre class={code ? 'json' : 'message-text'}>{long && !whole ? `${text.slice(0, cutAt)}…` : text}</pre>
      {long && <button type="button" class="link" onClick={() => setWhole(!whole)}>{whole ? 'Show less' : `Show all ${formatInteger(text.length)} characters`}</button>}
    </>
  );
}
