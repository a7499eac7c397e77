import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { logLabels, logLabelValues, queryLogMetric, queryLogs } from '../../api/loki.ts';
import { flag, param, setParams, setRange } from '../../app/address.ts';
import { shownWindow } from '../../app/live.ts';
import { dark, isUtc } from '../../app/preferences.ts';
import { useResource } from '../../app/useResource.ts';
import { StackedBars } from '../../charts/stackedBars.ts';
import { Chart } from '../../components/Chart.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { QueryInput } from '../../components/QueryInput.tsx';
import { saveFile } from '../../components/saveFile.ts';
import { TextField } from '../../components/TextField.tsx';
import { Empty, Notice } from '../../components/States.tsx';
import { rank, type Context, type Suggestion } from '../../lib/completion.ts';
import { formatInteger, plural } from '../../lib/format.ts';
import { levels, type Level } from '../../lib/levels.ts';
import { anyStream, composeLogQuery, isMetricQuery, keepKnown, toEntries, volumeQuery, withCondition, type LogEntry } from '../../lib/logs.ts';
import { durationSuggestions, logqlFunctions } from '../../lib/promqlNames.ts';
import { levelBins, levelBinsOfLines } from '../../lib/series.ts';
import { alignWindow, chooseStepSeconds } from '../../lib/step.ts';
import { LogMetric } from './LogMetric.tsx';
import { LogList } from './LogList.tsx';

const limits = [100, 500, 2000, 5000] as const;

export function LogsPage() {
  const typed = param('q');
  const chosen = levels.filter((level) => param('level').split(',').includes(level));
  const contains = param('contains');
  const metric = isMetricQuery(typed);
  return (
    <div class="stack">
      <LogFilters typed={typed} contains={contains} chosen={chosen} metric={metric} />
      {metric ? <LogMetric query={typed} /> : <LogLines typed={typed} contains={contains} chosen={chosen} />}
    </div>
  );
}

interface LogFiltersProps {
  readonly typed: string;
  readonly contains: string;
  readonly chosen: readonly Level[];
  readonly metric: boolean;
}

function LogFilters({ typed, contains, chosen, metric }: LogFiltersProps) {
  const toggleLevel = (level: Level): void => {
    const next = chosen.includes(level) ? chosen.filter((item) => item !== level) : [...chosen, level];
    setParams({ level: next.join(',') });
  };
  return (
    <section class="card query-card" role="search" aria-label="Search logs">
      <QueryInput label="LogQL query" value={typed} placeholder={anyStream} suggest={suggestLogQl} onRun={(q) => setParams({ q, line: null }, true)} />
      {!metric && (
        <div class="filters filters-inline">
          <TextField label="Line contains" hideLabel search value={contains} placeholder="Line contains…" class="field-wide" onChange={(text) => setParams({ contains: text })} />
          <div class="level-buttons" role="group" aria-label="Levels">
            {levels.map((level) => (
              <button key={level} type="button" class={`level-button level-${level}`} aria-pressed={chosen.includes(level)} onClick={() => toggleLevel(level)}>{level}</button>
            ))}
          </div>
          <label class="check"><input type="checkbox" checked={flag('wrap')} onChange={(event) => setParams({ wrap: event.currentTarget.checked ? '1' : null })} /> Wrap lines</label>
          <label class="check"><input type="checkbox" checked={flag('oldest')} onChange={(event) => setParams({ oldest: event.currentTarget.checked ? '1' : null })} /> Oldest first</label>
        </div>
      )}
    </section>
  );
}

function LogLines({ typed, contains, chosen }: { readonly typed: string; readonly contains: string; readonly chosen: readonly Level[] }) {
  const { startMs, endMs } = shownWindow.value;
  const query = composeLogQuery(typed, contains, chosen);
  const oldest = flag('oldest');
  const wanted = Number(param('limit'));
  const limit = wanted > 0 && wanted <= 5000 ? wanted : 500;
  const step = chooseStepSeconds(endMs - startMs, 80);
  const aligned = alignWindow(startMs, endMs, step);
  const lines = useResource(`${query}/${startMs}/${endMs}/${limit}/${oldest}`, (abort) => queryLogs(query, startMs, endMs, limit, oldest ? 'forward' : 'backward', abort), 'lines');
  const volume = useResource(`${query}/${aligned.startMs}/${aligned.endMs}`, (abort) => queryLogMetric(volumeQuery(query, step), aligned.startMs + step * 1000, aligned.endMs, step, abort), 'volume');
  const shown = useRef<readonly LogEntry[]>([]);
  const entries = useMemo(() => (shown.current = keepKnown(shown.current, lines.data ? toEntries(lines.data.streams, !oldest) : [])), [lines.data]);
  const utc = isUtc();
  const isDark = dark.value;
  const histogram = useMemo(() => {
    const bins = volume.data && !volume.error ? levelBins(volume.data.series, aligned.startMs, aligned.endMs, step) : levelBinsOfLines(entries, aligned.startMs, aligned.endMs, step);
    // The worst level at the bottom, so that errors share a base line.
    const stack = { startMs: bins.startMs, stepMs: bins.stepMs, layers: levels.map((level) => ({ key: level, values: bins.counts[level], rest: false })) };
    return { stack, colours: levels.map((level) => `--level-${level}`), total: bins.totals.reduce((sum, count) => sum + count, 0), unit: 'count' as const, utc, dark: isDark };
  }, [volume.data, volume.error, entries, utc, isDark]);
  const { total } = histogram;
  const { linked, remember } = useLinkedLine();
  const lineKey = linked === '' ? '' : (entries.find((entry) => entry.timeNs === linked)?.key ?? '');
  const next = limits.find((item) => item > limit);
  const addCondition = useCallback((kind: 'label' | 'field', name: string, value: string, keep: boolean) => setParams({ q: withCondition(param('q'), kind, name, value, keep) }, true), []);
  return (
    <>
      {(total > 0 || lines.loading) && <section class="card">
        <header class="card-header"><h2>Volume</h2><span class="muted">{volume.error ? `of the lines shown; counting failed: ${volume.error.message}` : plural(total, 'line')}</span></header>
        <Chart create={(host) => new StackedBars(host, (from, to) => setRange({ kind: 'fixed', startMs: from, endMs: to }))} data={histogram} label={`Log volume by level, ${formatInteger(total)} lines`} height={120} />
      </section>}
      <Loaded resource={lines} what="the log lines">
        {(data) => entries.length === 0 ? (
          <Empty title="No line matches">
            <p>Nothing in this range fits <code>{query}</code>.</p>
            {(typed || contains || chosen.length > 0) && <button type="button" class="button" onClick={() => setParams({ q: null, contains: null, level: null }, true)}>Clear the search</button>}
          </Empty>
        ) : (
          <section class="card">
            <header class="card-header">
              <h2>{plural(entries.length, 'line')}</h2>
              <button type="button" class="button button-quiet" onClick={() => saveFile('log-lines.txt', entries.map((entry) => `${new Date(entry.timeMs).toISOString()} ${entry.line}`).join('\n'), 'text/plain')}><Icon name="download" /> Download</button>
            </header>
            {data.warnings.map((warning) => <Notice key={warning}>{warning}</Notice>)}
            {data.lineCount >= limit && <Notice>Only the {oldest ? 'oldest' : 'newest'} {formatInteger(entries.length)} lines are shown{total > entries.length ? ` of ${formatInteger(total)}` : ''}. Narrow the search{next ? <>, or <button type="button" class="link" onClick={() => setParams({ limit: String(next) })}>show up to {formatInteger(next)}</button></> : null}.</Notice>}
            <LogList
              key={lineKey}
              entries={entries}
              contains={contains}
              wrap={flag('wrap')}
              openKey={lineKey}
              onFilter={addCondition}
              onOpen={remember}
            />
          </section>
        )}
      </Loaded>
    </>
  );
}

/** The line that a link asked for, apart from the lines that were opened here and are only noted in the address. */
function useLinkedLine() {
  const line = param('line');
  const [linked, setLinked] = useState(line);
  const own = useRef('');
  useEffect(() => {
    if (line !== '' && line !== own.current) setLinked(line);
  }, [line]);
  const remember = useCallback((entry: LogEntry | null) => {
    own.current = entry?.timeNs ?? '';
    setParams({ line: own.current });
  }, []);
  return { linked, remember };
}

async function suggestLogQl(context: Exclude<Context, { kind: 'none' }>, abort: AbortSignal): Promise<readonly Suggestion[]> {
  const { startMs, endMs } = shownWindow.peek();
  switch (context.kind) {
    case 'labelName':
      return rank((await logLabels(startMs, endMs, abort)).map((text) => ({ text, detail: 'label', kind: 'label' as const })), context.prefix, 30);
    case 'labelValue':
      return rank((await logLabelValues(context.label, startMs, endMs, abort)).map((text) => ({ text, detail: context.label, kind: 'value' as const })), context.prefix, 30);
    case 'duration':
      return rank(durationSuggestions, context.prefix, 10);
    case 'name':
      return context.prefix ? rank(logqlFunctions, context.prefix, 10) : [];
  }
}
