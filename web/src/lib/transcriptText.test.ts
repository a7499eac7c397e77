import { expect, it } from 'vitest';
import { parseMessages } from './messages.ts';
import { transcriptText } from './transcriptText.ts';

it('writes who says what, in order', () => {
  const messages = [
    ...parseMessages('Be brief.', 'system'),
    ...parseMessages([{ role: 'user', content: 'Where is it?\nToday!' }, { role: 'assistant', tool_calls: [{ id: 'c1', function: { name: 'find', arguments: '{"id":1}' } }] }, { role: 'tool', tool_call_id: 'c1', content: 'on its way' }], 'user'),
  ];
  expect(transcriptText(messages)).toBe('[system]\nBe brief.\n\n[user]\nWhere is it?\nToday!\n\n[assistant]\nfind {\n  "id": 1\n}\n\n[tool]\non its way');
});
