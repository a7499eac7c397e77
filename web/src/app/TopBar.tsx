import { Icon } from '../components/Icon.tsx';
import { formatNumber } from '../lib/format.ts';
import { inFlight } from '../api/http.ts';
import { showHelp } from './Keys.tsx';
import { counters, following, liveState, paused, refresh } from './live.ts';
import { theme, timeZone, type Theme } from './preferences.ts';
import { goLive, range } from './address.ts';
import { TimePicker } from './TimePicker.tsx';

const themes: readonly Theme[] = ['auto', 'light', 'dark'];
const themeIcons = { auto: 'auto', light: 'sun', dark: 'moon' } as const;

export function TopBar({ title, ranged }: { readonly title: string; readonly ranged: boolean }) {
  const nextTheme = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'auto';
  return (
    <header class="top">
      <h1>{title}</h1>
      <div class="top-tools">
        {ranged && <TimePicker />}
        <LiveSwitch />
        <button type="button" class="button button-icon" onClick={refresh} title="Refresh (r)" aria-label="Refresh">
          <span class={inFlight.value > 0 ? 'spin' : ''}><Icon name="refresh" /></span>
        </button>
        <span class="top-separator" aria-hidden="true" />
        <button type="button" class="button button-quiet" onClick={() => (timeZone.value = timeZone.value === 'utc' ? 'local' : 'utc')} aria-pressed={timeZone.value === 'utc'} title="Show times in UTC or in the zone of this browser">
          {timeZone.value === 'utc' ? 'UTC' : 'Local'}
        </button>
        <button type="button" class="button button-quiet button-icon" onClick={() => (theme.value = nextTheme)} title={`Theme: ${theme.value}`} aria-label={`Theme: ${theme.value}. Switch to ${nextTheme}`}>
          <Icon name={themeIcons[theme.value]} />
        </button>
        <button type="button" class="button button-quiet button-icon wide-only" onClick={() => (showHelp.value = true)} title="Keyboard shortcuts (?)" aria-label="Keyboard shortcuts">
          <Icon name="help" />
        </button>
      </div>
    </header>
  );
}

function LiveSwitch() {
  const fixed = range.value.kind === 'fixed';
  const state = liveState.value === 'lost' ? 'lost' : paused.value || fixed ? 'paused' : liveState.value;
  const text = fixed ? 'Go live' : { live: 'Live', paused: 'Paused', connecting: 'Connecting', lost: 'Offline' }[state];
  const received = counters.value;
  const detail = received ? ` · received ${formatNumber(received.spans)} spans, ${formatNumber(received.samples)} samples, ${formatNumber(received.logs)} log lines, ${formatNumber(received.llmCalls)} model calls` : '';
  return (
    <button type="button" class={`button live live-${state}`} onClick={() => (fixed ? goLive() : (paused.value = !paused.value))} aria-pressed={following.value} title={fixed ? 'A fixed range does not follow new data: go back to a range that ends now' : `New data ${paused.value ? 'is held back' : 'appears by itself'} (p)${detail}`}>
      <i class="live-dot" aria-hidden="true" />
      <span>{text}</span>
      <Icon name={paused.value || fixed ? 'play' : 'pause'} size={12} />
    </button>
  );
}
