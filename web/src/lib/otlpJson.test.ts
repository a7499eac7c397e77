import { describe, expect, it } from 'vitest';
import { jaegerToOtlp, otlpToJaeger } from './otlpJson.ts';
import { readTraceFile } from './traceFile.ts';
import { buildTrace, type JaegerTrace } from './trace.ts';

const traceId = '5b8efff798038103d269b633813fc60c';
const request = {
  resourceSpans: [{
    resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }, { key: 'process.pid', value: { intValue: '42' } }] },
    scopeSpans: [{
      scope: { name: 'lib', version: '1.2' },
      spans: [
        { traceId, spanId: 'eee19b7ec3c1b174', name: 'GET /cart', kind: 2, startTimeUnixNano: '1544712660000000000', endTimeUnixNano: '1544712661000500000', attributes: [{ key: 'http.response.status_code', value: { intValue: 500 } }, { key: 'tags', value: { arrayValue: { values: [{ stringValue: 'a' }, { intValue: '2' }] } } }, { key: 'ratio', value: { doubleValue: 0.5 } }], status: { code: 2, message: 'boom' } },
        {
          traceId: traceId.toUpperCase(), spanId: 'eee19b7ec3c1b175', parentSpanId: 'eee19b7ec3c1b174', name: 'query', kind: 'SPAN_KIND_CLIENT', startTimeUnixNano: '1544712660100000000', endTimeUnixNano: '1544712660200000000',
          events: [{ timeUnixNano: '1544712660150000000', name: 'retry', attributes: [{ key: 'n', value: { intValue: '1' } }] }], links: [{ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }], status: {},
        },
      ],
    }],
  }],
};

describe('otlpToJaeger', () => {
  const [trace] = otlpToJaeger(request.resourceSpans);
  if (!trace) throw new Error('no trace');

  it('keeps the tree, the times and the service', () => {
    const built = buildTrace(trace);
    expect(built.spans.map((span) => [span.operation, span.kind, span.depth, span.endUs - span.startUs, span.service])).toEqual([['GET /cart', 'server', 0, 1_000_500, 'shop'], ['query', 'client', 1, 100_000, 'shop']]);
    expect(built.spans[0]?.startUs).toBe(1544712660000000);
  });

  it('writes status, scope and lists as Jaeger does', () => {
    const tags = Object.fromEntries((trace.spans[0]?.tags ?? []).map((tag) => [tag.key, tag.value]));
    expect(tags).toEqual({ 'http.response.status_code': 500, tags: '["a",2]', ratio: 0.5, 'span.kind': 'server', 'otel.status_code': 'ERROR', error: true, 'otel.status_description': 'boom', 'otel.scope.name': 'lib', 'otel.scope.version': '1.2' });
    expect(trace.spans[1]?.references).toEqual([{ refType: 'CHILD_OF', traceID: traceId, spanID: 'eee19b7ec3c1b174' }, { refType: 'FOLLOWS_FROM', traceID: '0af7651916cd43dd8448eb211c80319c', spanID: 'b7ad6b7169203331' }]);
    expect(trace.spans[1]?.logs).toEqual([{ timestamp: 1544712660150000, fields: [{ key: 'event', type: 'string', value: 'retry' }, { key: 'n', type: 'int64', value: 1 }] }]);
  });

  it('comes back from OTLP as it went', () => {
    expect(otlpToJaeger(jaegerToOtlp(trace).resourceSpans)[0]).toEqual(trace);
  });

  it('reads ids in base64, and leaves out spans without one', () => {
    const base64 = btoa(String.fromCharCode(...(traceId.match(/../g) ?? []).map((pair) => parseInt(pair, 16))));
    const odd = [{ scopeSpans: [{ spans: [{ traceId: base64, spanId: '7uGbfsPBsXQ=', name: 'x' }, { traceId, name: 'no id' }, { traceId: '0'.repeat(32), spanId: '1' }, null, 5] }] }];
    expect(otlpToJaeger(odd)).toMatchObject([{ traceID: traceId, spans: [{ spanID: 'eee19b7ec3c1b174', startTime: 0 }], processes: { p1: { serviceName: 'unknown_service' } } }]);
  });
});

describe('jaegerToOtlp', () => {
  it('keeps the types of attributes and the digits of times', () => {
    const jaeger: JaegerTrace = { traceID: 'abc', spans: [{ traceID: 'abc', spanID: '1', operationName: 'x', references: [], startTime: 1700000000123456, duration: 10, tags: [{ key: 'f', type: 'float64', value: 2 }, { key: 'i', type: 'int64', value: 2 }, { key: 'b', type: 'bool', value: true }], logs: [], processID: 'p1' }], processes: { p1: { serviceName: 's' } } };
    expect(jaegerToOtlp(jaeger)).toMatchObject({
      resourceSpans: [{ scopeSpans: [{ scope: {}, spans: [{ traceId: 'abc'.padStart(32, '0'), spanId: '0000000000000001', startTimeUnixNano: '1700000000123456000', endTimeUnixNano: '1700000000123466000', attributes: [{ key: 'f', value: { doubleValue: 2 } }, { key: 'i', value: { intValue: '2' } }, { key: 'b', value: { boolValue: true } }] }] }] }],
    });
  });
});

describe('readTraceFile', () => {
  const jaeger = { data: otlpToJaeger(request.resourceSpans) };
  it.each([
    ['a Jaeger answer', JSON.stringify(jaeger)],
    ['one Jaeger trace', JSON.stringify(jaeger.data[0])],
    ['an OTLP request', JSON.stringify(request)],
    ['an answer of the Jaeger v3 API', JSON.stringify({ result: request })],
    ['an answer of Tempo', JSON.stringify({ batches: request.resourceSpans })],
    ['an answer of the Tempo v2 API', JSON.stringify({ trace: request, status: 'COMPLETE' })],
    ['lines of a file exporter', `${JSON.stringify(request)}\n\n${JSON.stringify(request)}\n`],
    ['a byte order mark', `\uFEFF${JSON.stringify(request)}`],
  ])('reads %s', (_, text) => {
    const found = readTraceFile(text);
    expect(found.error).toBeNull();
    expect(found.traces?.map((trace) => trace.traceID)).toEqual([traceId]);
  });

  it('keeps several traces apart', () => {
    const other = { ...request.resourceSpans[0], scopeSpans: [{ spans: [{ traceId: '1'.repeat(32), spanId: '2'.repeat(16), name: 'y' }] }] };
    expect(readTraceFile(JSON.stringify({ resourceSpans: [...request.resourceSpans, other] })).traces).toHaveLength(2);
  });

  it.each(['', 'hello', '{}', '[]', 'null', '7', '{"data":[{"traceID":"zz","spans":[],"processes":{}}]}', '{"traceID":"ab","spans":[{"spanID":1}],"processes":{}}', '{"traceID":"ab","spans":[{"spanID":"1","operationName":"x","startTime":1,"duration":1,"tags":7}],"processes":{}}', '{"resourceSpans":[null,{"scopeSpans":{}}]}'])('says what is wrong with %s', (text) => {
    expect(readTraceFile(text)).toMatchObject({ traces: null, error: expect.stringMatching(/Expected JSON/) });
  });
});
