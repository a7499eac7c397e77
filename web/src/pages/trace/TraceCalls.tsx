import { fetchLlmCalls } from '../../api/tta.ts';
import { param, setParams } from '../../app/address.ts';
import { asked } from '../../app/live.ts';
import { useResource } from '../../app/useResource.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Empty, Notice } from '../../components/States.tsx';
import type { Score } from '../../lib/scores.ts';
import type { Trace } from '../../lib/trace.ts';
import { CallDetail } from '../llm/CallDetail.tsx';
import { CallTable } from '../llm/CallTable.tsx';

const limit = 500;

export function TraceCalls({ trace, scores }: { readonly trace: Trace; readonly scores: readonly Score[] }) {
  const startMs = Math.floor(trace.startUs / 1000) - 1000;
  const endMs = Math.ceil(trace.endUs / 1000) + 1000;
  const found = useResource(`${trace.id}/${asked.value}`, (abort) => fetchLlmCalls({ traceId: trace.id, startMs, endMs, limit }, abort), trace.id);
  return (
    <Loaded resource={found} what="the model calls">
      {({ calls, truncated }) => {
        if (calls.length === 0) return <Empty title="No model was called in this trace" />;
        const ordered = [...calls].sort((a, b) => a.startMs - b.startMs);
        const open = ordered.find((call) => call.spanId === param('span')) ?? ordered[0];
        return (
          <div class="split">
            <div class="card split-list">
              {truncated && <Notice>Only the first {limit} calls are shown.</Notice>}
              <CallTable calls={ordered} selected={open?.spanId ?? null} inTrace onOpen={(call) => setParams({ span: call.spanId })} />
            </div>
            {open && <CallDetail key={open.spanId} call={open} inTrace scores={scores.filter((score) => score.observationId === open.spanId)} calls={ordered} onOpen={(call) => setParams({ span: call.spanId })} onClose={null} />}
          </div>
        );
      }}
    </Loaded>
  );
}
