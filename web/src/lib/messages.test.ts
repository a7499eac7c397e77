import { describe, expect, it } from 'vitest';
import { parseMessages, parseTools, pretty } from './messages.ts';

describe('parseMessages', () => {
  it('reads the conventions: text, reasoning, tool calls and results, as JSON or as a JSON string', () => {
    const messages = [
      { role: 'user', parts: [{ type: 'text', content: 'hello' }] },
      { role: 'assistant', finish_reason: 'tool_call', parts: [{ type: 'reasoning', content: 'hm' }, { type: 'tool_call', id: 'c1', name: 'find', arguments: { q: 1 } }] },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: '{"hits":2}' }] },
    ];
    const read = parseMessages(messages, 'user');
    expect(read).toEqual(parseMessages(JSON.stringify(messages), 'user'));
    expect(read.map((message) => message.parts.map((part) => part.kind))).toEqual([['text'], ['reasoning', 'toolCall'], ['toolResult']]);
    expect(read[1]).toMatchObject({ finishReason: 'tool_call', parts: [{}, { name: 'find', body: '{\n  "q": 1\n}' }] });
    expect(read[2]?.parts[0]).toMatchObject({ body: '{\n  "hits": 2\n}' });
  });

  it('reads a list of parts as one message of the given role', () => {
    expect(parseMessages([{ type: 'text', content: 'Be brief.' }], 'system')).toEqual([{ role: 'system', name: null, finishReason: null, parts: [{ kind: 'text', text: 'Be brief.' }] }]);
  });

  it('reads the common other shape: content and tool_calls with arguments in a string', () => {
    const read = parseMessages([{ role: 'assistant', content: null, tool_calls: [{ id: 'x', function: { name: 'go', arguments: '{"a":1}' } }] }, { role: 'tool', tool_call_id: 'x', content: 'done' }], 'user');
    expect(read.map((message) => message.parts)).toEqual([[{ kind: 'toolCall', id: 'x', name: 'go', body: '{\n  "a": 1\n}' }], [{ kind: 'toolResult', id: 'x', body: 'done' }]]);
  });

  it('names media and never keeps an address to load', () => {
    const parts = parseMessages([{ role: 'user', parts: [{ type: 'uri', modality: 'image', uri: 'https://evil.invalid/p.png' }, { type: 'blob', modality: 'audio', mime_type: 'audio/wav', content: 'AAAA' }] }], 'user')[0]?.parts;
    expect(parts).toEqual([{ kind: 'media', label: 'image: https://evil.invalid/p.png' }, { kind: 'media', label: 'audio audio/wav, 4 base64 characters' }]);
  });

  it.each([[null], [undefined], [''], [[]]])('of %s is nothing', (value) => expect(parseMessages(value, 'user')).toEqual([]));

  it('shows what it does not understand instead of dropping it', () => {
    expect(parseMessages('[{"role": cut off', 'user')[0]?.parts).toEqual([{ kind: 'text', text: '[{"role": cut off' }]);
    expect(parseMessages([{ role: 'user', parts: [{ type: 'hologram', x: 1 }] }], 'user')[0]?.parts[0]).toMatchObject({ kind: 'other', type: 'hologram' });
    expect(parseMessages(42, 'user')[0]?.parts[0]).toEqual({ kind: 'text', text: '42' });
  });
});

describe('parseTools', () => {
  it('finds name, description and schema in either nesting', () => {
    const schema = { type: 'object' };
    for (const tool of [{ type: 'function', name: 'f', description: 'd', parameters: schema }, { type: 'function', function: { name: 'f', description: 'd', parameters: schema } }]) {
      expect(parseTools([tool])).toEqual([{ name: 'f', description: 'd', schema: JSON.stringify(schema, null, 2) }]);
    }
    expect(parseTools('nonsense')).toEqual([]);
  });
});

describe('pretty', () => {
  it('lays out JSON inside strings and leaves prose alone', () => {
    expect(pretty('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(pretty('hello')).toBe('hello');
  });
});
