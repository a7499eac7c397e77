// Checks what a first visit downloads: everything index.html names, compressed with brotli, must stay below the budget.
import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';

const budgetBytes = 120 * 1024;
const dist = new URL('../dist/', import.meta.url);
const html = readFileSync(new URL('index.html', dist), 'utf8');
const files = ['index.html', ...[...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map((match) => match[1])];
const problems = [];
let total = 0;
for (const file of files) {
  const bytes = brotliCompressSync(readFileSync(new URL(file, dist))).length;
  total += bytes;
  console.log(`${String(bytes).padStart(8)}  ${file}`);
}
console.log(`${String(total).padStart(8)}  bytes of ${budgetBytes} (brotli)`);
if (total > budgetBytes) problems.push(`first load is ${total} bytes, more than ${budgetBytes}`);
if (/<script(?![^>]*\bsrc=)/.test(html) || /\sstyle=|<style/.test(html)) problems.push('index.html has inline script or style, which the content security policy refuses');
if (/(?:src|href)="(?:https?:)?\/\//.test(html)) problems.push('index.html names another host');
for (const problem of problems) console.error(`error: ${problem}`);
process.exit(problems.length === 0 ? 0 : 1);
