import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { param, setParams } from '../../app/address.ts';
import { isForControl, isTyping } from '../../app/Keys.tsx';
import { dark } from '../../app/preferences.ts';
import { FlameGraph, flameRow, mostFlameLevels, topLevel, type FlameGraphData } from '../../charts/flameGraph.ts';
import { Chart } from '../../components/Chart.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Empty, Notice } from '../../components/States.tsx';
import { TextField } from '../../components/TextField.tsx';
import { colourChoices, colourSpans, defaultColouring } from '../../lib/colouring.ts';
import { findPaths, flameMeasures, flameStep, layFlame, type FlameMeasure } from '../../lib/flame.ts';
import { formatCost, formatDurationUs, formatInteger, formatNumber, formatPercent } from '../../lib/format.ts';
import { pathLabels, pathTree, withModel } from '../../lib/pathTree.ts';
import type { Trace } from '../../lib/trace.ts';
import type { Usage } from '../../lib/usage.ts';

const titles: Readonly<Record<FlameMeasure, string>> = { time: 'Time', cost: 'Cost', tokens: 'Tokens' };
const meanings: Readonly<Record<FlameMeasure, string>> = {
  time: 'Widths are time spent in a step and below it. Steps at the same time count each, so the sum can be longer than the trace.',
  cost: 'Widths are what model calls cost, in US dollars.',
  tokens: 'Widths are tokens in and out of model calls.',
};

export interface FlameTabProps {
  readonly trace: Trace;
  readonly usage: readonly Usage[];
}

/** Equal steps of a trace joined and as wide as what they took. */
export function FlameTab({ trace, usage }: FlameTabProps) {
  const tree = useMemo(() => pathTree(trace, usage, withModel), [trace, usage]);
  const measure = flameMeasures.find((item) => item === param('measure')) ?? 'time';
  const flame = useMemo(() => layFlame(tree, measure), [tree, measure]);
  const query = param('find');
  const matches = useMemo(() => (query === '' ? null : findPaths(tree, query)), [tree, query]);
  const by = colourChoices.find((choice) => choice === param('colour')) ?? defaultColouring(trace);
  const colours = useMemo(() => {
    const { bySpan } = colourSpans(trace, by);
    return tree.nodes.map((node) => bySpan[node.spans[0] ?? 0] ?? 0);
  }, [trace, tree, by]);
  const zoomed = trace.byId.get(param('at'));
  const zoom = zoomed ? (tree.nodeOf[zoomed.index] ?? -1) : -1;
  const [cursor, setCursor] = useState(zoom);
  const spanOf = (node: number): string | null => trace.spans[tree.nodes[node]?.spans[0] ?? -1]?.id ?? null;
  const zoomTo = (node: number): void => {
    setCursor(node);
    setParams({ at: node < 0 || tree.nodes[node]?.parent === -1 ? null : spanOf(node) }, true);
  };

  // The chart and the keyboard live longer than one drawing.
  const state = useRef({ cursor, zoom, flame, zoomTo });
  state.current = { cursor, zoom, flame, zoomTo };
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isTyping(event) || isForControl(event) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
      const now = state.current;
      if (/^(Arrow(Up|Down|Left|Right)|Home)$/.test(event.key)) setCursor(flameStep(tree, now.flame, now.cursor, event.key));
      else if (event.key === 'Enter' && now.cursor >= 0) now.zoomTo(now.cursor);
      else if ((event.key === 'Escape' || event.key === '0') && now.zoom >= 0) now.zoomTo(-1);
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [tree]);

  const isDark = dark.value;
  const data = useMemo<FlameGraphData>(() => ({
    tree, flame, zoom, cursor, matches, colours, dark: isDark,
    describe: (node) => [
      { colour: null, name: titles[measure], value: `${written(measure, flame.totals[node] ?? 0)} · ${formatPercent((flame.totals[node] ?? 0) / flame.whole)}` },
      { colour: null, name: 'Spans', value: formatInteger(tree.nodes[node]?.spans.length ?? 0) },
    ],
  }), [tree, flame, zoom, cursor, matches, colours, isDark]);
  const levels = flame.levels.length - topLevel(tree, zoom);
  return (
    <div class="trace-tab flame">
      <div class="tab-tools">
        <div class="button-group" role="group" aria-label="What the width says">
          {flameMeasures.map((item) => (
            <button key={item} type="button" class="button" aria-pressed={item === measure} onClick={() => setParams({ measure: item === 'time' ? null : item }, true)}>{titles[item]}</button>
          ))}
        </div>
        <TextField label="Find steps" hideLabel search value={query} placeholder="Find: name, service, kind" onChange={(find) => setParams({ find })} />
        {matches && <span class="muted nowrap" role="status">{matches.size === 0 ? 'no match' : `${formatInteger(matches.size)} marked`}</span>}
        {zoom >= 0 && <button type="button" class="button" onClick={() => zoomTo(-1)} title="Show the whole trace (Esc)"><Icon name="zoomOut" /> Whole trace</button>}
      </div>
      {flame.whole === 0 ? (
        <Empty title={measure === 'time' ? 'Every span is empty' : 'No model call with usage'}><p>{measure === 'time' ? 'The spans of this trace took no time.' : 'No span of this trace says what it used.'}</p></Empty>
      ) : (
        <>
          {levels > mostFlameLevels && <Notice tone="info">The trace is {formatInteger(flame.levels.length)} levels deep. {formatInteger(mostFlameLevels)} are shown; zoom into a step to see below it.</Notice>}
          <Chart create={(host) => new FlameGraph(host, (node) => state.current.zoomTo(node))} data={data} label={`${titles[measure]} by step; arrow keys move, Enter zooms`} class="flame-graph" testId="flame-graph" height={Math.min(levels, mostFlameLevels) * flameRow} />
          <FlameFacts trace={trace} tree={tree} flame={flame} measure={measure} node={cursor >= 0 ? cursor : zoom} />
          <p class="footnote">{meanings[measure]} A click or Enter zooms, arrow keys move, Esc shows everything.</p>
        </>
      )}
    </div>
  );
}

interface FlameFactsProps {
  readonly trace: Trace;
  readonly tree: ReturnType<typeof pathTree>;
  readonly flame: ReturnType<typeof layFlame>;
  readonly measure: FlameMeasure;
  readonly node: number;
}

function FlameFacts({ trace, tree, flame, measure, node: index }: FlameFactsProps) {
  const node = tree.nodes[index];
  if (!node) return null;
  const longest = node.spans.reduce((best, item) => (lengthUs(trace, item) > lengthUs(trace, best) ? item : best), node.spans[0] ?? 0);
  const path = pathLabels(tree, index);
  return (
    <section class="card flame-facts" role="status" data-testid="flame-facts">
      <h3>{node.label}</h3>
      <p class="muted small">{path.length > 8 ? `… › ${path.slice(-7).join(' › ')}` : path.join(' › ')}</p>
      <dl class="facts facts-small">
        <div><dt>{titles[measure]} with steps below</dt><dd>{written(measure, flame.totals[index] ?? 0)} <small class="muted">{formatPercent((flame.totals[index] ?? 0) / flame.whole)}</small></dd></div>
        <div><dt>Own time</dt><dd>{formatDurationUs(node.selfUs)}</dd></div>
        <div><dt>Spans</dt><dd>{formatInteger(node.spans.length)}</dd></div>
        {node.errorCount > 0 && <div><dt>Errors</dt><dd class="bad">{formatInteger(node.errorCount)}</dd></div>}
        <div><dt>Service</dt><dd>{node.service}</dd></div>
      </dl>
      <button type="button" class="button" onClick={() => setParams({ tab: null, span: trace.spans[longest]?.id ?? null }, true)}><Icon name="traces" /> {node.spans.length > 1 ? 'Longest one in the timeline' : 'Show in the timeline'}</button>
    </section>
  );
}

function lengthUs(trace: Trace, index: number): number {
  const span = trace.spans[index];
  return span ? span.endUs - span.startUs : -1;
}

function written(measure: FlameMeasure, value: number): string {
  return measure === 'time' ? formatDurationUs(value) : measure === 'cost' ? formatCost(value) : `${formatNumber(value)} tokens`;
}
