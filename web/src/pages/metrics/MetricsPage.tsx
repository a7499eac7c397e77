import { paramList, setParams, param, setRange } from '../../app/address.ts';
import { shownWindow } from '../../app/live.ts';
import { TextField } from '../../components/TextField.tsx';
import { Icon } from '../../components/Icon.tsx';
import { chooseStepSeconds, maxPointsPerSeries } from '../../lib/step.ts';
import { durationText, parseDurationMs } from '../../lib/time.ts';
import { MetricStart } from './MetricStart.tsx';
import { QueryPanel } from './QueryPanel.tsx';

/** Several PromQL queries, each with its own chart; all of them in the address. */
export function MetricsPage() {
  const queries = paramList('q');
  const { startMs, endMs } = shownWindow.value;
  const automatic = chooseStepSeconds(endMs - startMs, 300);
  const typed = param('step');
  const setQuery = (index: number, query: string | null): void => {
    const next = queries.length === 0 ? [''] : [...queries];
    if (query === null) next.splice(index, 1);
    else next[index] = query;
    setParams({ q: next }, true);
  };
  const shown = queries.length === 0 ? [''] : queries;
  return (
    <div class="stack">
      <div class="filters filters-inline">
        <TextField label="Step" value={typed} placeholder={`auto (${durationText(automatic * 1000)})`} class="field-narrow" check={stepProblem} onChange={(step) => setParams({ step })} />
        <button type="button" class="button" onClick={() => setParams({ q: [...shown.filter(Boolean), 'up'] }, true)}><Icon name="plus" /> Add query</button>
      </div>
      {shown.map((query, index) => (
        <QueryPanel key={index} query={query} step={typed} only={shown.length === 1} onRun={(text) => setQuery(index, text)} onRemove={() => setQuery(index, null)} onRange={(from, to) => setRange({ kind: 'fixed', startMs: from, endMs: to })} />
      ))}
      {queries.length === 0 && <MetricStart onPick={(query) => setQuery(0, query)} />}
    </div>
  );
}

function stepProblem(text: string): string | null {
  return (parseDurationMs(text) ?? 0) < 1000 ? `Write a duration of at least 1s; the server answers at most ${maxPointsPerSeries} points` : null;
}
