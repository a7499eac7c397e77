import { fetchCallGroups, fetchPersonaScores } from '../../api/tta.ts';
import { queryInstant } from '../../api/prometheus.ts';
import { go, param, setParams } from '../../app/address.ts';
import { shownWindow } from '../../app/live.ts';
import { useResource } from '../../app/useResource.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Empty } from '../../components/States.tsx';
import { Table, type Column } from '../../components/Table.tsx';
import type { CallGroup } from '../../lib/callGroups.ts';
import { formatCost, formatDurationMs, formatInteger, formatNumber, formatPercent, formatSignificant } from '../../lib/format.ts';
import type { PersonaScore } from '../../lib/scores.ts';
import { Share } from '../overview/OverviewTables.tsx';
import { TrendChart } from '../overview/TrendChart.tsx';

/** What every persona costs, how fast and how good it is, and what is left of its budget. */
export function PersonasView() {
  const { startMs, endMs } = shownWindow.value;
  const personas = useResource(`${startMs}/${endMs}`, async (abort) => {
    const [groups, scores] = await Promise.all([fetchCallGroups(startMs, endMs, 'persona', abort), fetchPersonaScores(startMs, endMs, abort)]);
    return { groups, scores };
  }, 'personas');
  const budgets = useResource(`${endMs}`, (abort) => queryInstant('min by (persona) (persona_budget_remaining_tokens)', endMs / 1000, abort), 'budgets');
  return (
    <Loaded resource={personas} what="the personas">
      {({ groups, scores }) => groups.length === 0
        ? <Empty title="No model call in this range"><p>Calls belong to a persona when they run inside <code>.WithPersona(name)</code>, or carry the attribute <code>persona</code>.</p></Empty>
        : (
          <div class="stack">
            <PersonaCard groups={groups} scores={scores} budgets={new Map((budgets.data?.series ?? []).map((item) => [item.metric['persona'] ?? '', Number(item.values[0]?.[1])]))} />
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
  readonly groups: readonly CallGroup[];
  readonly scores: readonly PersonaScore[];
  readonly budgets: ReadonlyMap<string, number>;
}

function PersonaCard({ groups, scores, budgets }: PersonaCardProps) {
  const names = [...new Set(scores.map((score) => score.name))].sort();
  const name = names.find((item) => item === param('score')) ?? names[0];
  const means = new Map(scores.filter((score) => score.name === name).map((score) => [score.key, score]));
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
