import { describe, expect, it } from 'vitest';
import { parseInline, parseMarkdown } from './markdown.ts';

describe('parseMarkdown', () => {
  it('reads what models write', () => {
    const blocks = parseMarkdown('# Plan #\n\nFirst *this*,\nthen **that**.\n\n- one\n  - two\n1. three\n> said\n> twice\n\n```ts\nconst a = 1;\n\n# no heading\n```\n---\n| a | b |\n|---|:-:|\n| 1 | `2|3` |');
    expect(blocks.map((block) => block.kind)).toEqual(['heading', 'paragraph', 'list', 'quote', 'code', 'rule', 'table']);
    expect(blocks[0]).toEqual({ kind: 'heading', level: 1, content: [{ kind: 'text', text: 'Plan' }] });
    expect(blocks[2]).toMatchObject({ items: [{ depth: 0, mark: '•' }, { depth: 1, mark: '•' }, { depth: 0, mark: '1.' }] });
    expect(blocks[4]).toEqual({ kind: 'code', language: 'ts', text: 'const a = 1;\n\n# no heading' });
    expect(blocks[6]).toMatchObject({ rows: [[[{ text: 'a' }], [{ text: 'b' }]], [[{ text: '1' }], [{ text: '`2' }], [{ text: '3`' }]]] });
  });

  it('leaves tags, scripts and addresses text', () => {
    expect(parseInline('<script>x</script> ![pixel](https://a.invalid/p.png) [go](javascript:1)')).toEqual([
      { kind: 'text', text: '<script>x</script> ' }, { kind: 'image', text: 'pixel', address: 'https://a.invalid/p.png' }, { kind: 'text', text: ' ' }, { kind: 'link', text: 'go', address: 'javascript:1' },
    ]);
  });

  it('ends, and loses no word, whatever it is given', () => {
    let seed = 7;
    const random = (most: number): number => (seed = (seed * 16807) % 2147483647) % most;
    const pieces = ['# ', '- ', '* ', '1. ', '> ', '```', '~~~', '\n', '\n\n', '|', '|-|', '---', '**', '*', '`', '[', '](', ')', '!', 'word', ' ', '\t'];
    for (let round = 0; round < 2000; round++) {
      const text = Array.from({ length: random(30) }, (_, at) => (random(3) === 0 ? `w${at} ` : pieces[random(pieces.length)])).join('');
      const shown = JSON.stringify(parseMarkdown(text));
      // A word behind the mark of a code block is its language; everything else is somewhere.
      for (const word of text.match(/w\d+/g) ?? []) expect(shown).toContain(word);
    }
  });

  it('takes time in proportion to the text', () => {
    for (const text of ['*'.repeat(20_000), '['.repeat(20_000), '`'.repeat(20_001), '> '.repeat(20_000), '**a'.repeat(10_000), '|'.repeat(20_000)]) expect(parseMarkdown(text).length).toBeGreaterThan(0);
  });
});
