import { useMemo } from 'preact/hooks';
import { ApiError } from '../../api/http.ts';
import { fetchLlmCall } from '../../api/tta.ts';
import type { LlmCallDetail } from '../../api/types.ts';
import { useResource } from '../../app/useResource.ts';
import { DiffText } from '../../components/DiffText.tsx';
import { Loading, Notice } from '../../components/States.tsx';
import { diffLines } from '../../lib/lineDiff.ts';
import { parseMessages } from '../../lib/messages.ts';
import { transcriptText } from '../../lib/transcriptText.ts';

export interface CallPlace {
  readonly traceId: string;
  readonly spanId: string;
}

/** What a model was asked and what it answered in two runs, as one text with the differences. */
export function CompareMessages({ a, b }: { readonly a: CallPlace; readonly b: CallPlace }) {
  const found = useResource(`${a.traceId}/${a.spanId}/${b.traceId}/${b.spanId}`, (abort) => Promise.all([read(a, abort), read(b, abort)]), `${a.spanId}/${b.spanId}`);
  const diff = useMemo(() => (found.data ? found.data.map((detail) => (detail ? textsOf(detail) : null)) : null), [found.data]);
  if (found.error) return <Notice tone="bad">Could not load the messages: {found.error.message}</Notice>;
  if (!diff) return <Loading what="the messages" />;
  const [before, after] = diff;
  if (!before || !after || (before.asked === '' && before.answered === '')) return <p class="muted small">No messages were captured of {before ? 'the call in B' : after ? 'the call in A' : 'these calls'}.</p>;
  return (
    <>
      <Texts title="Asked" before={before.asked} after={after.asked} testId="asked-diff" />
      <Texts title="Answered" before={before.answered} after={after.answered} testId="answered-diff" />
    </>
  );
}

function Texts({ title, before, after, testId }: { readonly title: string; readonly before: string; readonly after: string; readonly testId: string }) {
  const lines = useMemo(() => diffLines(before, after), [before, after]);
  return before === after
    ? <p class="muted small">{title}: the same in both.</p>
    : <section><h4>{title}, from A to B</h4><DiffText lines={lines} testId={testId} /></section>;
}

function textsOf(detail: LlmCallDetail): { readonly asked: string; readonly answered: string } {
  return {
    asked: transcriptText([...parseMessages(detail.systemInstructions, 'system'), ...parseMessages(detail.inputMessages, 'user')]),
    answered: transcriptText(parseMessages(detail.outputMessages, 'assistant')),
  };
}

/** Null for a span of which no call is stored. */
async function read({ traceId, spanId }: CallPlace, abort: AbortSignal): Promise<LlmCallDetail | null> {
  try {
    return await fetchLlmCall(traceId, spanId, abort);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
