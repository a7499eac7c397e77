// Message JSON of the OpenTelemetry GenAI conventions v1.41 (gen_ai.input.messages and friends). Other common shapes are
// accepted too: a plain string, OpenAI's `content` (text or parts) and `tool_calls`. Everything in here is hostile text.

export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reasoning'; readonly text: string }
  | { readonly kind: 'toolCall'; readonly id: string | null; readonly name: string; readonly body: string }
  | { readonly kind: 'toolResult'; readonly id: string | null; readonly body: string }
  | { readonly kind: 'media'; readonly label: string }
  | { readonly kind: 'other'; readonly type: string; readonly body: string };

export interface Message {
  readonly role: string;
  readonly name: string | null;
  readonly finishReason: string | null;
  readonly parts: readonly Part[];
}

type Json = Readonly<Record<string, unknown>>;

export function parseMessages(value: unknown, defaultRole: string): Message[] {
  const data = decode(value);
  if (data === null || data === undefined || data === '') return [];
  if (Array.isArray(data) && data.length > 0 && data.every((item) => isObject(item) && !('role' in item) && 'type' in item)) {
    return [{ role: defaultRole, name: null, finishReason: null, parts: data.map(toPart) }];
  }
  const list: unknown[] = Array.isArray(data) ? data : isObject(data) && Array.isArray(data['messages']) ? data['messages'] : [data];
  return list.map((item) => toMessage(item, defaultRole)).filter((message) => message.parts.length > 0);
}

/** Two-space JSON of a value, of JSON inside a string, or the string itself. */
export function pretty(value: unknown): string {
  if (typeof value === 'string') {
    const parsed = decode(value);
    return typeof parsed === 'string' ? parsed : JSON.stringify(parsed, null, 2);
  }
  return JSON.stringify(value, null, 2) ?? '';
}

export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  readonly schema: string;
}

export function parseTools(value: unknown): ToolDefinition[] {
  const data = decode(value);
  if (!Array.isArray(data)) return [];
  return data.filter(isObject).map((tool) => {
    const inner = isObject(tool['function']) ? tool['function'] : tool;
    return {
      name: text(inner['name']) ?? 'tool',
      description: text(inner['description']) ?? '',
      schema: pretty(inner['parameters'] ?? inner['input_schema'] ?? inner['inputSchema'] ?? inner),
    };
  });
}

function toMessage(item: unknown, defaultRole: string): Message {
  if (!isObject(item)) return { role: defaultRole, name: null, finishReason: null, parts: [{ kind: 'text', text: pretty(item) }] };
  const role = text(item['role']) ?? defaultRole;
  const parts: Part[] = [];
  if (Array.isArray(item['parts'])) parts.push(...item['parts'].map(toPart));
  else if (Array.isArray(item['content'])) parts.push(...item['content'].map(toPart));
  else if (role === 'tool' && item['content'] !== undefined) parts.push({ kind: 'toolResult', id: text(item['tool_call_id']), body: pretty(item['content']) });
  else if (item['content'] !== undefined && item['content'] !== null) parts.push({ kind: 'text', text: pretty(item['content']) });
  if (Array.isArray(item['tool_calls'])) parts.push(...item['tool_calls'].map(toToolCall));
  if (parts.length === 0 && !('role' in item)) parts.push({ kind: 'other', type: 'message', body: pretty(item) });
  return { role, name: text(item['name']), finishReason: text(item['finish_reason']), parts };
}

function toPart(part: unknown): Part {
  if (!isObject(part)) return { kind: 'text', text: pretty(part) };
  const type = text(part['type']) ?? 'text';
  switch (type) {
    case 'text':
    case 'reasoning':
    case 'thinking': {
      const body = part['content'] ?? part['text'] ?? part['thinking'];
      const text = typeof body === 'string' ? body : pretty(body);
      return type === 'text' ? { kind: 'text', text } : { kind: 'reasoning', text };
    }
    case 'tool_call':
    case 'tool_use':
    case 'server_tool_call':
      return toToolCall(part);
    case 'tool_call_response':
    case 'tool_result':
    case 'server_tool_call_response':
      return { kind: 'toolResult', id: text(part['id']) ?? text(part['tool_use_id']), body: pretty(part['response'] ?? part['result'] ?? part['content'] ?? part['server_tool_call_response'] ?? null) };
    case 'blob':
    case 'uri':
    case 'file':
    case 'image':
    case 'image_url':
      return { kind: 'media', label: mediaLabel(type, part) };
    default:
      return { kind: 'other', type, body: pretty(part) };
  }
}

function toToolCall(call: unknown): Part {
  if (!isObject(call)) return { kind: 'other', type: 'tool_call', body: pretty(call) };
  const inner = isObject(call['function']) ? call['function'] : call;
  const body = inner['arguments'] ?? inner['input'] ?? inner['server_tool_call'] ?? {};
  return { kind: 'toolCall', id: text(call['id']), name: text(inner['name']) ?? 'tool', body: pretty(body) };
}

/** Media is named, never loaded: an address in a trace could tell its owner who reads it. */
function mediaLabel(type: string, part: Json): string {
  const what = [text(part['modality']) ?? type.replace('_url', ''), text(part['mime_type'])].filter(Boolean).join(' ');
  const content = text(part['content']);
  if (content) return `${what}, ${content.length} base64 characters`;
  const where = text(part['uri']) ?? text(part['file_id']);
  return where ? `${what}: ${where}` : what;
}

function decode(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const trimmed = value.trim();
  if (!/^[[{"]/.test(trimmed)) return value;
  try {
    return JSON.parse(trimmed);
  } catch {
    return value; // Cut or not JSON at all: it is shown as it came.
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
