import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('.', import.meta.url).pathname;
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'))
  .map((name) => ({ name: name.replace(/\\/g, '/'), text: readFileSync(root + name, 'utf8') }));

const importsOf = (text: string): string[] => [...text.matchAll(/from '([^']+)'/g)].map((match) => match[1] ?? '');
const linesWith = (pattern: RegExp): string[] =>
  files.flatMap(({ name, text }) => text.split('\n').flatMap((line, index) => (pattern.test(line.replace(/'[^']*'|`[^`]*`/g, "''")) ? [`${name}:${index + 1}: ${line.trim()}`] : [])));

describe('the sources', () => {
  it('are found', () => expect(files.length).toBeGreaterThan(60));

  it('never turn text into markup or code', () => {
    expect(linesWith(/innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|\beval\(|new Function/)).toEqual([]);
  });

  it('have no any and no non-null assertion', () => {
    expect(linesWith(/<any\b|: any\b|\bas any\b|any\[\]|[\w)\]]!(\.|\[|\)|;|,)/)).toEqual([]);
  });

  it('name colours only in the tokens', () => {
    const styles = readdirSync(`${root}styles`).filter((name) => name !== 'tokens.css');
    const bare = styles.flatMap((name) => readFileSync(`${root}styles/${name}`, 'utf8').split('\n').filter((line) => /#[0-9a-f]{3,8}\b|rgba?\(/i.test(line) && !/brand-|backdrop/.test(line)).map((line) => `${name}: ${line.trim()}`));
    expect(bare).toEqual([]);
  });

  it('depend in one direction: pages, components and charts, lib', () => {
    const wrong: string[] = [];
    for (const { name, text } of files) {
      const allowed = name.startsWith('lib/') ? /^\.\/\w/ : name.startsWith('charts/') ? /^(\.\/|\.\.\/lib\/|uplot$)/ : name.startsWith('components/') ? /^(\.\/|\.\.\/(lib|app)\/|preact)/ : name.startsWith('api/') ? /^(\.\/|\.\.\/lib\/|@preact\/signals$)/ : /./;
      for (const from of importsOf(text)) if (!allowed.test(from)) wrong.push(`${name} imports ${from}`);
    }
    expect(wrong).toEqual([]);
  });

  it('are small', () => {
    expect(files.filter(({ text }) => text.split('\n').length > 260).map(({ name, text }) => `${name}: ${text.split('\n').length} lines`)).toEqual([]);
  });
});
