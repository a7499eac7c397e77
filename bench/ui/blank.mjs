// Are there rows wherever the list is looked at while it is scrolled fast? Takes the pictures that the browser shows and looks for bands
// without writing: node bench/ui/blank.mjs <page URL> <trace id>. Needs web/node_modules and a Chromium. See bench/results/ui.md.
import { createRequire } from 'node:module';

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core');
const base = (process.argv[2] ?? 'http://127.0.0.1:3000/').replace(/\/?$/, '/');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', ignoreDefaultArgs: ['--hide-scrollbars'], args: ['--no-sandbox', '--disable-gpu'] });
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
const page = await context.newPage();
const reader = await context.newPage();
await page.bringToFront();
await page.goto(`${base}#/traces/${process.argv[3]}`);
await page.locator('[data-testid=span-row]').first().waitFor();
const client = await context.newCDPSession(page);
const area = await page.locator('.virtual').boundingBox();

async function watch(name, act) {
  const pictures = [];
  client.removeAllListeners('Page.screencastFrame');
  client.on('Page.screencastFrame', ({ data, sessionId }) => {
    pictures.push(data);
    client.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
  });
  await client.send('Page.startScreencast', { format: 'jpeg', quality: 80, everyNthFrame: 1 });
  await act();
  await client.send('Page.stopScreencast');
  const bands = await reader.evaluate(async ({ pictures, area }) => {
    const canvas = document.createElement('canvas');
    const draw = canvas.getContext('2d', { willReadFrequently: true });
    const found = [];
    for (const picture of pictures) {
      const image = new Image();
      image.src = `data:image/jpeg;base64,${picture}`;
      await image.decode();
      canvas.width = image.width;
      canvas.height = image.height;
      draw.drawImage(image, 0, 0);
      const scale = image.width / 1440;
      const top = Math.round(area.y * scale);
      const height = Math.floor((area.height - 2) * scale);
      const { data, width } = draw.getImageData(Math.round((area.x + 10) * scale), top, Math.round(460 * scale), height);
      let run = 0;
      let longest = 0;
      for (let y = 0; y < height; y++) {
        let dark = 0;
        for (let x = 0; x < width; x++) if (data[(y * width + x) * 4 + 1] < 150) dark++;
        run = dark > 1 ? 0 : run + 1;
        longest = Math.max(longest, run);
      }
      found.push(longest / scale);
    }
    return found;
  }, { pictures, area });
  // A row is 28 pixels high and its writing 10: more than 40 pixels without any means that a row is missing.
  const blank = bands.filter((band) => band > 40);
  console.log(`${name.padEnd(24)} ${pictures.length} pictures, ${blank.length} with a row missing; longest band without writing ${Math.max(...bands).toFixed(0)} px`);
}

const wheel = (deltaY, count) => async () => {
  for (let at = 0; at < count; at++) {
    await client.send('Input.dispatchMouseEvent', { type: 'mouseWheel', x: area.x + 300, y: area.y + 300, deltaX: 0, deltaY });
    await new Promise((done) => setTimeout(done, 16));
  }
};
await watch('wheel', wheel(120, 200));
await watch('fast wheel', wheel(600, 200));
await watch('fast wheel up', wheel(-600, 200));
await watch('scroll bar', async () => {
  await page.mouse.move(area.x + area.width - 6, area.y + 24);
  await page.mouse.down();
  for (let at = 0; at < 200; at++) {
    await page.mouse.move(area.x + area.width - 6, area.y + 24 + (area.height - 50) * (0.5 - 0.5 * Math.cos((at / 200) * Math.PI * 2)));
    await new Promise((done) => setTimeout(done, 16));
  }
  await page.mouse.up();
});
await watch('keys', async () => {
  await page.locator('.waterfall').focus();
  for (let at = 0; at < 60; at++) await page.keyboard.press('PageDown');
});
await browser.close();
