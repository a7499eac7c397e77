// How long a trace takes to open, and what the time goes into: node bench/ui/open.mjs <page URL> <trace id> [runs].
// Needs web/node_modules (npm ci in web) and a Chromium (CHROMIUM, else /usr/bin/chromium). See bench/results/ui.md.
import { createRequire } from 'node:module';
import { mainThread, recorded } from './trace.mjs';

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core');
const base = (process.argv[2] ?? 'http://127.0.0.1:3000/').replace(/\/?$/, '/');
const traceId = process.argv[3];
const runs = Number(process.argv[4] ?? 7);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });

const measured = [];
for (let run = 0; run < runs; run++) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  const events = await recorded(client, async () => {
    await page.goto(`${base}#/traces/${traceId}`);
    await page.locator('[data-testid=span-row]').first().waitFor();
  });
  const times = await page.evaluate((id) => {
    const request = performance.getEntriesByType('resource').find((entry) => entry.name.includes(`/traces/${id}`));
    return { asked: request.startTime, answered: request.responseStart, received: request.responseEnd, drawn: performance.getEntriesByName('trace-drawn')[0].startTime };
  }, traceId);
  const main = mainThread(events);
  const tasks = events.filter((event) => event.pid === main.pid && event.tid === main.tid && event.ph === 'X' && event.name === 'ThreadControllerImpl::RunTask');
  measured.push({ ...times, cpu: tasks.reduce((sum, task) => sum + (task.tdur ?? 0), 0) / 1000, longest: Math.max(...tasks.map((task) => (task.tdur ?? 0) / 1000)) });
  await context.close();
}
await browser.close();
const of = (name) => measured.map((run) => run[name]).sort((a, b) => a - b);
for (const [name, title] of [['asked', 'trace asked for at'], ['answered', 'first byte at'], ['received', 'last byte at'], ['drawn', 'first rows at'], ['cpu', 'CPU of the main thread'], ['longest', 'longest task, CPU']]) {
  const sorted = of(name);
  console.log(`${title.padEnd(24)} lowest ${sorted[0].toFixed(0).padStart(5)}  median ${sorted[sorted.length >> 1].toFixed(0).padStart(5)}  highest ${sorted.at(-1).toFixed(0).padStart(5)} ms`);
}
