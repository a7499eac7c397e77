import { expect, test } from 'vitest';
import { indentXml, xmlMessages } from './xml.ts';

test('elements stand on lines of their own', () => {
  expect(indentXml('<rules><rule id="1">be kind</rule><empty/></rules>')).toBe('<rules>\n  <rule id="1">\n    be kind\n  </rule>\n  <empty/>\n</rules>');
  expect(indentXml('Answer by\n\n  <a>1</a>')).toBe('Answer by\n<a>\n  1\n</a>');
  expect(indentXml('<a><!-- <b> --><![CDATA[<c>]]></a>')).toBe('<a>\n  <!-- <b> -->\n  <![CDATA[<c>]]>\n</a>');
});

test.each(['', 'no tags', 'a < b and c > d', '<a><b></a></b>', '<a>', '</a>', '<p>one<br>two</p>', 'List<int> of </x>'])('%j stays as it is', (text) => {
  expect(indentXml(text)).toBe(text);
});

test('only the texts of messages change', () => {
  const call = { kind: 'toolCall', id: null, name: 'f', body: '<a></a>' } as const;
  const [message] = xmlMessages([{ role: 'user', name: null, finishReason: null, parts: [{ kind: 'text', text: '<a>x</a>' }, call] }]);
  expect(message?.parts).toEqual([{ kind: 'text', text: '<a>\n  x\n</a>' }, call]);
});
