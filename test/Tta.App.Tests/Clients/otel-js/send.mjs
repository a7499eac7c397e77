// Sends one trace (root and child), one counter, one histogram and two log records through the OpenTelemetry JavaScript SDK.
// Usage: node send.mjs PROTOCOL ENDPOINT SERVICE     PROTOCOL: http-proto | http-json | grpc
// Prints one JSON line with what was sent, after every exporter has confirmed delivery.
import { SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

const [protocol, endpoint, service] = process.argv.slice(2);
const suffix = { 'http-proto': 'proto', 'http-json': 'http', grpc: 'grpc' }[protocol];
const { OTLPTraceExporter } = await import(`@opentelemetry/exporter-trace-otlp-${suffix}`);
const { OTLPMetricExporter } = await import(`@opentelemetry/exporter-metrics-otlp-${suffix}`);
const { OTLPLogExporter } = await import(`@opentelemetry/exporter-logs-otlp-${suffix}`);

const url = (signal) => (protocol === 'grpc' ? endpoint : `${endpoint}/v1/${signal}`);
const failures = [];
const confirmed = { traces: 0, metrics: 0, logs: 0 };

// Every exporter reports how its export ended; anything but success is a failure of this program.
function watched(exporter, signal) {
  const send = exporter.export.bind(exporter);
  exporter.export = (items, done) => send(items, (result) => {
    if (result.code === 0) confirmed[signal] += 1;
    else failures.push(`${signal}: ${result.error?.message ?? 'unknown error'}`);
    done(result);
  });
  return exporter;
}

const resource = resourceFromAttributes({ 'service.name': service, 'service.instance.id': `${service}-1`, workspace: 'foreign' });
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const tracerProvider = new BasicTracerProvider({
  resource,
  spanProcessors: [new SimpleSpanProcessor(watched(new OTLPTraceExporter({ url: url('traces') }), 'traces'))],
});
const reader = new PeriodicExportingMetricReader({ exporter: watched(new OTLPMetricExporter({ url: url('metrics') }), 'metrics'), exportIntervalMillis: 3_600_000 });
const meterProvider = new MeterProvider({ resource, readers: [reader] });
const loggerProvider = new LoggerProvider({
  resource,
  processors: [new SimpleLogRecordProcessor({ exporter: watched(new OTLPLogExporter({ url: url('logs') }), 'logs') })],
});

const tracer = tracerProvider.getTracer('foreign-client', '1.2.3');
const logger = loggerProvider.getLogger('foreign-client');
const root = tracer.startSpan('root operation', {
  kind: SpanKind.SERVER,
  attributes: { text: 'grüße "quoted" 🚀', whole: 42, big: 9007199254740991, fraction: 0.25, yes: true, list: ['a', 'b'], numbers: [1, 2] },
});
const rootContext = trace.setSpan(context.active(), root);
const child = tracer.startSpan('child operation', { kind: SpanKind.CLIENT, links: [{ context: root.spanContext(), attributes: { why: 'test' } }] }, rootContext);
child.addEvent('something happened', { detail: 7 });
child.recordException(new Error('broken on purpose'));
child.setStatus({ code: SpanStatusCode.ERROR, message: 'broken on purpose' });
context.with(trace.setSpan(rootContext, child), () => {
  logger.emit({ severityNumber: SeverityNumber.ERROR, severityText: 'ERROR', body: `failure in ${service}`, attributes: { attempt: 2 } });
});
logger.emit({ severityNumber: SeverityNumber.INFO, severityText: 'INFO', body: { structured: { answer: 42 } } });
child.end();
root.end();

const meter = meterProvider.getMeter('foreign-client');
meter.createCounter('foreign.requests').add(5, { route: '/a' });
const histogram = meter.createHistogram('foreign.latency', { unit: 's', advice: { explicitBucketBoundaries: [0.1, 1, 10] } });
for (const seconds of [0.05, 0.5, 5]) histogram.record(seconds, { route: '/a' });
meter.createObservableGauge('foreign.temperature', { unit: 'Cel' }).addCallback((result) => result.observe(21.5));

await tracerProvider.forceFlush();
await meterProvider.forceFlush();
await loggerProvider.forceFlush();
await Promise.all([tracerProvider.shutdown(), meterProvider.shutdown(), loggerProvider.shutdown()]);
console.log(JSON.stringify({
  traceId: root.spanContext().traceId, rootSpanId: root.spanContext().spanId, childSpanId: child.spanContext().spanId, confirmed, failures,
}));
process.exit(failures.length === 0 ? 0 : 1);
