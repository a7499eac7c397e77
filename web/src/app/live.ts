import { computed, effect, signal } from '@preact/signals';
import { apiUrl, inFlight } from '../api/http.ts';
import { number, object } from '../api/read.ts';
import { livePauseMs } from '../lib/livePause.ts';
import { resolveRange, type Window } from '../lib/time.ts';
import { placeKey, range } from './address.ts';

export interface IngestCounters {
  readonly spans: number;
  readonly samples: number;
  readonly logs: number;
  readonly llmCalls: number;
}

export type LiveState = 'connecting' | 'live' | 'lost';

export const paused = signal(false);
export const liveState = signal<LiveState>('connecting');
export const counters = signal<IngestCounters | null>(null);

const refreshedAtMs = signal(Date.now());

/** The range in absolute times. All requests of one view use the same, so that its parts agree. */
export const shownWindow = computed<Window>(() => resolveRange(range.value, refreshedAtMs.value));

/** True when new data can appear in what is shown. */
export const following = computed(() => !paused.value && range.value.kind === 'last');

/** Counts the refreshes somebody asked for, for views that do not follow the range. */
export const asked = signal(0);

export function refresh(): void {
  asked.value++;
  refreshedAtMs.value = Date.now();
}

// Another page or range starts at the present moment, not at the last refresh.
effect(() => {
  if (placeKey.value !== '') refreshedAtMs.value = Date.now();
});

let waiting: ReturnType<typeof setTimeout> | undefined;

// How long the last round of requests took.
let loadMs = 0;
let busySinceMs = 0;
effect(() => {
  if (inFlight.value > 0) busySinceMs ||= Date.now();
  else if (busySinceMs > 0) {
    loadMs = Date.now() - busySinceMs;
    busySinceMs = 0;
  }
});

/** One refresh soon: at most every two seconds, more rarely for long ranges and slow answers, never over a running request. */
function refreshSoon(): void {
  if (!following.peek() || document.hidden || waiting !== undefined) return;
  const window = shownWindow.peek();
  const pauseMs = livePauseMs(window.endMs - window.startMs, loadMs);
  waiting = setTimeout(() => {
    waiting = undefined;
    if (!following.peek() || document.hidden) return;
    if (inFlight.peek() > 0) refreshSoon();
    else refreshedAtMs.value = Date.now();
  }, Math.max(0, refreshedAtMs.peek() + pauseMs - Date.now()) || pauseMs / 4);
}

const reconnectMs = 5000;
let source: EventSource | null = null;
let retry: ReturnType<typeof setTimeout> | undefined;
let interrupted = false;

/**
 * Follows the server while the page is looked at. A hidden page lets go of its connection: a browser has only six per server,
 * and each open tab would hold one.
 */
export function connectLive(): void {
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) disconnect();
    else listen();
  });
  effect(() => {
    if (!paused.value) refreshSoon();
  });
  if (!document.hidden) listen();
}

function disconnect(): void {
  clearTimeout(retry);
  source?.close();
  source = null;
  interrupted = true;
}

function listen(): void {
  clearTimeout(retry);
  source?.close();
  const current = new EventSource(apiUrl('api/tta/v1/live'));
  source = current;
  current.addEventListener('open', () => {
    if (interrupted) refreshSoon(); // Something may have been missed in the gap.
    interrupted = false;
    liveState.value = 'live';
  });
  current.addEventListener('error', () => {
    // The browser reconnects by itself unless the answer was not an event stream at all.
    const closed = current.readyState === EventSource.CLOSED;
    interrupted = true;
    liveState.value = closed ? 'lost' : 'connecting';
    if (closed) retry = setTimeout(listen, reconnectMs);
  });
  current.addEventListener('ingest', (event) => {
    liveState.value = 'live';
    const next = readCounters(event.data);
    if (next) counters.value = next;
    refreshSoon();
  });
}

function readCounters(data: unknown): IngestCounters | null {
  if (typeof data !== 'string') return null;
  try {
    const body = object(JSON.parse(data));
    return { spans: number(body['spans']), samples: number(body['samples']), logs: number(body['logs']), llmCalls: number(body['llmCalls']) };
  } catch {
    return null; // A cut event: the next one carries the same cumulative counters.
  }
}
