import { useMemo } from 'preact/hooks';
import { ApiError } from '../../api/http.ts';
import { fetchScores } from '../../api/langfuse.ts';
import { go, href, param, setParams } from '../../app/address.ts';
import { shownWindow } from '../../app/live.ts';
import { isUtc } from '../../app/preferences.ts';
import { useResource } from '../../app/useResource.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Empty, Notice } from '../../components/States.tsx';
import { Table, type Column } from '../../components/Table.tsx';
import { formatInteger, formatSignificant, plural } from '../../lib/format.ts';
import { scoreNumber, summariseScores, type Score, type ScoreSummary } from '../../lib/scores.ts';
import { alignWindow } from '../../lib/step.ts';
import { formatInstant } from '../../lib/time.ts';

/** Judgements of traces and calls: by name, and one by one. */
export function ScoresView() {
  // Many pages of scores: live refreshes look again four times a minute.
  const { startMs, endMs } = alignWindow(shownWindow.value.startMs, shownWindow.value.endMs, 15);
  const found = useResource(`${startMs}/${endMs}`, (abort) => fetchScores(startMs, endMs, abort), 'scores');
  if (found.error instanceof ApiError && found.error.status === 404 && !found.data) return <Empty title="This server answers no scores" />;
  return (
    <Loaded resource={found} what="the scores">
      {({ scores, truncated }) => scores.length === 0
        ? <Empty title="No score in this range"><p>Scores are sent with a Langfuse client: <code>langfuse.score.create(…)</code>, or <code>POST /api/public/scores</code>.</p></Empty>
        : <Scores scores={scores} truncated={truncated} />}
    </Loaded>
  );
}

function Scores({ scores, truncated }: { readonly scores: readonly Score[]; readonly truncated: boolean }) {
  const summaries = useMemo(() => summariseScores(scores), [scores]);
  const name = param('score');
  const shown = name === '' ? scores : scores.filter((score) => score.name === name);
  const none = <span class="muted">–</span>;
  const summaryColumns: readonly Column<ScoreSummary>[] = [
    { key: 'name', title: 'Score', cell: (item) => <strong>{item.name}</strong>, sort: (item) => item.name },
    { key: 'count', title: 'Given', numeric: true, cell: (item) => formatInteger(item.count), sort: (item) => item.count },
    { key: 'mean', title: 'Mean', numeric: true, cell: (item) => (item.mean === null ? none : formatSignificant(item.mean)), sort: (item) => item.mean ?? -Infinity },
    { key: 'range', title: 'From / to', numeric: true, minor: true, cell: (item) => (item.low === null || item.high === null ? none : `${formatSignificant(item.low)} / ${formatSignificant(item.high)}`) },
    { key: 'values', title: 'Values', minor: true, cell: (item) => <span class="tags">{item.categories.slice(0, 5).map((category) => <span key={category.value} class="badge badge-neutral">{category.value.slice(0, 60)} {formatInteger(category.count)}</span>)}</span> },
  ];
  const columns: readonly Column<Score>[] = [
    { key: 'time', title: 'Given', cell: (score) => <span class="nowrap">{formatInstant(score.timeMs, shownWindow.value.endMs, isUtc())}</span>, sort: (score) => score.timeMs },
    { key: 'name', title: 'Score', cell: (score) => score.name, sort: (score) => score.name },
    { key: 'value', title: 'Value', numeric: true, cell: (score) => { const number = scoreNumber(score); return <strong>{typeof score.value === 'number' && number !== null ? formatSignificant(number) : String(score.value).slice(0, 200)}</strong>; }, sort: (score) => scoreNumber(score) ?? String(score.value) },
    { key: 'comment', title: 'Comment', minor: true, cell: (score) => score.comment ?? none },
    { key: 'source', title: 'Source', minor: true, cell: (score) => score.source.toLowerCase(), sort: (score) => score.source },
    { key: 'of', title: 'Of', cell: (score) => <Subject score={score} /> },
  ];
  const open = (score: Score): void => {
    if (score.traceId !== null) go(['traces', score.traceId], { span: score.observationId });
    else if (score.sessionId !== null) setParams({ view: 'sessions', session: score.sessionId }, true);
  };
  return (
    <div class="stack">
      {truncated && <Notice>Only the newest {formatInteger(scores.length)} scores are counted. Narrow the range.</Notice>}
      <section class="card"><Table label="Scores by name" columns={summaryColumns} rows={summaries} rowKey={(item) => item.name} testId="score-summary" selected={name} onOpen={(item) => setParams({ score: item.name === name ? null : item.name }, true)} /></section>
      <section class="card">
        <header class="card-header"><h2>{plural(shown.length, 'score')}{name && ` of ${name}`}</h2>{name && <button type="button" class="link" onClick={() => setParams({ score: null })}>all scores</button>}</header>
        <Table label="Scores" columns={columns} rows={shown} rowKey={(score) => score.id} testId="score-row" initialSort={{ key: 'time', descending: true }} onOpen={open} />
      </section>
    </div>
  );
}

function Subject({ score }: { readonly score: Score }) {
  if (score.traceId !== null) return <a href={href(['traces', score.traceId], { span: score.observationId })}>{score.observationId === null ? 'trace' : 'call'}</a>;
  if (score.sessionId !== null) return <a href={href(['llm'], { view: 'sessions', session: score.sessionId })}>session</a>;
  return <span class="muted">experiment</span>;
}
