import { effect, signal, type Signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';

export const theme = remembered<Theme>('tta.theme', 'auto', ['auto', 'light', 'dark']);
export const timeZone = remembered<'local' | 'utc'>('tta.timeZone', 'local', ['local', 'utc']);

const systemDark = window.matchMedia('(prefers-color-scheme: dark)');
const narrowScreen = window.matchMedia('(max-width: 720px)');

/** What is shown now, for canvases that must be drawn again when it changes. */
export const dark = signal(false);
export const narrow = signal(narrowScreen.matches);

narrowScreen.addEventListener('change', () => (narrow.value = narrowScreen.matches));
systemDark.addEventListener('change', applyTheme);
effect(applyTheme);

function applyTheme(): void {
  const next = theme.value === 'auto' ? systemDark.matches : theme.value === 'dark';
  document.documentElement.dataset['theme'] = next ? 'dark' : 'light';
  dark.value = next;
}

export function isUtc(): boolean {
  return timeZone.value === 'utc';
}

/** A setting of this browser; without storage (private mode) it lasts as long as the page. */
function remembered<T extends string>(key: string, initial: T, allowed: readonly T[]): Signal<T> {
  const stored = read(key);
  const setting = signal<T>(allowed.find((value) => value === stored) ?? initial);
  effect(() => write(key, setting.value));
  return setting;
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage refused: the setting still holds for this page.
  }
}
