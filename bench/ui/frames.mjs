// What a frame costs while the large views of the page are scrolled: node bench/ui/frames.mjs <page URL> [trace id] [scenario].
// Needs web/node_modules (npm ci in web) and a Chromium (CHROMIUM, else /usr/bin/chromium). See bench/results/ui.md.
import { createRequire } from 'node:module';
import { frameCosts, recorded } from './trace.mjs';

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core');
const base = (process.argv[2] ?? 'http://127.0.0.1:3000/').replace(/\/?$/, '/');
const traceId = process.argv[3];
const only = process.argv[4] ?? '';

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  // Scroll bars must be there to be dragged.
  ignoreDefaultArgs: ['--hide-scrollbars'],
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

async function scenario(name, hash, ready, act) {
  if (!name.includes(only)) return;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(base + hash);
  await page.locator(ready).first().waitFor();
  const client = await context.newCDPSession(page);
  await client.send('HeapProfiler.enable');
  await act(page, client, 20);
  await client.send('HeapProfiler.collectGarbage');
  const before = await counts(client);
  await page.evaluate(watchFrames);
  const events = await recorded(client, () => act(page, client, 240));
  const late = lateFrames(await page.evaluate(() => globalThis.frameTimes.stop()));
  await client.send('HeapProfiler.collectGarbage');
  const after = await counts(client);
  const cost = frameCosts(events);
  report(name, cost, late, before, after);
  await context.close();
}

async function counts(client) {
  await client.send('Performance.enable');
  const { metrics } = await client.send('Performance.getMetrics');
  const value = (name) => metrics.find((metric) => metric.name === name).value;
  return { nodes: value('Nodes'), heapMb: value('JSHeapUsedSize') / 1048576 };
}

/** Keeps when each frame began, in the page. */
function watchFrames() {
  const times = [];
  let id = requestAnimationFrame(function keep(time) {
    times.push(time);
    id = requestAnimationFrame(keep);
  });
  globalThis.frameTimes = { stop: () => (cancelAnimationFrame(id), times) };
}

/** Frames that took longer than one and a half of their time at 60 Hz: the one after them was dropped. */
function lateFrames(times) {
  const lengths = times.slice(1).map((time, at) => time - times[at]);
  return { of: lengths.length, late: lengths.filter((length) => length > 1.5 * (1000 / 60)).length, longestMs: Math.max(0, ...lengths) };
}

const ms = (value) => value.toFixed(2).padStart(7);
function report(name, cost, late, before, after) {
  const parts = Object.entries(cost.perFrame).map(([part, value]) => `${part} ${value.toFixed(2)}`).join(', ');
  console.log(`${name.padEnd(28)} ${String(cost.frames).padStart(4)} frames  CPU ms: median${ms(cost.medianMs)} p95${ms(cost.p95Ms)} p99${ms(cost.p99Ms)} most${ms(cost.mostMs)}  longest task ${cost.longestTaskCpuMs.toFixed(1)} (wall ${cost.longestTaskWallMs.toFixed(1)})  forced ${cost.forced}`);
  console.log(`${' '.repeat(28)} DROPPED ${late.late} of ${late.of} frames were longer than 25 ms, the longest ${late.longestMs.toFixed(1)} ms; seen by the compositor: ${Object.entries(cost.states).map(([state, count]) => `${state.replace('STATE_', '').toLowerCase()} ${count}`).join(', ')}`);
  console.log(`${' '.repeat(28)} ${parts}; nodes ${before.nodes} -> ${after.nodes}, heap ${before.heapMb.toFixed(1)} -> ${after.heapMb.toFixed(1)} MiB`);
}

/** One step per frame of 60 Hz, as a hand or a wheel does; a busy page does not slow it down. */
async function steps(count, step) {
  const start = performance.now();
  for (let at = 0; at < count; at++) {
    await step(at, count);
    const wait = start + (at + 1) * (1000 / 60) - performance.now();
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
  }
}

const box = async (page, selector) => page.locator(selector).first().boundingBox();
const wheel = (selector, deltaY) => async (page, client, count) => {
  const { x, y, width, height } = await box(page, selector);
  await steps(count, (at) => client.send('Input.dispatchMouseEvent', { type: 'mouseWheel', x: x + width / 2, y: y + height / 2, deltaX: 0, deltaY: at === 0 ? 1 : deltaY }));
};
/** A key that is held repeats some thirty times a second. */
const key = (name) => async (page, client, count) => {
  await page.locator('.waterfall').focus();
  await steps(count, async (at) => (at % 2 === 0 ? page.keyboard.press(name) : undefined));
};
const dragBar = (selector) => async (page, client, count) => {
  await page.locator(selector).first().evaluate((element) => (element.scrollTop = 0));
  const { x, y, width, height } = await box(page, selector);
  await page.mouse.move(x + width - 6, y + 24);
  await page.mouse.down();
  await steps(count, (at) => page.mouse.move(x + width - 6, y + 24 + (height - 50) * (0.5 - 0.5 * Math.cos((at / count) * Math.PI * 2))));
  await page.mouse.up();
};
const drag = (selector) => async (page, client, count) => {
  const { x, y, width, height } = await box(page, selector);
  await page.mouse.move(x + 20, y + height / 2);
  await page.mouse.down();
  await steps(count, (at) => page.mouse.move(x + 20 + (width - 60) * (0.5 - 0.5 * Math.cos((at / count) * Math.PI * 2)), y + height / 2));
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.up();
};
const widen = async (page, client, count) => {
  const { x, y, width, height } = await box(page, '.splitter');
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await steps(count, (at) => page.mouse.move(x + width / 2 + 200 * Math.sin((at / count) * Math.PI * 2), y + height / 2));
  await page.mouse.up();
};
const hover = (selector) => async (page, client, count) => {
  const { x, y, width, height } = await box(page, selector);
  await steps(count, (at) => page.mouse.move(x + (width - 4) * ((at * 7 % count) / count) + 2, y + 2 + (height - 4) * (at / count)));
};

const trace = `#/traces/${traceId}`;
const rows = '[data-testid=span-row]';
await scenario('waterfall: wheel', trace, rows, wheel('.virtual', 120));
await scenario('waterfall: fast wheel', trace, rows, wheel('.virtual', 600));
await scenario('waterfall: j held', trace, rows, key('j'));
await scenario('waterfall: PageDown held', trace, rows, key('PageDown'));
await scenario('waterfall: scroll bar', trace, rows, dragBar('.virtual'));
await scenario('waterfall: pointer over rows', trace, rows, hover('.virtual'));
await scenario('waterfall: minimap dragged', trace, rows, drag('.minimap'));
await scenario('waterfall: names widened', trace, rows, widen);
await scenario('span table: wheel', `${trace}?tab=spans`, '[data-testid=span-table-row]', wheel('.virtual', 120));
await scenario('span table: scroll bar', `${trace}?tab=spans`, '[data-testid=span-table-row]', dragBar('.virtual'));
await scenario('flame graph: pointer', `${trace}?tab=flame`, '[data-testid=flame-graph] canvas', hover('[data-testid=flame-graph]'));
await scenario('statistics: wheel', `${trace}?tab=statistics`, '.trace-tab table', wheel('.trace-tab', 120));
await scenario('log list: wheel', '#/logs?limit=5000&from=12h', '[data-testid=log-row]', wheel('main', 300));
await scenario('traces: wheel', '#/traces?limit=2000&from=12h', '[data-testid=trace-row]', wheel('main', 120));
await browser.close();
