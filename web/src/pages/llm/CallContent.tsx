import { useState } from 'preact/hooks';
import { ApiError } from '../../api/http.ts';
import { fetchLlmCall } from '../../api/tta.ts';
import type { LlmCallDetail } from '../../api/types.ts';
import { useResource } from '../../app/useResource.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { KeyValues } from '../../components/KeyValues.tsx';
import { Loading, Notice } from '../../components/States.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { parseMessages, parseTools, pretty } from '../../lib/messages.ts';
import { xmlMessages } from '../../lib/xml.ts';
import { Transcript } from './Transcript.tsx';

export interface CallContentProps {
  readonly traceId: string;
  readonly spanId: string;
}

/** What was said in one call: system instructions, messages, tools, parameters. */
export function CallContent({ traceId, spanId }: CallContentProps) {
  const found = useResource(`${traceId}/${spanId}`, (abort) => fetchLlmCall(traceId, spanId, abort), `${traceId}/${spanId}`);
  if (found.data) return <Content detail={found.data} />;
  if (found.error instanceof ApiError && found.error.status === 404) return <NoContent />;
  if (found.error) return <Notice tone="bad">Could not load the messages: {found.error.message}</Notice>;
  return <Loading what="the messages" />;
}

function Content({ detail }: { readonly detail: LlmCallDetail }) {
  const [form, setForm] = useState<'plain' | 'markdown' | 'xml' | 'json'>('plain');
  const tools = parseTools(detail.toolDefinitions);
  const parameters = Object.entries(detail.modelParameters).map(([key, value]) => ({ key, value: typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : JSON.stringify(value) }));
  const messages = [...parseMessages(detail.systemInstructions, 'system'), ...parseMessages(detail.inputMessages, 'user')];
  const answers = parseMessages(detail.outputMessages, 'assistant');
  const everything = (): string => JSON.stringify({ systemInstructions: detail.systemInstructions, inputMessages: detail.inputMessages, outputMessages: detail.outputMessages, toolDefinitions: detail.toolDefinitions }, null, 2);
  return (
    <section class="call-content" data-testid="llm-messages">
      {messages.length + answers.length === 0 ? <NoContent /> : (
        <>
          <div class="card-header">
            <Tabs label="Form of the messages" tabs={[{ id: 'plain', title: 'Conversation' }, { id: 'markdown', title: 'Markdown' }, { id: 'xml', title: 'XML' }, { id: 'json', title: 'JSON' }]} active={form} onChange={setForm} />
            <CopyButton text={everything} label="Copy messages" quiet />
          </div>
          {form === 'json' ? <pre class="json">{everything()}</pre>
            : form === 'xml' ? <Transcript messages={xmlMessages(messages)} answers={xmlMessages(answers)} />
            : <Transcript messages={messages} answers={answers} markdown={form === 'markdown'} />}
        </>
      )}
      {tools.length > 0 && (
        <details class="section">
          <summary>Tools offered <span class="muted">{tools.length}</span></summary>
          {tools.map((tool) => (
            <details key={tool.name} class="tool">
              <summary><strong class="mono">{tool.name}</strong> <span class="muted">{tool.description}</span></summary>
              <pre class="json">{pretty(tool.schema)}</pre>
            </details>
          ))}
        </details>
      )}
      {parameters.length > 0 && <details class="section"><summary>Parameters <span class="muted">{parameters.length}</span></summary><KeyValues label="Parameters" items={parameters} /></details>}
    </section>
  );
}

function NoContent() {
  return (
    <Notice tone="info">
      No messages were captured for this call. Content is captured by default only when the model-call exporter talks to this machine; set <code>OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true</code> to capture it elsewhere.
    </Notice>
  );
}
