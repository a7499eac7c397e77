import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../components/Icon.tsx';
import { durationText, formatDateTime, parseDateTime, parseDurationMs, presets, rangeLabel, shiftRange, zoomOut } from '../lib/time.ts';
import { range, setRange } from './address.ts';
import { shownWindow } from './live.ts';
import { isUtc } from './preferences.ts';

export function TimePicker() {
  const [open, setOpen] = useState(false);
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event): void => {
      if (event.target instanceof Node && !host.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  const close = (): void => {
    setOpen(false);
    host.current?.querySelector<HTMLElement>('.time-button')?.focus();
  };
  return (
    <div class="time-picker" ref={host} onKeyDown={(event) => { if (event.key === 'Escape' && open) { event.stopPropagation(); close(); } }}>
      <div class="button-group" role="group" aria-label="Time range">
        <button type="button" class="button button-icon" onClick={() => setRange(shiftRange(range.value, -0.5, Date.now()))} title="Earlier" aria-label="Earlier"><Icon name="left" /></button>
        <button type="button" class="button time-button" aria-expanded={open} aria-haspopup="dialog" onClick={() => setOpen(!open)}>
          <Icon name="clock" />
          <span>{rangeLabel(range.value, isUtc())}</span>
        </button>
        <button type="button" class="button button-icon" onClick={() => setRange(shiftRange(range.value, 0.5, Date.now()))} title="Later" aria-label="Later"><Icon name="right" /></button>
        <button type="button" class="button button-icon" onClick={() => setRange(zoomOut(range.value, Date.now()))} title="Zoom out" aria-label="Zoom out"><Icon name="zoomOut" /></button>
      </div>
      {open && <TimePanel onDone={close} />}
    </div>
  );
}

function TimePanel({ onDone }: { readonly onDone: () => void }) {
  const utc = isUtc();
  const [from, setFrom] = useState(() => formatDateTime(shownWindow.peek().startMs, utc));
  const [to, setTo] = useState(() => formatDateTime(shownWindow.peek().endMs, utc));
  const [problem, setProblem] = useState<string | null>(null);
  const apply = (event: Event): void => {
    event.preventDefault();
    const now = Date.now();
    const endMs = /^now$/i.test(to.trim()) ? now : parseDateTime(to, utc);
    const back = parseDurationMs(from.replace(/^now\s*-\s*/i, ''));
    const startMs = back !== null && endMs !== null ? endMs - back : parseDateTime(from, utc);
    if (startMs === null) return setProblem('From: write 2026-11-20 14:05, an ISO time, or a duration such as 90m');
    if (endMs === null) return setProblem('To: write 2026-11-20 14:05, an ISO time, or now');
    if (endMs <= startMs) return setProblem('The range ends before it starts');
    setRange(back !== null && /^now$/i.test(to.trim()) ? { kind: 'last', lastMs: back } : { kind: 'fixed', startMs, endMs });
    onDone();
  };
  return (
    <div class="popover time-panel" role="dialog" aria-label="Choose a time range">
      <ul class="time-presets">
        {presets.map((lastMs) => (
          <li key={lastMs}>
            <button type="button" aria-pressed={range.value.kind === 'last' && range.value.lastMs === lastMs} onClick={() => { setRange({ kind: 'last', lastMs }); onDone(); }}>
              Last {durationText(lastMs)}
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={apply}>
        <label class="field"><span>From ({utc ? 'UTC' : 'local time'})</span><input type="text" value={from} onInput={(event) => setFrom(event.currentTarget.value)} autocomplete="off" /></label>
        <label class="field"><span>To</span><input type="text" value={to} onInput={(event) => setTo(event.currentTarget.value)} autocomplete="off" /></label>
        <button type="button" class="button button-quiet" onClick={() => setTo('now')}>To: now</button>
        {problem && <p class="field-error" role="alert">{problem}</p>}
        <button type="submit" class="button button-primary">Apply</button>
      </form>
    </div>
  );
}
