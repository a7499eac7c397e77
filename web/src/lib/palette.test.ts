import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assignColours, seriesColours } from './palette.ts';

const sheet = readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8');
const inks = readFileSync(new URL('../styles/charts.css', import.meta.url), 'utf8');

function tokensOf(theme: string): ReadonlyMap<string, readonly number[]> {
  const block = sheet.slice(sheet.indexOf(`[data-theme='${theme}'] {`)).split('}')[0] ?? '';
  return new Map([...block.matchAll(/--([\w-]+): #([0-9a-f]{6});/g)].map((match) => [match[1] ?? '', [0, 2, 4].map((at) => parseInt((match[2] ?? '').slice(at, at + 2), 16) / 255)]));
}

const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

function luminance(rgb: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb.map(linear);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2, contrast ratio. */
function contrast(a: readonly number[], b: readonly number[]): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** Distance in OKLab (B. Ottosson, 2020): about 0.02 is just seen. */
function distance(a: readonly number[], b: readonly number[]): number {
  const lab = (rgb: readonly number[]): readonly number[] => {
    const [r = 0, g = 0, bl = 0] = rgb.map(linear);
    const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * bl);
    const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * bl);
    const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * bl);
    return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s, 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s];
  };
  const [x, y] = [lab(a), lab(b)];
  return Math.hypot(...x.map((value, at) => value - (y[at] ?? 0)));
}

describe.each(['light', 'dark'])('colours of series, %s', (theme) => {
  const tokens = tokensOf(theme);
  const series = Array.from({ length: seriesColours }, (_, at) => tokens.get(`series-${at + 1}`) ?? []);

  it('are all there and stand out from the surface', () => {
    const surface = tokens.get('surface') ?? [];
    for (const colour of series) {
      expect(colour).toHaveLength(3);
      expect(contrast(colour, surface)).toBeGreaterThanOrEqual(3);
    }
  });

  it('can be told apart', () => {
    series.forEach((a, at) => series.slice(0, at).forEach((b, other) => expect(distance(a, b), `${at + 1} and ${other + 1}`).toBeGreaterThan(0.06)));
  });
});

describe('assignColours', () => {
  it('gives different colours to as many names as there are colours', () => {
    const names = Array.from({ length: seriesColours }, (_, at) => `service-${at}`);
    expect(new Set(assignColours(names).values()).size).toBe(seriesColours);
  });

  it('gives the ends of runs colours of their own, which nothing beside them gets', () => {
    const names = ['success', 'error', ...Array.from({ length: seriesColours - 2 }, (_, at) => `step-${at}`)];
    const colours = assignColours(names);
    expect([colours.get('success'), colours.get('error')]).toEqual([1, 2]);
    expect(new Set(colours.values()).size).toBe(seriesColours);
    expect(assignColours(['constructor']).get('constructor')).toBeGreaterThan(0);
  });

  it('uses colours that elements can take from a class', () => {
    for (let at = 1; at <= seriesColours; at++) expect(inks).toContain(`.ink-${at} { color: var(--series-${at}); }`);
  });
});
