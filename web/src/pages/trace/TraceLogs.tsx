import { useMemo } from 'preact/hooks';
import { queryLogs } from '../../api/loki.ts';
import { href, param, setParams } from '../../app/address.ts';
import { asked } from '../../app/live.ts';
import { useResource } from '../../app/useResource.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Empty, Notice } from '../../components/States.tsx';
import { quote } from '../../lib/completion.ts';
import { plural } from '../../lib/format.ts';
import { anyStream, toEntries } from '../../lib/logs.ts';
import { displayName } from '../../lib/spanFacts.ts';
import type { Trace } from '../../lib/trace.ts';
import { LogList } from '../logs/LogList.tsx';

/** Clocks of log and trace need not agree, and batches of logs come late. */
const beforeMs = 60_000;
const afterMs = 300_000;
const limit = 1000;

export function TraceLogs({ trace }: { readonly trace: Trace }) {
  const span = trace.byId.get(param('span'));
  const startMs = Math.floor(trace.startUs / 1000) - beforeMs;
  const endMs = Math.ceil(trace.endUs / 1000) + afterMs;
  const query = `${anyStream} | trace_id=${quote(trace.id)}${span ? ` | span_id=${quote(span.id)}` : ''}`;
  const found = useResource(`${query}/${asked.value}`, (abort) => queryLogs(query, startMs, endMs, limit, 'forward', abort), trace.id);
  const entries = useMemo(() => (found.data ? toEntries(found.data.streams, false) : []), [found.data]);
  return (
    <div class="trace-tab">
      <section class="card">
      <div class="card-header">
        <span class="muted">
          {span ? <>Lines of the span <strong>{displayName(span)}</strong> · <button type="button" class="link" onClick={() => setParams({ span: null })}>lines of the whole trace</button></> : 'Lines that carry the id of this trace, oldest first'}
        </span>
        <a href={href(['logs'], { q: query, from: String(startMs), to: String(endMs) })}>Open in logs</a>
      </div>
      <Loaded resource={found} what="the log lines">
        {(data) => entries.length === 0 ? (
          <Empty title="No log line carries this id"><p>Log lines are found by their <code>trace_id</code>. A logger that runs inside a span and exports over OTLP sets it by itself.</p></Empty>
        ) : (
          <>
            {data.lineCount >= limit && <Notice>Only the first {plural(limit, 'line')} are shown.</Notice>}
            <LogList entries={entries} contains="" originUs={trace.startUs} onSpan={(id) => setParams({ tab: null, span: id }, true)} />
          </>
        )}
      </Loaded>
      </section>
    </div>
  );
}
