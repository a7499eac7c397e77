import { useMemo } from 'preact/hooks';
import { ApiError } from '../../api/http.ts';
import { fetchScores } from '../../api/langfuse.ts';
import { queryInstant } from '../../api/prometheus.ts';
import type { LlmCall } from '../../api/types.ts';
import { go, param, setParams } from '../../app/address.ts';
import { shownWindow } from '../../app/live.ts';
import { useResource } from '../../app/useResource.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Empty, Notice } from '../../components/States.tsx';
import { Table, type Column } from '../../components/Table.tsx';
import { groupCalls, type CallGroup } from '../../lib/callGroups.ts';
import { formatCost, formatDurationMs, formatInteger, formatNumber, formatPercent, formatSignificant } from '../../lib/format.ts';
import { meanByKey, type Score } from '../../lib/scores.ts';
import { alignWindow } from '../../lib/step.ts';
import { Share } from '../overview/OverviewTables.tsx';
import { TrendChart } from '../overview/TrendChart.tsx';
import { useCalls } from './useCalls.ts';

/** What every persona costs, how fast and how good it is, and what is left of its budget. */
export function PersonasView() {
  const { startMs, endMs } = shownWindow.value;
  const calls = useCalls();
  // Many pages of scores: live refreshes look again four times a minute.
  const aligned = alignWindow(startMs, endMs, 15);
  const scores = useResource(`${aligned.startMs}/${aligned.endMs}`, (abort) => scoresOrNone(aligned.startMs, aligned.endMs, abort), 'scores');
  const budgets = useResource(`${endMs}`, (abort) => queryInstant('min by (persona) (persona_budget_remaining_tokens)', endMs / 1000, abort), 'budgets');
  return (
    <Loaded resource={calls} what="the personas">
      {(data) => data.calls.length === 0
        ? <Empty title="No model call in this range"><p>Calls belong to a persona when they run inside <code>.WithPersona(name)</code>, or carry the attribute <code>persona</code>.</p></Empty>
        : (
          <div class="stack">
            {data.truncated && <Notice>Only the newest {formatInteger(data.calls.length)} calls are counted. Narrow the range.</Notice>}
            <PersonaCard calls={data.calls} scores={scores.data ?? []} budgets={new Map((budgets.data?.series ?? []).map((item) => [item.metric['persona'] ?? '', Number(item.values[0]?.[1])]))} />
            <div class="columns columns-2">
              <TrendChart title="Budget left, in tokens" group="persona" query={() => 'min by (persona) (persona_budget_remaining_tokens)'} />
              <TrendChart title="Cost by persona" group="persona" query={(window) => `sum by (persona) (rate(persona_cost_usd_total[${window}]))`} />
            </div>
          </div>
        )}
    </Loaded>
  );
}

interface PersonaCardProps {
  readonly calls: readonly LlmCall[];
  readonly scores: readonly Score[];
  readonly budgets: ReadonlyMap<string, number>;
}

function PersonaCard({ calls, scores, budgets }: PersonaCardProps) {
  const groups = useMemo(() => groupCalls(calls, 'persona'), [calls]);
  const names = useMemo(() => [...new Set(scores.filter((score) => typeof score.value !== 'string').map((score) => score.name))].sort(), [scores]);
  const name = names.find((item) => item === param('score')) ?? names[0];
  const means = useMemo(() => meanByKey(scores.filter((score) => score.name === name), calls.map((call) => ({ key: call.persona ?? '', traceId: call.traceId, spanId: call.spanId }))), [scores, name, calls]);
  const dearest = Math.max(1e-12, ...groups.map((group) => group.costUsd));
  const none = <span class="muted">–</span>;
  const columns: Column<CallGroup>[] = [
    { key: 'persona', title: 'Persona', cell: (group) => (group.key ? <strong>{group.key}</strong> : <span class="muted">none</span>), sort: (group) => group.key },
    { key: 'calls', title: 'Calls', numeric: true, cell: (group) => formatInteger(group.calls), sort: (group) => group.calls },
    { key: 'tokens', title: 'Tokens in / out', numeric: true, minor: true, cell: (group) => `${formatNumber(group.inputTokens)} / ${formatNumber(group.outputTokens)}`, sort: (group) => group.inputTokens + group.outputTokens },
    { key: 'cost', title: 'Cost', numeric: true, cell: (group) => <Share value={group.costUsd / dearest} text={formatCost(group.costUsd)} />, sort: (group) => group.costUsd },
    { key: 'p50', title: 'p50', numeric: true, minor: true, cell: (group) => formatDurationMs(group.p50Ms), sort: (group) => group.p50Ms },
    { key: 'p95', title: 'p95', numeric: true, cell: (group) => formatDurationMs(group.p95Ms), sort: (group) => group.p95Ms },
    { key: 'first', title: 'First token', numeric: true, minor: true, cell: (group) => (group.firstTokenMs === null ? none : formatDurationMs(group.firstTokenMs)), sort: (group) => group.firstTokenMs ?? -1 },
    { key: 'failed', title: 'Failed', numeric: true, cell: (group) => (group.failed === 0 ? <span class="muted">0</span> : <span class="bad">{formatInteger(group.failed)} <small>{formatPercent(group.failed / group.calls)}</small></span>), sort: (group) => group.failed },
  ];
  if (name !== undefined) columns.push({ key: 'score', title: name, numeric: true, cell: (group) => { const mean = means.get(group.key); return mean ? <span title={`${mean.count} scores`}>{formatSignificant(mean.mean)}</span> : none; }, sort: (group) => means.get(group.key)?.mean ?? -Infinity });
  if (budgets.size > 0) columns.push({ key: 'budget', title: 'Budget left', numeric: true, cell: (group) => { const left = budgets.get(group.key); return left === undefined || !Number.isFinite(left) ? none : <span class={left <= 0 ? 'bad' : ''}>{formatNumber(left)}</span>; }, sort: (group) => budgets.get(group.key) ?? Infinity });
  return (
    <section class="card">
      <header class="card-header">
        <h2>Personas</h2>
        {names.length > 1 && <label class="select"><span class="visually-hidden">Score to show</span><select value={name} onChange={(event) => setParams({ score: event.currentTarget.value })}>{names.map((item) => <option key={item} value={item}>Score: {item}</option>)}</select></label>}
      </header>
      <Table label="Personas" columns={columns} rows={groups} rowKey={(group) => group.key} testId="persona-row" initialSort={{ key: 'cost', descending: true }} onOpen={(group) => go(['llm'], { persona: group.key })} />
    </section>
  );
}

/** Scores are an extra here: a server without them shows the rest. */
async function scoresOrNone(startMs: number, endMs: number, abort: AbortSignal): Promise<readonly Score[]> {
  try {
    return (await fetchScores(startMs, endMs, abort)).scores;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}
