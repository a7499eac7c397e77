// Pictures of every page, for looking at: node dev/shots.mjs [base URL] [folder]. Needs a Chromium (CHROMIUM, else /usr/bin/chromium).
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

const base = process.argv[2] ?? 'http://127.0.0.1:5173/';
const folder = process.argv[3] ?? '/tmp/shots';
const only = process.argv[4];
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const sizes = { wide: { width: 2560, height: 1300 }, desk: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };
const failed = [];

async function shot(name, hash, { size = 'desk', scheme = 'light', mood = 'full', act } = {}) {
  if (only && !name.includes(only)) return;
  const context = await browser.newContext({ viewport: sizes[size], colorScheme: scheme });
  await context.addCookies([{ name: 'fixture', value: mood, url: base }]);
  const page = await context.newPage();
  page.on('pageerror', (error) => failed.push(`${name}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && mood !== 'error') failed.push(`${name}: ${message.text()}`);
  });
  await page.goto(base + hash);
  await page.locator('[data-testid=loading-state]').first().waitFor({ state: 'detached', timeout: 10000 }).catch(() => failed.push(`${name}: still loading`));
  await page.waitForTimeout(400);
  if (act) await act(page);
  await page.screenshot({ path: `${folder}/${name}.png` });
  await context.close();
}

const traceWhere = async (filter) => {
  const endMs = Date.now() - 60000;
  const answer = await fetch(`${base}api/tta/v1/traces?startMs=${endMs - 14400000}&endMs=${endMs}&limit=2000`);
  const { traces } = await answer.json();
  return traces.find(filter)?.traceId ?? traces[0]?.traceId;
};
const bad = await traceWhere((trace) => trace.errorCount > 1 && trace.spanCount < 100);
const big = await traceWhere((trace) => trace.spanCount > 5000);

for (const [size, scheme] of [['desk', 'light'], ['desk', 'dark'], ['narrow', 'light'], ['narrow', 'dark'], ['wide', 'light']]) {
  const tail = `${size}-${scheme}`;
  const options = { size, scheme };
  await shot(`overview-${tail}`, '#/overview', options);
  await shot(`traces-${tail}`, '#/traces', options);
  await shot(`trace-${tail}`, `#/traces/${bad}`, options);
  await shot(`logs-${tail}`, '#/logs', options);
  await shot(`metrics-${tail}`, `#/metrics?q=${encodeURIComponent('sum by (model) (rate(llm_cost_usd_total[5m]))')}`, options);
  await shot(`llm-${tail}`, '#/llm', { ...options, act: async (page) => page.locator('[data-testid=llm-row]').nth(2).click().then(() => page.waitForTimeout(400)) });
  await shot(`status-${tail}`, '#/status', options);
}
await shot('trace-detail-desk', `#/traces/${bad}`, { act: async (page) => page.locator('.span-row.has-error').last().click().then(() => page.waitForTimeout(500)) });
await shot('trace-detail-narrow', `#/traces/${bad}`, { size: 'narrow', act: async (page) => page.locator('.span-row.has-error').last().click().then(() => page.waitForTimeout(500)) });
await shot('trace-model-dark', `#/traces/${bad}`, { scheme: 'dark', act: async (page) => page.locator('[data-testid=span-row]', { hasText: 'chat ' }).first().click().then(() => page.waitForTimeout(500)) });
await shot('trace-calls', `#/traces/${bad}?tab=calls`);
await shot('trace-logs', `#/traces/${bad}?tab=logs`);
await shot('trace-statistics', `#/traces/${bad}?tab=statistics`);
await shot('trace-big', `#/traces/${big}`);
await shot('trace-big-find', `#/traces/${big}?find=error`);
await shot('logs-open', '#/logs', { act: async (page) => page.locator('[data-testid=log-row] .caret').nth(1).click() });
await shot('metrics-start', '#/metrics');
await shot('metrics-suggest', '#/metrics', { act: async (page) => page.locator('textarea').first().pressSequentially('sum(rate(llm').then(() => page.waitForTimeout(500)) });
await shot('time-picker', '#/traces', { act: async (page) => page.locator('.time-button').click() });
await shot('help', '#/traces', { act: async (page) => page.keyboard.press('?') });
for (const path of ['overview', 'traces', 'logs', 'metrics', 'llm', 'status']) {
  await shot(`${path}-empty`, `#/${path}`, { mood: 'empty' });
  await shot(`${path}-error`, `#/${path}`, { mood: 'error' });
}
await shot('trace-missing', '#/traces/00000000000000000000000000000bad', { mood: 'empty' });
await browser.close();
for (const line of new Set(failed)) console.error(line);
process.exit(failed.length === 0 ? 0 : 1);
