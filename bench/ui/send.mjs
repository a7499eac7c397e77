// Sends a trace of 10,000 spans, or as many as said, and 5,000 log lines over OTLP/JSON and prints the trace id: node bench/ui/send.mjs [OTLP/HTTP URL] [spans].
const otlp = (process.argv[2] ?? 'http://127.0.0.1:4318').replace(/\/$/, '');
const count = Number(process.argv[3] ?? 10_000);
const startNs = BigInt(Date.now() - 60_000) * 1_000_000n;
const traceId = startNs.toString(16).padStart(32, '7e');
const id = (number) => number.toString(16).padStart(16, '0');
const time = (ms) => String(startNs + BigInt(Math.round(ms * 1e6)));
const text = (key, value) => ({ key, value: { stringValue: value } });
const resource = { attributes: [text('service.name', 'importer')] };

const spans = Array.from({ length: count }, (_, at) => ({
  traceId,
  spanId: id(at + 1),
  // Every tenth span has the nine that follow it below it.
  parentSpanId: at === 0 ? '' : id(at % 10 === 1 ? 1 : at - ((at - 1) % 10) + 1),
  name: at === 0 ? 'primitive.Import' : `primitive.Step${at % 40}`,
  kind: 1,
  startTimeUnixNano: time(at * 2),
  endTimeUnixNano: time(at === 0 ? count * 3 : at * 2 + 40),
  attributes: [text('primitive.name', `Step${at % 40}`), text('primitive.type', 'LambdaPrimitive'), text('workflow.name', 'import'), text('session.id', 'session-1'), { key: 'item', value: { intValue: String(at) } }],
  status: at % 997 === 0 ? { code: 2, message: 'made to fail' } : {},
}));
const lines = Array.from({ length: 5_000 }, (_, at) => ({ timeUnixNano: time(at * 6), severityText: at % 50 === 0 ? 'ERROR' : 'INFO', body: { stringValue: `item ${at} of 5000 was imported in ${at % 97} ms` }, traceId, spanId: id(at + 1) }));

async function send(path, body) {
  const answer = await fetch(otlp + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

for (let at = 0; at < spans.length; at += 2_000) await send('/v1/traces', { resourceSpans: [{ resource, scopeSpans: [{ spans: spans.slice(at, at + 2_000) }] }] });
for (let at = 0; at < lines.length; at += 1_000) await send('/v1/logs', { resourceLogs: [{ resource, scopeLogs: [{ logRecords: lines.slice(at, at + 1_000) }] }] });
console.log(traceId);
