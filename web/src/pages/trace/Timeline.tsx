import { useSignal } from '@preact/signals';
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { flag, param, setParams } from '../../app/address.ts';
import { isForControl, isTyping } from '../../app/Keys.tsx';
import { dark, narrow } from '../../app/preferences.ts';
import { Minimap } from '../../charts/minimap.ts';
import { Chart } from '../../components/Chart.tsx';
import type { RecycledRows } from '../../components/RecycledRows.ts';
import { RowList } from '../../components/RowList.tsx';
import { Empty } from '../../components/States.tsx';
import { criticalPath, criticalTime } from '../../lib/criticalPath.ts';
import { colourChoices, colourSpans, defaultColouring } from '../../lib/colouring.ts';
import type { Score } from '../../lib/scores.ts';
import type { JaegerTrace, Trace } from '../../lib/trace.ts';
import { findSpans } from '../../lib/traceSearch.ts';
import { keyCommand } from '../../lib/timelineKeys.ts';
import { wastedAttempts, wastedSpans, type Usage } from '../../lib/usage.ts';
import { nextLevel, parseView, reveal, viewText } from '../../lib/waterfall.ts';
import { Ruler } from './Ruler.tsx';
import { Splitter } from './Splitter.tsx';
import { SpanDetail } from './SpanDetail.tsx';
import { SpanRowView, type WaterfallState } from './SpanRowView.ts';
import { TimelineTools } from './TimelineTools.tsx';
import { TreeHead } from './TreeHead.tsx';
import { useTimelineRows } from './useTimelineRows.ts';

export interface TimelineProps {
  readonly trace: Trace;
  readonly json: JaegerTrace;
  readonly usage: readonly Usage[];
  readonly scores: readonly Score[];
}

export function Timeline({ trace, json, usage, scores }: TimelineProps) {
  const zoom = param('zoom');
  const view = useMemo(() => parseView(zoom, trace), [zoom, trace]);
  const tree = flag('tree');
  const inline = param('details') === 'inline' && !narrow.value;
  const share = useSignal(40);
  const [cursor, setCursor] = useState(() => trace.byId.get(param('span'))?.index ?? -1);
  const by = colourChoices.find((choice) => choice === param('colour')) ?? defaultColouring(trace);
  const colouring = useMemo(() => colourSpans(trace, by), [trace, by]);
  const query = param('find');
  const selected = trace.byId.get(param('span'));
  const critical = useMemo(() => criticalTime(criticalPath(trace)), [trace]);
  const matches = useMemo(() => findSpans(trace, query), [trace, query]);
  const matchSet = useMemo(() => new Set(matches), [matches]);
  const waste = useMemo(() => ({ roots: new Set(wastedAttempts(trace)), spans: wastedSpans(trace) }), [trace]);
  const choices = useMemo(() => ({ critical, matches: matchSet, waste: waste.spans }), [critical, matchSet, waste]);
  const { rows, rowOf, collapsed, filtered, setCollapsed, fold } = useTimelineRows(trace, by, choices);
  const isNarrow = narrow.value;
  const latest = useRef(trace);
  useLayoutEffect(() => {
    if (latest.current === trace) return;
    latest.current = trace;
    // Late spans move the others to new indexes.
    setCursor(trace.byId.get(param('span'))?.index ?? -1);
  }, [trace]);

  // Keys may come faster than the page is drawn, so the keyboard reads this and not the last drawing.
  const state = useRef({ rows, rowOf, cursor, collapsed, matches, view, setCollapsed, fold });
  state.current = { rows, rowOf, cursor, collapsed, matches, view, setCollapsed, fold };
  const list = useRef<RecycledRows | null>(null);
  const select = useCallback((index: number, open: boolean) => {
    const span = trace.spans[index];
    if (!span) return;
    state.current = { ...state.current, cursor: index };
    // Before anything is drawn: afterwards the browser would have to lay out the page to learn how far it can scroll.
    list.current?.reveal(state.current.rowOf.get(index) ?? -1);
    if (hidesAncestor(trace, index, state.current.collapsed)) state.current.setCollapsed((old) => reveal(trace, index, old));
    setCursor(index);
    if (open) setParams({ span: span.id });
    else if (param('span')) setParams({ span: span.id }); // With the details open, moving shows the next span's details.
  }, [trace]);
  const pick = useCallback((row: number, event: MouseEvent) => {
    const index = state.current.rows[row] ?? -1;
    if (event.target instanceof Element && event.target.closest('.caret.is-open, .caret.is-closed')) state.current.setCollapsed((old) => toggled(old, index));
    else select(index, true);
  }, [select]);

  // Before the first paint: a key may follow the first row at once.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isTyping(event) || isForControl(event) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
      const command = keyCommand(event.key, trace, state.current);
      if (!command) return;
      event.preventDefault();
      if (command.kind === 'move') select(command.index, false);
      else if (command.kind === 'open') {
        if (trace.byId.get(param('span'))?.index === command.index) setParams({ span: null });
        else select(command.index, true);
      } else if (command.kind === 'close') setParams({ span: null });
      else if (command.kind === 'collapse') state.current.setCollapsed(() => command.collapsed);
      else if (command.kind === 'fold') state.current.fold(command.depth);
      else if (command.kind === 'details') setParams({ details: param('details') === 'inline' ? null : 'inline' });
      else if (command.kind === 'tree') setParams({ tree: flag('tree') ? null : '1' });
      else setParams({ zoom: viewText(command.view, trace) });
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [trace, select]);

  const facts = useMemo(() => ({ trace, view, tree, colours: colouring.bySpan, usage, critical, waste }), [trace, view, tree, colouring, usage, critical, waste]);
  const dimming = query !== '' && matches.length > 0;
  const shown = useMemo<WaterfallState>(() => ({ facts, rows, collapsed, cursor, selected: selected?.index ?? -1, matches: matchSet, dimming }), [facts, rows, collapsed, cursor, selected, matchSet, dimming]);
  const drawn = useRef(shown);
  drawn.current = shown;
  const minimap = useMemo(() => ({ trace, colours: colouring.bySpan, view, dark: dark.value }), [trace, colouring, view, dark.value]);
  const zoomed = view.fromUs > 0 || view.toUs < trace.endUs - trace.startUs;
  const hasUsage = usage.some((item) => item.calls > 0);
  const detail = selected && <SpanDetail key={selected.id} trace={trace} span={selected} json={json} scores={scores.filter((score) => score.observationId === selected.id)} usage={usage[selected.index] ?? null} critical={critical.get(selected.index)} colour={colouring.bySpan[selected.index] ?? 0} inline={inline} onSelect={(index) => select(index, true)} onClose={() => setParams({ span: null })} />;
  return (
    <div class={`timeline ${selected && !inline ? 'has-detail' : ''} ${hasUsage ? 'has-usage' : ''} ${tree ? 'is-tree' : ''}`}>
      <div class="timeline-main" style={{ '--share': `${share.value}%` }}>
        <TimelineTools
          matches={matches}
          cursor={cursor}
          rows={rows.length}
          zoomed={zoomed}
          colouring={colouring}
          onStep={(index) => select(index, false)}
          onFold={fold}
          onLevel={(step) => fold(nextLevel(trace, rows, step))}
        />
        {!tree && <Chart create={(host) => new Minimap(host, (next) => setParams({ zoom: viewText(next, latest.current) }))} data={minimap} label="The whole trace; drag to zoom, double click to see all of it" class="minimap" height={isNarrow ? 36 : 52} />}
        {tree ? <TreeHead hasUsage={hasUsage} /> : <Ruler view={view} hasUsage={hasUsage} splitter={<Splitter share={share} />} />}
        {rows.length === 0 ? (
          <Empty title="No span to show"><p>{filtered ? 'No span fits this filter.' : 'The trace has no spans.'}</p></Empty>
        ) : (
          <div class="waterfall" role="tree" aria-label="Spans" tabIndex={0} aria-activedescendant={cursor >= 0 ? `span-${cursor}` : undefined}>
            <RowList count={rows.length} rowHeight={isNarrow && !tree ? 44 : 28} create={() => new SpanRowView(() => drawn.current)} shown={shown} reveal={rowOf.get(cursor) ?? -1} handle={list} openRow={inline && selected ? (rowOf.get(selected.index) ?? -1) : -1} detail={detail} onPick={pick} />
          </div>
        )}
      </div>
      {!inline && detail}
    </div>
  );
}

function hidesAncestor(trace: Trace, index: number, collapsed: ReadonlySet<number>): boolean {
  for (let at = trace.spans[index]?.parentIndex ?? -1; at >= 0; at = trace.spans[at]?.parentIndex ?? -1) if (collapsed.has(at)) return true;
  return false;
}

function toggled(old: ReadonlySet<number>, index: number): ReadonlySet<number> {
  const next = new Set(old);
  if (!next.delete(index)) next.add(index);
  return next;
}
