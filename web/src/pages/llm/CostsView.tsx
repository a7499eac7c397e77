import { useMemo } from 'preact/hooks';
import { fetchCallGroups, fetchCallSteps } from '../../api/tta.ts';
import { param, setParams, setRange } from '../../app/address.ts';
import { shownWindow } from '../../app/live.ts';
import { dark, isUtc } from '../../app/preferences.ts';
import { useResource } from '../../app/useResource.ts';
import { StackedBars } from '../../charts/stackedBars.ts';
import { Chart } from '../../components/Chart.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { saveFile } from '../../components/saveFile.ts';
import { Stat } from '../../components/Stat.tsx';
import { Empty } from '../../components/States.tsx';
import { Table, type Column } from '../../components/Table.tsx';
import { dimensions, stackSteps, type CallGroup, type CallStep, type CallSums, type Dimension } from '../../lib/callGroups.ts';
import { formatCost, formatDurationMs, formatInteger, formatNumber, formatPercent, plural } from '../../lib/format.ts';
import { assignColours, colourVariable } from '../../lib/palette.ts';
import { csvCell } from '../../lib/spanTable.ts';
import { alignWindow, chooseStepSeconds } from '../../lib/step.ts';
import { Share } from '../overview/OverviewTables.tsx';
import { WasteCard } from './WasteCard.tsx';
import { WhatIf } from './WhatIf.tsx';

const measures = {
  cost: { title: 'Cost', unit: 'usd', value: (sums: CallSums) => sums.costUsd },
  tokens: { title: 'Tokens', unit: 'count', value: (sums: CallSums) => sums.inputTokens + sums.outputTokens },
  calls: { title: 'Calls', unit: 'count', value: (sums: CallSums) => sums.calls },
} as const;

/** Where the money goes: over time and by any property of the calls, and what other models would have cost. */
export function CostsView() {
  const { startMs, endMs } = shownWindow.value;
  const found = useResource(`${startMs}/${endMs}`, async (abort) => {
    const [[all], models] = await Promise.all([fetchCallGroups(startMs, endMs, 'all', abort), fetchCallGroups(startMs, endMs, 'model', abort)]);
    return { all, models, startMs, endMs };
  }, 'costs');
  return (
    <Loaded resource={found} what="the costs">
      {({ all, models, ...range }) => all === undefined
        ? <Empty title="No model call in this range" />
        : (
          <div class="stack">
            <Totals all={all} />
            <Explorer all={all} startMs={range.startMs} endMs={range.endMs} />
            <WasteCard failedUsd={all.failedCostUsd} failedCalls={all.failed} />
            <WhatIf models={models} />
          </div>
        )}
    </Loaded>
  );
}

function Totals({ all }: { readonly all: CallGroup }) {
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

interface ExplorerProps {
  readonly all: CallGroup;
  readonly startMs: number;
  readonly endMs: number;
}

function Explorer({ all, startMs, endMs }: ExplorerProps) {
  const by: Dimension = dimensions.find((item) => item === param('by')) ?? 'model';
  // The range may be much longer than what was received in it.
  const from = Math.max(startMs, all.firstMs - (endMs - all.firstMs) * 0.05);
  const stepSeconds = chooseStepSeconds(endMs - from, 60);
  const shown = alignWindow(from, endMs, stepSeconds);
  const found = useResource(`${by}/${startMs}/${endMs}/${stepSeconds}`, async (abort) => {
    const [groups, steps] = await Promise.all([fetchCallGroups(startMs, endMs, by, abort), fetchCallSteps(Math.max(startMs, shown.startMs), endMs, by, stepSeconds * 1000, abort)]);
    return { groups, steps, stepMs: stepSeconds * 1000, ...shown };
  }, by);
  return <Loaded resource={found} what={`the costs by ${by}`}>{(data) => <GroupCard by={by} {...data} />}</Loaded>;
}

interface GroupCardProps {
  readonly by: Dimension;
  readonly groups: readonly CallGroup[];
  readonly steps: readonly CallStep[];
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

function GroupCard({ by, groups, steps, startMs, endMs, stepMs }: GroupCardProps) {
  const measure = measures[param('show') as keyof typeof measures] ?? measures.cost;
  const utc = isUtc();
  const isDark = dark.value;
  const data = useMemo(() => {
    const stack = stackSteps(steps, measure.value, startMs, endMs, stepMs);
    const colours = assignColours(stack.layers.filter((layer) => !layer.rest).map((layer) => layer.key));
    return { stack, colours: stack.layers.map((layer) => (layer.rest ? 0 : (colours.get(layer.key) ?? 0))), unit: measure.unit, utc, dark: isDark };
  }, [steps, measure, startMs, endMs, stepMs, utc, isDark]);
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
    { key: 'key', title: `${by.charAt(0).toUpperCase()}${by.slice(1)}`, cell: (group) => (group.key ? <strong>{group.key}</strong> : <span class="muted">none</span>), sort: (group) => group.key },
    { key: 'calls', title: 'Calls', numeric: true, cell: (group) => formatInteger(group.calls), sort: (group) => group.calls },
    { key: 'in', title: 'In', numeric: true, minor: true, cell: (group) => formatNumber(group.inputTokens), sort: (group) => group.inputTokens },
    { key: 'out', title: 'Out', numeric: true, minor: true, cell: (group) => formatNumber(group.outputTokens), sort: (group) => group.outputTokens },
    { key: 'each', title: 'Per call', numeric: true, minor: true, cell: (group) => formatCost(group.costUsd / group.calls), sort: (group) => group.costUsd / group.calls },
    { key: 'cost', title: 'Cost', numeric: true, cell: (group) => <Share value={group.costUsd / whole} text={formatCost(group.costUsd)} />, sort: (group) => group.costUsd },
    { key: 'failed', title: 'Wasted', numeric: true, cell: (group) => (group.failed === 0 ? <span class="muted">–</span> : <span class={group.failedCostUsd > 0 ? 'bad' : 'muted'}>{formatCost(group.failedCostUsd)} <small>{plural(group.failed, 'call')}</small></span>), sort: (group) => group.failedCostUsd },
  ];
  return <Table label={`Cost by ${by}`} columns={columns} rows={groups} rowKey={(group) => group.key} testId="cost-row" initialSort={{ key: 'cost', descending: true }} shown={30} />;
}
