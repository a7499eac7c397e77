import { useState } from 'preact/hooks';
import { labelValues, metricMetadata, type MetricInfo } from '../../api/prometheus.ts';
import { shownWindow } from '../../app/live.ts';
import { useResource } from '../../app/useResource.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Empty } from '../../components/States.tsx';
import { rank } from '../../lib/completion.ts';
import { plural } from '../../lib/format.ts';
import { metricFamilies, starterQuery } from '../../lib/promqlNames.ts';
import { answerable } from '../../lib/questions.ts';

const mostShown = 400;

/** Where to begin: questions over what is there, and all metrics with what they mean. A click makes a sensible first query. */
export function MetricStart({ onPick }: { readonly onPick: (query: string) => void }) {
  const { startMs, endMs } = shownWindow.peek();
  const [filter, setFilter] = useState('');
  const names = useResource('names', (abort) => labelValues('__name__', null, startMs / 1000, endMs / 1000, abort));
  const metadata = useResource('metadata', metricMetadata);
  return (
    <section class="card">
      <header class="card-header">
        <h2>Metrics</h2>
        <input type="search" data-search placeholder="Filter…" aria-label="Filter metrics" value={filter} onInput={(event) => setFilter(event.currentTarget.value)} />
      </header>
      <Loaded resource={names} what="the metric names">
        {(all) => all.length === 0 ? (
          <Empty title="No metric in this range"><p>Send metrics over OTLP, or have a target scraped.</p></Empty>
        ) : (
          <>
            {filter === '' && <Questions names={all} onPick={onPick} />}
            <Metrics names={all} filter={filter.trim()} metadata={metadata.data} onPick={onPick} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function Questions({ names, onPick }: { readonly names: readonly string[]; readonly onPick: (query: string) => void }) {
  const asked = answerable(names);
  if (asked.length === 0) return null;
  return (
    <ul class="questions" aria-label="Questions to start with">
      {asked.map((question) => (
        <li key={question.title}>
          <button type="button" class="button" title={question.query} onClick={() => onPick(question.query)}>{question.title}</button>
        </li>
      ))}
    </ul>
  );
}

interface MetricsProps {
  readonly names: readonly string[];
  readonly filter: string;
  readonly metadata: ReadonlyMap<string, MetricInfo> | null;
  readonly onPick: (query: string) => void;
}

function Metrics({ names, filter, metadata, onPick }: MetricsProps) {
  const families = metricFamilies(names);
  const seriesOf = new Map(families.map((family) => [family.name, family.series]));
  const found = filter ? rank(families.map(({ name }) => ({ text: name, detail: '', kind: 'metric' as const })), filter, mostShown).map((item) => item.text) : families.map((family) => family.name);
  if (found.length === 0) return <Empty title="No metric has such a name" />;
  return (
    <>
      <ul class="metric-list">
        {found.slice(0, mostShown).map((name) => {
          const info = metadata?.get(name) ?? metadata?.get(name.replace(/_total$/, ''));
          return (
            <li key={name}>
              <button type="button" onClick={() => onPick(starterQuery(seriesOf.get(name) ?? name, info?.type ?? ''))}>
                <span class="mono">{name}</span>
                <span class="muted" title={info?.help}>{[info?.type, info?.help].filter(Boolean).join(' · ')}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {found.length > mostShown && <p class="card-empty">{plural(found.length - mostShown, 'more metric')}: filter to see them.</p>}
    </>
  );
}
