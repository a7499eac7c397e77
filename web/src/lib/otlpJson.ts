// OTLP/JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding) to and from the JSON model of the Jaeger v1 query API,
// by the rules of https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/jaeger/. Jaeger keeps microseconds and no arrays:
// times lose their last three digits, and lists become JSON text.
import type { JaegerKeyValue, JaegerSpan, JaegerTrace } from './trace.ts';

type Json = Readonly<Record<string, unknown>>;

const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

/** One trace per trace id, in the order of their first spans. Spans without an id or a trace id are left out. */
export function otlpToJaeger(resourceSpans: readonly unknown[]): JaegerTrace[] {
  const traces = new Map<string, { readonly spans: JaegerSpan[]; readonly processes: Record<string, JaegerTrace['processes'][string]> }>();
  resourceSpans.forEach((item, index) => {
    const group = json(item);
    const resource = pairs(json(group['resource'])['attributes']);
    const service = resource.find((pair) => pair.key === 'service.name')?.value;
    const process = { serviceName: typeof service === 'string' && service !== '' ? service : 'unknown_service', tags: resource.filter((pair) => pair.key !== 'service.name') };
    for (const scopeItem of array(group['scopeSpans'] ?? group['scope_spans'] ?? group['instrumentationLibrarySpans'])) {
      const scope = json(json(scopeItem)['scope']);
      for (const spanItem of array(json(scopeItem)['spans'])) {
        const span = spanOf(json(spanItem), scope, `p${index + 1}`);
        if (!span) continue;
        const trace = traces.get(span.traceID) ?? { spans: [], processes: {} };
        traces.set(span.traceID, trace);
        trace.spans.push(span);
        trace.processes[`p${index + 1}`] = process;
      }
    }
  });
  return [...traces].map(([traceID, { spans, processes }]) => ({ traceID, spans, processes, warnings: null }));
}

/** An OTLP/JSON trace export request. */
export function jaegerToOtlp(trace: JaegerTrace): { readonly resourceSpans: readonly unknown[] } {
  return {
    resourceSpans: Object.entries(trace.processes).map(([id, process]) => ({
      resource: { attributes: [attribute({ key: 'service.name', value: process.serviceName }), ...(process.tags ?? []).map(attribute)] },
      scopeSpans: byScope(trace.spans.filter((span) => span.processID === id)).map(({ scope, spans }) => ({ scope, spans: spans.map(otlpSpan) })),
    })),
  };
}

function spanOf(span: Json, scope: Json, processID: string): JaegerSpan | null {
  const traceID = id(span['traceId'] ?? span['trace_id'], 32);
  const spanID = id(span['spanId'] ?? span['span_id'], 16);
  if (!traceID || !spanID) return null;
  const parent = id(span['parentSpanId'] ?? span['parent_span_id'], 16);
  const startUs = microseconds(span['startTimeUnixNano'] ?? span['start_time_unix_nano']);
  const endUs = microseconds(span['endTimeUnixNano'] ?? span['end_time_unix_nano']);
  const status = json(span['status']);
  const failed = status['code'] === 2 || status['code'] === 'STATUS_CODE_ERROR';
  const succeeded = status['code'] === 1 || status['code'] === 'STATUS_CODE_OK';
  const tags: JaegerKeyValue[] = [
    ...pairs(span['attributes']),
    { key: 'span.kind', type: 'string', value: kindOf(span['kind']) },
    ...(failed || succeeded ? [{ key: 'otel.status_code', type: 'string', value: failed ? 'ERROR' : 'OK' }] : []),
    ...(failed ? [{ key: 'error', type: 'bool', value: true }] : []),
    ...texts([['otel.status_description', status['message']], ['otel.scope.name', scope['name']], ['otel.scope.version', scope['version']], ['w3c.tracestate', span['traceState']]]),
  ];
  return {
    traceID,
    spanID,
    operationName: typeof span['name'] === 'string' ? span['name'] : '',
    references: [
      ...(parent ? [{ refType: 'CHILD_OF', traceID, spanID: parent }] : []),
      ...array(span['links']).flatMap((item) => {
        const link = { traceID: id(json(item)['traceId'], 32), spanID: id(json(item)['spanId'], 16) };
        return link.traceID && link.spanID ? [{ refType: 'FOLLOWS_FROM', traceID: link.traceID, spanID: link.spanID }] : [];
      }),
    ],
    startTime: startUs,
    duration: Math.max(0, endUs - startUs),
    tags,
    logs: array(span['events']).map((item) => {
      const event = json(item);
      return { timestamp: microseconds(event['timeUnixNano'] ?? event['time_unix_nano']), fields: [{ key: 'event', type: 'string', value: String(event['name'] ?? '') }, ...pairs(event['attributes'])] };
    }),
    processID,
    warnings: null,
  };
}

const own: ReadonlySet<string> = new Set(['span.kind', 'otel.status_code', 'otel.status_description', 'otel.scope.name', 'otel.scope.version', 'w3c.tracestate']);

function otlpSpan(span: JaegerSpan): Json {
  const tag = (key: string): unknown => span.tags?.find((item) => item.key === key)?.value;
  const references = span.references ?? [];
  const parent = references.find((item) => item.refType === 'CHILD_OF' && item.traceID === span.traceID);
  const failed = tag('otel.status_code') === 'ERROR' || tag('error') === true || tag('error') === 'true';
  const kind = kinds.indexOf(String(tag('span.kind')) as (typeof kinds)[number]);
  return {
    traceId: span.traceID.padStart(32, '0'),
    spanId: span.spanID.padStart(16, '0'),
    ...(parent ? { parentSpanId: parent.spanID.padStart(16, '0') } : {}),
    ...(typeof tag('w3c.tracestate') === 'string' ? { traceState: tag('w3c.tracestate') } : {}),
    name: span.operationName,
    kind: kind < 0 ? 1 : kind,
    startTimeUnixNano: nanoseconds(span.startTime),
    endTimeUnixNano: nanoseconds(span.startTime + span.duration),
    attributes: (span.tags ?? []).filter((item) => !own.has(item.key) && !(failed && item.key === 'error')).map(attribute),
    events: (span.logs ?? []).map((log) => ({ timeUnixNano: nanoseconds(log.timestamp), name: String(log.fields.find((field) => field.key === 'event')?.value ?? 'event'), attributes: log.fields.filter((field) => field.key !== 'event').map(attribute) })),
    links: references.filter((item) => item !== parent).map((item) => ({ traceId: item.traceID.padStart(32, '0'), spanId: item.spanID.padStart(16, '0') })),
    status: failed ? { code: 2, ...(tag('otel.status_description') === undefined ? {} : { message: String(tag('otel.status_description')) }) } : tag('otel.status_code') === 'OK' ? { code: 1 } : {},
  };
}

function byScope(spans: readonly JaegerSpan[]): { readonly scope: Json; readonly spans: readonly JaegerSpan[] }[] {
  const groups = new Map<string, { readonly scope: Json; readonly spans: JaegerSpan[] }>();
  for (const span of spans) {
    const text = (key: string): string => String(span.tags?.find((item) => item.key === key)?.value ?? '');
    const name = text('otel.scope.name');
    const version = text('otel.scope.version');
    const group = groups.get(`${name}\n${version}`) ?? { scope: { ...(name ? { name } : {}), ...(version ? { version } : {}) }, spans: [] };
    groups.set(`${name}\n${version}`, group);
    group.spans.push(span);
  }
  return [...groups.values()];
}

function pairs(value: unknown): JaegerKeyValue[] {
  return array(value).map((item) => {
    const pair = json(item);
    return { key: String(pair['key'] ?? ''), ...plain(json(pair['value'])) };
  });
}

/** An OTLP AnyValue as Jaeger writes it. */
function plain(value: Json): { readonly type: string; readonly value: string | number | boolean } {
  if (typeof value['stringValue'] === 'string') return { type: 'string', value: value['stringValue'] };
  if (typeof value['boolValue'] === 'boolean') return { type: 'bool', value: value['boolValue'] };
  if ('intValue' in value) return { type: 'int64', value: Number(value['intValue']) };
  if ('doubleValue' in value) return { type: 'float64', value: Number(value['doubleValue']) };
  if (typeof value['bytesValue'] === 'string') return { type: 'binary', value: value['bytesValue'] };
  if ('arrayValue' in value || 'kvlistValue' in value) return { type: 'string', value: JSON.stringify(nested(value)) };
  return { type: 'string', value: '' };
}

function nested(value: Json): unknown {
  if ('arrayValue' in value) return array(json(value['arrayValue'])['values']).map((item) => nested(json(item)));
  if ('kvlistValue' in value) return Object.fromEntries(array(json(value['kvlistValue'])['values']).map((item) => [String(json(item)['key'] ?? ''), nested(json(json(item)['value']))]));
  return plain(value).value;
}

function attribute({ key, type, value }: JaegerKeyValue): Json {
  if (type === 'binary') return { key, value: { bytesValue: String(value) } };
  if (typeof value === 'boolean') return { key, value: { boolValue: value } };
  if (typeof value === 'number') return { key, value: Number.isInteger(value) && type !== 'float64' ? { intValue: String(value) } : { doubleValue: value } };
  return { key, value: { stringValue: typeof value === 'string' ? value : JSON.stringify(value) } };
}

function texts(list: readonly (readonly [string, unknown])[]): JaegerKeyValue[] {
  return list.flatMap(([key, value]) => (typeof value === 'string' && value !== '' ? [{ key, type: 'string', value }] : []));
}

/** Hex, as OTLP/JSON says, or base64, as other protobuf encoders write it; empty when it is neither or all zero. */
function id(value: unknown, digits: number): string {
  if (typeof value !== 'string') return '';
  const hex = /^[0-9a-f]+$/i.test(value) && value.length <= digits ? value.toLowerCase().padStart(digits, '0') : fromBase64(value, digits);
  return /^0*$/.test(hex) ? '' : hex;
}

function fromBase64(value: string, digits: number): string {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value) || value.length !== Math.ceil(digits / 6) * 4) return '';
  return [...atob(value)].map((char) => char.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

/** Nanoseconds are text of up to 20 digits, more than a number holds. */
function microseconds(value: unknown): number {
  const text = typeof value === 'number' ? BigInt(Math.round(value)).toString() : typeof value === 'string' && /^\d{1,20}$/.test(value) ? value : '0';
  return Number(text.slice(0, -3) || '0');
}

function nanoseconds(us: number): string {
  return (BigInt(Math.round(us)) * 1000n).toString();
}

function kindOf(value: unknown): string {
  if (typeof value === 'number') return kinds[value] ?? 'internal';
  return typeof value === 'string' ? (/^SPAN_KIND_(\w+)$/.exec(value)?.[1]?.toLowerCase() ?? 'internal') : 'internal';
}

function json(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function array(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
