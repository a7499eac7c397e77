// Reads a trace of the browser: what the main thread of the page did in each frame, in CPU time, and which frames were shown.
const script = new Set(['FunctionCall', 'EvaluateScript', 'FireAnimationFrame', 'EventDispatch', 'TimerFire', 'RunMicrotasks', 'v8.callFunction', 'FireIdleCallback']);
const parts = new Map([
  ...[...script].map((name) => [name, 'script']),
  ['UpdateLayoutTree', 'style'], ['Layout', 'layout'], ['PrePaint', 'paint'], ['Paint', 'paint'], ['Layerize', 'paint'], ['Commit', 'commit'], ['MinorGC', 'gc'], ['MajorGC', 'gc'], ['HitTest', 'hit test'],
]);

export const categories = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', 'disabled-by-default-devtools.timeline.frame', 'cc', 'benchmark', 'v8'];

/** Records what the browser does while `act` runs. */
export async function recorded(client, act) {
  await client.send('Tracing.start', { transferMode: 'ReturnAsStream', traceConfig: { recordMode: 'recordAsMuchAsPossible', includedCategories: categories, excludedCategories: ['*'] } });
  await act();
  const done = new Promise((resolve) => client.once('Tracing.tracingComplete', resolve));
  await client.send('Tracing.end');
  const { stream } = await done;
  const pieces = [];
  for (let eof = false; !eof; ) {
    const piece = await client.send('IO.read', { handle: stream, size: 1 << 22 });
    pieces.push(Buffer.from(piece.data, piece.base64Encoded ? 'base64' : 'utf8'));
    eof = piece.eof;
  }
  await client.send('IO.close', { handle: stream });
  return JSON.parse(Buffer.concat(pieces).toString('utf8')).traceEvents;
}

/** CPU time in milliseconds of the page's main thread per frame, what it went into, long tasks, and how the frames ended. */
export function frameCosts(events) {
  const main = mainThread(events);
  const mine = events.filter((event) => event.pid === main.pid && event.tid === main.tid).sort((a, b) => a.ts - b.ts);
  const tasks = mine.filter((event) => event.ph === 'X' && event.name === 'ThreadControllerImpl::RunTask');
  const drawn = mine.filter((event) => event.ph === 'X' && event.name === 'ProxyMain::BeginMainFrame');
  // A frame is what was done since the frame before: input, timers and the drawing itself. Frames that had nothing to draw are no frames.
  const frames = [];
  let cost = 0;
  let at = 0;
  for (const frame of drawn) {
    for (; at < tasks.length && tasks[at].ts <= frame.ts; at++) cost += (tasks[at].tdur ?? 0) / 1000;
    if (!mine.some((event) => event.name === 'Commit' && event.ts >= frame.ts && event.ts < frame.ts + frame.dur)) continue;
    frames.push(cost);
    cost = 0;
  }
  const sums = {};
  let forced = 0;
  const ends = [];
  for (const event of mine) {
    if (event.ph !== 'X') continue;
    while (ends.length > 0 && ends.at(-1).end <= event.ts) ends.pop();
    const part = parts.get(event.name);
    if (!part) continue;
    const inside = ends.at(-1);
    if ((part === 'style' || part === 'layout') && ends.some((item) => item.part === 'script')) forced++;
    const cost = (event.tdur ?? 0) / 1000;
    sums[part] = (sums[part] ?? 0) + cost;
    if (inside) sums[inside.part] -= cost;
    ends.push({ end: event.ts + event.dur, part });
  }
  const states = {};
  for (const event of events) {
    const report = event.args?.frame_reporter;
    if (event.name !== 'PipelineReporter' || event.ph !== 'b' || event.pid !== main.pid || !report || report.state === 'STATE_NO_UPDATE_DESIRED') continue;
    const state = report.state + (report.checkerboarded_needs_record ? ' blank' : report.checkerboarded_needs_raster ? ' unrastered' : '');
    states[state] = (states[state] ?? 0) + 1;
  }
  const sorted = [...frames].sort((a, b) => a - b);
  return {
    frames: sorted.length,
    medianMs: at_(sorted, 0.5), p95Ms: at_(sorted, 0.95), p99Ms: at_(sorted, 0.99), mostMs: sorted.at(-1) ?? 0,
    longestTaskCpuMs: Math.max(0, ...tasks.map((task) => (task.tdur ?? 0) / 1000)),
    longestTaskWallMs: Math.max(0, ...tasks.map((task) => task.dur / 1000)),
    forced,
    perFrame: Object.fromEntries(Object.entries(sums).map(([part, sum]) => [part, sum / Math.max(1, frames.length)])),
    states,
  };
}

export function mainThread(events) {
  const named = events.filter((event) => event.name === 'thread_name' && event.args.name === 'CrRendererMain');
  const count = (thread) => events.reduce((sum, event) => sum + (event.pid === thread.pid && event.tid === thread.tid && (event.name === 'UpdateLayoutTree') ? 1 : 0), 0);
  return named.map((thread) => ({ thread, count: count(thread) })).sort((a, b) => b.count - a.count)[0].thread;
}

function at_(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
