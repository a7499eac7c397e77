// Calls a fake model through the providers' own SDKs, instrumented by a library, and exports the spans to Langfuse's OpenTelemetry endpoint.
// Usage: node send.mjs LIBRARY     LIBRARY: openinference | openllmetry | vercel
// Keys and address come from LANGFUSE_PUBLIC_KEY, LANGFUSE_SECRET_KEY and LANGFUSE_BASE_URL. Prints one JSON line with the trace ids.
import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { startModels } from './models.mjs';

const library = process.argv[2];
const { LANGFUSE_PUBLIC_KEY: publicKey, LANGFUSE_SECRET_KEY: secretKey, LANGFUSE_BASE_URL: host } = process.env;
const failures = [];
const exporter = new OTLPTraceExporter({
  url: `${host}/api/public/otel/v1/traces`,
  timeoutMillis: 60_000,
  headers: { Authorization: `Basic ${Buffer.from(`${publicKey}:${secretKey}`).toString('base64')}` },
});
const send = exporter.export.bind(exporter);
exporter.export = (spans, done) => send(spans, (result) => {
  if (result.code !== 0) failures.push(result.error?.message ?? 'not delivered');
  done(result);
});
const provider = new NodeTracerProvider({ resource: resourceFromAttributes({ 'service.name': library }), spanProcessors: [new BatchSpanProcessor(exporter, { exportTimeoutMillis: 60_000 })] });
provider.register();
const models = await startModels();
const tracer = trace.getTracer('llm-client');
const question = [{ role: 'user', content: 'what is 6 x 7?' }];

// Runs work inside a root span of its own, so that each call has its own trace.
const traced = (name, work) => tracer.startActiveSpan(name, async (span) => {
  span.setAttributes({ 'session.id': `session-${library}`, 'user.id': `user-${library}` });
  try {
    await work();
  } finally {
    span.end();
  }
  return span.spanContext().traceId;
});

async function providers(instrument) {
  const { default: OpenAI } = await import('openai');
  const { default: Anthropic } = await import('@anthropic-ai/sdk');
  await instrument(OpenAI, Anthropic);
  const openai = new OpenAI({ apiKey: 'none', baseURL: `${models.url}/v1` });
  const anthropic = new Anthropic({ apiKey: 'none', baseURL: models.url });
  return {
    chat: await traced('chat', () => openai.chat.completions.create({
      model: 'gpt-4o-mini', temperature: 0.25, max_tokens: 64, messages: [{ role: 'system', content: 'be brief' }, ...question],
      tools: [{ type: 'function', function: { name: 'multiply', description: 'Multiplies', parameters: { type: 'object', properties: {} } } }],
    })),
    embedding: await traced('embedding', () => openai.embeddings.create({ model: 'text-embedding-3-small', input: 'six times seven' })),
    messages: await traced('messages', () => anthropic.messages.create({ model: 'claude-sonnet-4-5', max_tokens: 64, system: 'be brief', messages: question })),
  };
}

async function vercel() {
  const { generateText, registerTelemetry } = await import('ai');
  const { OpenTelemetry } = await import('@ai-sdk/otel');
  const { createOpenAI } = await import('@ai-sdk/openai');
  registerTelemetry?.(new OpenTelemetry());
  const openai = createOpenAI({ apiKey: 'none', baseURL: `${models.url}/v1` });
  return {
    text: await traced('text', () => generateText({
      model: openai.chat('gpt-4o-mini'), temperature: 0.25, messages: question,
      telemetry: { isEnabled: true, functionId: 'multiply' },
    })),
  };
}

const ids = library === 'vercel'
  ? await vercel()
  : await providers(library === 'openinference'
    ? async (OpenAI, Anthropic) => {
      const { OpenAIInstrumentation } = await import('@arizeai/openinference-instrumentation-openai');
      const { AnthropicInstrumentation } = await import('@arizeai/openinference-instrumentation-anthropic');
      new OpenAIInstrumentation().manuallyInstrument(OpenAI);
      new AnthropicInstrumentation().manuallyInstrument(Anthropic);
    }
    : async (OpenAI, Anthropic) => {
      const { OpenAIInstrumentation } = await import('@traceloop/instrumentation-openai');
      const { AnthropicInstrumentation } = await import('@traceloop/instrumentation-anthropic');
      new OpenAIInstrumentation().manuallyInstrument(OpenAI);
      // It also wraps text completions, which this version of the SDK has no more.
      new AnthropicInstrumentation().manuallyInstrument({ Anthropic: Object.create(Anthropic, { Completions: { value: class { create() {} } } }) });
    });
await provider.shutdown();
models.close();
console.log(JSON.stringify({ ...ids, failures }));
process.exit(failures.length === 0 ? 0 : 1);
