// Walks through the page in a real browser, against the preview of the build with made-up data and the real content security
// policy: npm run build && npm run flows. Needs a Chromium (CHROMIUM, else /usr/bin/chromium).
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { preview } from 'vite';

const only = process.argv[2] ?? '';
const server = await preview({ preview: { port: 0, host: '127.0.0.1' } });
const base = `http://127.0.0.1:${server.httpServer.address().port}/`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const pages = ['overview', 'traces', 'logs', 'metrics', 'llm', 'status'];
let failures = 0;

async function flow(name, walk, { width = 1440, height = 900, mood = 'full', refused = false } = {}) {
  if (!name.includes(only)) return;
  const context = await browser.newContext({ viewport: { width, height } });
  await context.addCookies([{ name: 'fixture', value: mood, url: base }]);
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !(refused && /Failed to load resource/.test(message.text()))) complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith('blob:')) complaints.push(`request to ${request.url()}`);
  });
  try {
    await walk(page);
    assert.deepEqual(complaints, []);
    console.log(`ok    ${name}`);
  } catch (error) {
    failures++;
    console.log(`FAIL  ${name}\n      ${String(error.message ?? error).split('\n').slice(0, 6).join('\n      ')}`);
  } finally {
    await context.close();
  }
}

const open = async (page, hash) => {
  await page.goto(base + hash);
  await settled(page);
};
const settled = async (page) => page.waitForFunction(() => !document.querySelector('[data-testid=loading-state]') && document.querySelector('main')?.childElementCount > 0);
const address = (page) => page.evaluate(() => location.hash);
const id = (page, name) => page.locator(`[data-testid=${name}]`);
const tracesSince = async (hours, filter) => {
  const endMs = Date.now() - 60000;
  const answer = await fetch(`${base}api/tta/v1/traces?startMs=${endMs - hours * 3600000}&endMs=${endMs}&limit=2000`);
  return (await answer.json()).traces.find(filter).traceId;
};
const failed = await tracesSince(4, (trace) => trace.errorCount > 1 && trace.spanCount < 100);
const large = await tracesSince(4, (trace) => trace.spanCount > 5000);

for (const name of pages) {
  await flow(`${name} draws under the content security policy`, async (page) => {
    await open(page, `#/${name}`);
    await page.locator(`[data-testid=nav-${name}][aria-current=page]`).waitFor();
    assert.equal(await id(page, 'error-state').count(), 0);
  });
  await flow(`${name} says so when the server refuses`, async (page) => {
    await open(page, `#/${name}`);
    await id(page, 'error-state').first().waitFor();
    assert.match(await page.locator('main').innerText(), /write-ahead log/);
  }, { mood: 'error', refused: true });
  await flow(`${name} fits a narrow screen, and everything to press has a name`, async (page) => {
    await open(page, `#/${name}`);
    const report = await page.evaluate(() => {
      const named = (element) => element.getAttribute('aria-label') || element.textContent?.trim() || element.getAttribute('title') || element.labels?.[0]?.textContent?.trim();
      const wide = document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth;
      return { wide, page: document.documentElement.scrollWidth - innerWidth, unnamed: [...document.querySelectorAll('button,a,input,select,textarea,[role=img]')].filter((element) => !named(element)).map((element) => element.outerHTML.slice(0, 120)) };
    });
    assert.deepEqual(report, { wide: 0, page: 0, unnamed: [] });
  }, { width: 390, height: 844 });
}

await flow('every view has a title of its own', async (page) => {
  await open(page, '#/llm?view=costs');
  assert.equal(await page.title(), 'Costs · Model calls · TTA');
  await page.getByRole('tab', { name: 'Sessions' }).click();
  await page.waitForFunction(() => document.title === 'Sessions · Model calls · TTA');
  await page.getByRole('tab', { name: 'Calls' }).click();
  await page.waitForFunction(() => document.title === 'Model calls · TTA');
});

await flow('an empty store explains how to send data', async (page) => {
  await open(page, '#/overview');
  assert.match(await id(page, 'empty-state').innerText(), /OTEL_EXPORTER_OTLP_ENDPOINT=http:\/\/127\.0\.0\.1:4318/);
}, { mood: 'empty' });

await flow('a search for failed traces is in the address and leads to a trace and back', async (page) => {
  await open(page, '#/traces');
  await page.getByLabel('Errors only').check();
  await page.waitForFunction(() => location.hash.includes('errors=1'));
  await settled(page);
  await page.waitForFunction(() => [...document.querySelectorAll('[data-testid=trace-row]')].every((row) => row.querySelector('.bad')));
  await id(page, 'trace-row').first().click();
  await id(page, 'span-row').first().waitFor();
  await page.goBack();
  await id(page, 'trace-row').first().waitFor();
  assert.match(await address(page), /errors=1/);
});

await flow('a filter that fits nothing can be cleared', async (page) => {
  await open(page, '#/traces?service=nobody');
  await id(page, 'empty-state').getByRole('button').click();
  await id(page, 'trace-row').first().waitFor();
  assert.doesNotMatch(await address(page), /service/);
});

await flow('text in a field survives live refreshes, Enter searches', async (page) => {
  await open(page, '#/traces');
  await page.getByLabel('Min duration').fill('1');
  await page.getByLabel('Min duration').press('End');
  await page.waitForResponse((response) => response.url().includes('/api/tta/v1/traces'));
  await page.waitForResponse((response) => response.url().includes('/api/tta/v1/traces'));
  assert.equal(await page.getByLabel('Min duration').inputValue(), '1');
  await page.getByLabel('Min duration').fill('15s');
  await page.getByLabel('Min duration').press('Enter');
  await page.waitForFunction(() => location.hash.includes('min=15s'));
});

await flow('the waterfall is walked by keyboard', async (page) => {
  await open(page, `#/traces/${failed}`);
  for (const key of ['j', 'j', 'Enter']) await page.keyboard.press(key);
  await id(page, 'span-detail').waitFor();
  const first = await page.locator('.span-row.is-selected').getAttribute('data-span-id');
  assert.match(await address(page), new RegExp(`span=${first}`));
  await page.keyboard.press('j');
  assert.notEqual(await page.locator('.span-row.is-selected').getAttribute('data-span-id'), first);
  await page.keyboard.press('Escape');
  await id(page, 'span-detail').waitFor({ state: 'detached' });
  await page.keyboard.press('e');
  assert.equal(await page.locator('.span-row.is-current.has-error').count(), 1);
  await page.keyboard.press('-');
  await page.waitForFunction(() => document.querySelectorAll('[data-testid=span-row]').length < 10);
  await page.keyboard.press('+');
  await page.waitForFunction(() => document.querySelectorAll('[data-testid=span-row]').length > 10);
  await page.getByRole('tab', { name: 'Statistics' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('table', { name: /Statistics/ }).waitFor();
  await page.getByRole('tab', { name: 'Timeline' }).click();
  await page.keyboard.press('/');
  await page.keyboard.type('chat');
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('.span-row.is-current.is-match').count(), 1);
});

await flow('a link to a span opens it with its error and its stack', async (page) => {
  const answer = await (await fetch(`${base}jaeger/api/traces/${failed}`)).json();
  const span = answer.data[0].spans.find((item) => item.logs.length > 0);
  await open(page, `#/traces/${failed}?span=${span.spanID}`);
  await page.getByText('Stack trace').click();
  assert.match(await id(page, 'span-detail').innerText(), /EnsureSuccessStatusCode/);
  await page.locator(`[data-span-id="${span.spanID}"]`).waitFor();
});

await flow('logs and model calls of a trace stand beside it', async (page) => {
  await open(page, `#/traces/${failed}`);
  await page.getByRole('tab', { name: 'Logs' }).click();
  await id(page, 'log-row').first().waitFor();
  await page.getByRole('tab', { name: /Model calls/ }).click();
  await id(page, 'llm-row').first().waitFor();
  await page.getByRole('tab', { name: 'Statistics' }).click();
  await page.getByRole('table', { name: /Statistics/ }).waitFor();
});

await flow('ten thousand spans scroll with few rows in the page', async (page) => {
  await open(page, `#/traces/${large}`);
  assert.ok((await id(page, 'span-row').count()) < 90);
  const frames = await page.evaluate(async () => {
    const list = document.querySelector('.virtual');
    const times = [];
    let last = performance.now();
    for (let step = 0; step < 120; step++) {
      list.scrollTop += 900;
      await new Promise((done) => requestAnimationFrame(done));
      const now = performance.now();
      times.push(now - last);
      last = now;
    }
    times.sort((a, b) => a - b);
    return { median: times[60], p95: times[114], rows: document.querySelectorAll('[data-testid=span-row]').length, top: list.scrollTop };
  });
  console.log(`      frames while scrolling 10,000 spans: median ${frames.median.toFixed(1)} ms, p95 ${frames.p95.toFixed(1)} ms`);
  assert.ok(frames.top > 100_000 && frames.rows < 120 && frames.rows > 10);
  await page.keyboard.press('End');
  await page.locator('.span-row.is-current').waitFor();
});

await flow('the table of spans is walked by keyboard', async (page) => {
  await open(page, `#/traces/${large}?tab=spans`);
  await page.getByRole('grid', { name: 'Spans' }).focus();
  for (const key of ['j', 'PageDown', 'PageDown', 'k']) await page.keyboard.press(key);
  await page.locator('.span-grid-row.is-current[aria-rowindex="41"]').waitFor();
  await page.keyboard.press('End');
  await page.locator('.span-grid-row.is-current').waitFor();
  await page.keyboard.press('Enter');
  await id(page, 'span-detail').waitFor();
});

await flow('a log line opens, filters by its fields, and leads to its trace', async (page) => {
  await open(page, '#/logs');
  const row = id(page, 'log-row').first();
  await row.locator('.caret').click();
  await row.getByText('Structured metadata').waitFor();
  await row.locator('tr', { hasText: 'service_name' }).hover();
  await row.getByRole('button', { name: /Only service_name/ }).click();
  assert.match(decodeURIComponent(await address(page)), /q=\{service_name="/);
  await settled(page);
  await id(page, 'log-row').first().locator('a.log-trace').first().click();
  await id(page, 'span-detail').waitFor();
});

await flow('a line is shown among its neighbours, and by its link', async (page) => {
  await open(page, '#/logs?contains=failed');
  const text = (await id(page, 'log-row').nth(3).locator('.log-line').innerText()).split('\n')[0].slice(0, 40);
  await id(page, 'log-row').nth(3).locator('.caret').click();
  await page.getByRole('link', { name: 'Around this line' }).click();
  await page.locator('.log-row.is-open').waitFor();
  assert.doesNotMatch(await address(page), /contains/);
  assert.match(await page.locator('.log-row.is-open .log-line').innerText(), new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  await page.reload();
  await page.locator('.log-row.is-open').waitFor();
  assert.equal(await page.locator('.log-row.is-open').count(), 1);
});

await flow('an opened log line stays open while new ones arrive', async (page) => {
  await open(page, '#/logs');
  await id(page, 'log-row').nth(1).locator('.caret').click();
  await id(page, 'log-row').nth(2).locator('.caret').click();
  for (let round = 0; round < 2; round++) await page.waitForResponse((response) => response.url().includes('direction=backward'));
  assert.equal(await page.locator('.log-row.is-open').count(), 2);
});

await flow('a query is completed, run and drawn', async (page) => {
  await open(page, '#/metrics');
  const field = page.getByLabel('PromQL query');
  await field.pressSequentially('sum by (model) (rate(llm_co');
  await page.getByRole('option').first().waitFor();
  await field.press('Tab');
  assert.equal(await field.inputValue(), 'sum by (model) (rate(llm_cost_usd_total');
  await field.pressSequentially('[5m]))');
  await field.press('Enter');
  await id(page, 'chart').waitFor();
  assert.equal(await page.locator('.legend-name').count(), 3);
  await page.locator('.legend-name').first().click();
  assert.equal(await page.locator('.legend tr.is-hidden').count(), 2);
  await page.getByRole('tab', { name: 'Table' }).click();
  await page.getByRole('table', { name: 'Values' }).waitFor();
});

await flow('a model call shows its conversation as text', async (page) => {
  await open(page, '#/llm');
  await page.locator('[data-testid=llm-row]:has([aria-label="with messages"])').first().click();
  await id(page, 'llm-messages').waitFor();
  assert.match(await id(page, 'llm-messages').innerText(), /<img src=x onerror/);
  assert.equal(await id(page, 'llm-messages').locator('img').count(), 0);
  await page.getByRole('tab', { name: 'JSON' }).click();
  assert.match(await id(page, 'llm-messages').innerText(), /"inputMessages"/);
  await page.getByRole('link', { name: 'Open the trace' }).click();
  await id(page, 'span-detail').waitFor();
});

await flow('model calls are grouped by session, and a session is a conversation', async (page) => {
  await open(page, '#/llm');
  await page.getByRole('tab', { name: 'Sessions' }).click();
  await id(page, 'session-row').first().click();
  await id(page, 'turn').first().waitFor();
  assert.match(await address(page), /session=session-/);
  assert.equal(await id(page, 'turn').first().locator('img').count(), 0);
});

await flow('theme, time zone, pause and pages by key', async (page) => {
  await open(page, '#/overview');
  await page.getByRole('button', { name: /^Theme/ }).click();
  await page.getByRole('button', { name: /^Theme/ }).click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await page.getByRole('button', { name: 'Local' }).click();
  await page.reload();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await page.getByRole('button', { name: 'UTC' }).waitFor();
  await page.keyboard.press('p');
  await page.getByRole('button', { name: /Paused/ }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await id(page, 'log-row').first().waitFor();
});

await flow('a typed range is fixed, and Go live returns', async (page) => {
  await open(page, '#/traces?from=15m');
  await page.locator('.time-button').click();
  await page.getByLabel(/^From/).fill('2026-11-20 25:00');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel(/^From/).fill('2026-01-02 03:04');
  await page.getByLabel('To', { exact: true }).fill('2026-01-02 04:04');
  await page.getByRole('button', { name: 'Apply' }).click();
  assert.match(await address(page), /from=\d+&to=\d+/);
  await page.getByRole('button', { name: /Go live/ }).click();
  assert.match(await address(page), /from=15m$/);
});

await browser.close();
await server.close();
console.log(failures === 0 ? 'all flows passed' : `${failures} flows failed`);
process.exit(failures === 0 ? 0 : 1);
