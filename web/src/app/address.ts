import { computed, effect, signal } from '@preact/signals';
import { formatRoute, parseRoute, patchParams, type ParamPatch } from '../lib/route.ts';
import { defaultRange, parseRange, rangeParams, type TimeRange } from '../lib/time.ts';

/** The address is the only store of what is being looked at: page, query, filters, range, selection. */
export const route = signal(parseRoute(location.hash));

window.addEventListener('hashchange', () => {
  route.value = parseRoute(location.hash);
});

export function param(name: string): string {
  return route.value.params.get(name)?.[0] ?? '';
}

export function paramList(name: string): readonly string[] {
  return route.value.params.get(name) ?? [];
}

export function flag(name: string): boolean {
  return param(name) === '1';
}

/** Changes parameters of this page. `push` makes a step that the Back button undoes; typing in a field should not. */
export function setParams(patch: ParamPatch, push = false): void {
  moveTo(formatRoute(route.value.path, patchParams(route.value.params, patch)), push);
}

/** Parameters that every page understands and links carry along. */
const shared: readonly string[] = ['from', 'to'];

export function href(path: readonly string[], patch: ParamPatch = {}): string {
  const kept = new Map([...route.value.params].filter(([name]) => shared.includes(name)));
  return formatRoute(path, patchParams(kept, patch));
}

export function go(path: readonly string[], patch: ParamPatch = {}): void {
  moveTo(href(path, patch), true);
}

function moveTo(hash: string, push: boolean): void {
  if (hash === location.hash) return;
  if (push) history.pushState(null, '', hash);
  else history.replaceState(null, '', hash);
  route.value = parseRoute(hash);
}

/** Which page and which range, as text: equal text means that nothing has to be loaded again. */
export const placeKey = computed(() => `${route.value.path.join('/')}?${param('from')}&${param('to')}`);
const rangeKey = computed(() => `${param('from')}&${param('to')}`);

export const range = computed<TimeRange>(() => {
  const [from, to] = rangeKey.value.split('&');
  return parseRange(from || null, to || null);
});

export function setRange(next: TimeRange): void {
  setParams(rangeParams(next), true);
}

let lastFollowing: TimeRange = defaultRange;
effect(() => {
  if (range.value.kind === 'last') lastFollowing = range.value;
});

/** Back to the last range that ended now. */
export function goLive(): void {
  setRange(lastFollowing);
}

window.addEventListener('popstate', () => {
  route.value = parseRoute(location.hash);
});
