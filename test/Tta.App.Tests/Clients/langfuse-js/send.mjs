// Sends one trace through @langfuse/* 5 (OpenTelemetry) and one through langfuse 3 (batches of events), with scores by both.
// Keys and address come from LANGFUSE_PUBLIC_KEY, LANGFUSE_SECRET_KEY, LANGFUSE_BASE_URL and LANGFUSE_BASEURL.
// Prints one JSON line with the ids of what was sent, after everything is delivered.
import { LangfuseClient } from '@langfuse/client';
import { LangfuseSpanProcessor } from '@langfuse/otel';
import { propagateAttributes, startActiveObservation, startObservation } from '@langfuse/tracing';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { Langfuse } from 'langfuse';

const processor = new LangfuseSpanProcessor({ environment: 'staging', release: 'r-5', timeout: 60 });
const sdk = new NodeSDK({ spanProcessors: [processor], instrumentations: [], autoDetectResources: false });
sdk.start();
const client = new LangfuseClient({ timeout: 60 });
const sent = {};

await propagateAttributes({ userId: 'user-5', sessionId: 'session-5', tags: ['five', 'newest'], metadata: { plan: 'pro' }, version: 'v-5', traceName: 'newest trace' }, () =>
  startActiveObservation('root', async (root) => {
    root.update({ input: { question: 'what is 6 x 7?' }, metadata: { step: 1, nested: { deep: true } } });
    const call = startObservation('answer', {
      input: [{ role: 'user', content: 'what is 6 x 7?' }],
      output: { role: 'assistant', content: '42 🚀' },
      model: 'gpt-4o-mini',
      modelParameters: { temperature: 0.25, max_tokens: 64 },
      usageDetails: { input: 11, output: 3, input_cached_tokens: 4 },
      costDetails: { input: 0.001, output: 0.002, total: 0.003 },
      completionStartTime: new Date(),
      prompt: { name: 'arithmetic', version: 3, isFallback: false },
      level: 'WARNING',
      statusMessage: 'close call',
      metadata: { attempt: 2 },
    }, { asType: 'generation' });
    call.end();
    const tool = root.startObservation('calculator', { input: { a: 6, b: 7 }, output: 42 }, { asType: 'tool' });
    tool.end();
    root.update({ output: 'forty-two' });
    client.score.activeTrace({ name: 'correct', value: 1, dataType: 'BOOLEAN', comment: 'checked' });
    client.score.observation(call.otelSpan ? { otelSpan: call.otelSpan } : call, { name: 'style', value: 'terse', dataType: 'CATEGORICAL' });
    Object.assign(sent, { traceId: root.traceId, rootId: root.id, callId: call.id, toolId: tool.id });
  }));
await processor.forceFlush();
await client.score.flush();
await sdk.shutdown();

const old = new Langfuse({ flushAt: 1, requestTimeout: 60_000 });
const trace = old.trace({
  name: 'older trace', userId: 'user-3', sessionId: 'session-3', release: 'r-3', version: 'v-3', tags: ['three'], metadata: { a: 1 }, input: 'ping', output: 'pong', public: true,
});
const span = trace.span({ name: 'work', input: { n: 1 }, metadata: { b: 2 } });
const generation = span.generation({
  name: 'old call', model: 'gpt-4o', modelParameters: { temperature: 1 }, input: [{ role: 'user', content: 'hello' }], usage: { promptTokens: 7, completionTokens: 2, totalTokens: 9 },
});
generation.end({ output: 'hi', level: 'ERROR', statusMessage: 'cut off', usageDetails: { input: 7, output: 2 } });
trace.event({ name: 'noticed', level: 'DEBUG', input: 'x' });
span.end({ output: { n: 2 } });
trace.score({ name: 'helpful', value: 0.5, comment: 'so so' });
await old.shutdownAsync();
Object.assign(sent, { oldTraceId: trace.id, oldSpanId: span.id, oldCallId: generation.id });

// What was sent is asked back through the client's own API.
const read = await client.api.trace.get(sent.oldTraceId);
sent.readBack = { name: read.name, observations: read.observations.length, scores: read.scores.length };
console.log(JSON.stringify(sent));
