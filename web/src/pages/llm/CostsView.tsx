import { useMemo } from 'preact/hooks';
import type { LlmCall } from '../../api/types.ts';
import { param, setParams, setRange } from '../../app/address.ts';
import { dark, isUtc } from '../../app/preferences.ts';
import { StackedBars } from '../../charts/stackedBars.ts';
import { Chart } from '../../components/Chart.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { saveFile } from '../../components/saveFile.ts';
import { Stat } from '../../components/Stat.tsx';
import { Empty, Notice } from '../../components/States.tsx';
import { Table, type Column } from '../../components/Table.tsx';
import { addUp, costOf, dimensions, groupCalls, stackCalls, type CallGroup, type Dimension, type GroupedCall } from '../../lib/callGroups.ts';
import { formatCost, formatDurationMs, formatInteger, formatNumber, formatPercent, plural } from '../../lib/format.ts';
import { assignColours, colourVariable } from '../../lib/palette.ts';
import { csvCell } from '../../lib/spanTable.ts';
import { alignWindow, chooseStepSeconds } from '../../lib/step.ts';
import { Share } from '../overview/OverviewTables.tsx';
import { useCalls } from './useCalls.ts';
import { WasteCard } from './WasteCard.tsx';
import { WhatIf } from './WhatIf.tsx';

const measures = {
  cost: { title: 'Cost', unit: 'usd', value: costOf },
  tokens: { title: 'Tokens', unit: 'count', value: (call: GroupedCall) => call.inputTokens + call.outputTokens },
  calls: { title: 'Calls', unit: 'count', value: () => 1 },
} as const;

/** Where the money goes: over time and by any property of the calls, and what other models would have cost. */
export function CostsView() {
  const calls = useCalls();
  return (
    <Loaded resource={calls} what="the costs">
      {(data) => data.calls.length === 0
        ? <Empty title="No model call in this range" />
        : (
          <div class="stack">
            {data.truncated && <Notice>Only the newest {formatInteger(data.calls.length)} calls are counted. Narrow the range.</Notice>}
            <Totals calls={data.calls} />
            <Explorer calls={data.calls} startMs={data.startMs} endMs={data.endMs} />
            <Waste calls={data.calls} />
            <WhatIf calls={data.calls} />
          </div>
        )}
    </Loaded>
  );
}

function Totals({ calls }: { readonly calls: readonly LlmCall[] }) {
  const all = useMemo(() => addUp('', calls), [calls]);
  return (
    <div class="stats">
      <Stat label="Cost" value={formatCost(all.costUsd)} note={`${formatCost(all.costUsd / all.calls)} per call`} />
      <Stat label="Calls" value={formatInteger(all.calls)} note={`median ${formatDurationMs(all.p50Ms)}`} />
      <Stat label="Tokens in" value={formatNumber(all.inputTokens)} note={all.cachedTokens > 0 ? `${formatPercent(all.cachedTokens / Math.max(1, all.inputTokens))} from the provider's cache` : 'none from a cache'} />
      <Stat label="Tokens out" value={formatNumber(all.outputTokens)} note={`${formatNumber(all.outputTokens / all.calls)} per call`} />
      <Stat label="Failed calls" value={formatInteger(all.failed)} tone={all.failed > 0 ? 'bad' : 'plain'} note={`${formatPercent(all.failed / all.calls)} of the calls`} />
    </div>
  );
}

function Waste({ calls }: { readonly calls: readonly LlmCall[] }) {
  const all = useMemo(() => addUp('', calls), [calls]);
  return <WasteCard failedUsd={all.failedCostUsd} failedCalls={all.failed} />;
}

interface ExplorerProps {
  readonly calls: readonly LlmCall[];
  readonly startMs: number;
  readonly endMs: number;
}

function Explorer({ calls, startMs, endMs }: ExplorerProps) {
  const by: Dimension = dimensions.find((item) => item === param('by')) ?? 'model';
  const measure = measures[param('show') as keyof typeof measures] ?? measures.cost;
  const utc = isUtc();
  const isDark = dark.value;
  const groups = useMemo(() => groupCalls(calls, by), [calls, by]);
  const data = useMemo(() => {
    // The range may be much longer than what was received in it.
    const first = calls.reduce((least, call) => Math.min(least, call.startMs), endMs);
    const from = Math.max(startMs, first - (endMs - first) * 0.05);
    const step = chooseStepSeconds(endMs - from, 60);
    const aligned = alignWindow(from, endMs, step);
    const stack = stackCalls(calls, by, measure.value, aligned.startMs, aligned.endMs, step * 1000);
    const colours = assignColours(stack.layers.filter((layer) => !layer.rest).map((layer) => layer.key));
    return { stack, colours: stack.layers.map((layer) => (layer.rest ? 0 : (colours.get(layer.key) ?? 0))), unit: measure.unit, utc, dark: isDark };
  }, [calls, by, measure, startMs, endMs, utc, isDark]);
  const csv = (): void => saveFile(`cost-by-${by}.csv`, [`${by},calls,failed,input_tokens,cached_tokens,output_tokens,cost_usd,failed_cost_usd`, ...groups.map((group) => [group.key, group.calls, group.failed, group.inputTokens, group.cachedTokens, group.outputTokens, group.costUsd, group.failedCostUsd].map(csvCell).join(','))].join('\r\n') + '\r\n', 'text/csv');
  return (
    <section class="card">
      <header class="card-header">
        <h2>{measure.title} by {by}</h2>
        <span class="tab-tools">
          <label class="select"><span class="visually-hidden">Group by</span><select value={by} onChange={(event) => setParams({ by: event.currentTarget.value })}>{dimensions.map((item) => <option key={item} value={item}>By {item}</option>)}</select></label>
          <span class="button-group" role="group" aria-label="What to show">
            {Object.entries(measures).map(([id, item]) => <button key={id} type="button" class="button" aria-pressed={item === measure} onClick={() => setParams({ show: id === 'cost' ? null : id })}>{item.title}</button>)}
          </span>
          <button type="button" class="button" onClick={csv}><Icon name="download" /> CSV</button>
        </span>
      </header>
      <div class="chart-card"><Chart create={(host) => new StackedBars(host, (from, to) => setRange({ kind: 'fixed', startMs: from, endMs: to }))} data={data} label={`${measure.title} over time by ${by}`} height={210} /></div>
      <ul class="legend-inline">
        {data.stack.layers.map((layer, index) => <li key={layer.key}><i class="dot" style={{ background: colourVariable(data.colours[index] ?? 0) }} />{layer.key || 'none'}</li>)}
      </ul>
      <GroupTable groups={groups} by={by} />
    </section>
  );
}

function GroupTable({ groups, by }: { readonly groups: readonly CallGroup[]; readonly by: Dimension }) {
  const whole = Math.max(1e-12, groups.reduce((sum, group) => sum + group.costUsd, 0));
  const columns: readonly Column<CallGroup>[] = [
    { key: 'key', title: by, cell: (group) => (group.key ? <strong>{group.key}</strong> : <span class="muted">none</span>), sort: (group) => group.key },
    { key: 'calls', title: 'Calls', numeric: true, cell: (group) => formatInteger(group.calls), sort: (group) => group.calls },
    { key: 'in', title: 'In', numeric: true, minor: true, cell: (group) => formatNumber(group.inputTokens), sort: (group) => group.inputTokens },
    { key: 'out', title: 'Out', numeric: true, minor: true, cell: (group) => formatNumber(group.outputTokens), sort: (group) => group.outputTokens },
    { key: 'each', title: 'Per call', numeric: true, minor: true, cell: (group) => formatCost(group.costUsd / group.calls), sort: (group) => group.costUsd / group.calls },
    { key: 'cost', title: 'Cost', numeric: true, cell: (group) => <Share value={group.costUsd / whole} text={formatCost(group.costUsd)} />, sort: (group) => group.costUsd },
    { key: 'failed', title: 'Wasted', numeric: true, cell: (group) => (group.failed === 0 ? <span class="muted">–</span> : <span class={group.failedCostUsd > 0 ? 'bad' : 'muted'}>{formatCost(group.failedCostUsd)} <small>{plural(group.failed, 'call')}</small></span>), sort: (group) => group.failedCostUsd },
  ];
  return <Table label={`Cost by ${by}`} columns={columns} rows={groups} rowKey={(group) => group.key} testId="cost-row" initialSort={{ key: 'cost', descending: true }} shown={30} />;
}
