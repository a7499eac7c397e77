import { useState } from 'preact/hooks';
import { labelValues, metricMetadata } from '../../api/prometheus.ts';
import { shownWindow } from '../../app/live.ts';
import { useResource } from '../../app/useResource.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Empty } from '../../components/States.tsx';
import { rank } from '../../lib/completion.ts';
import { starterQuery } from '../../lib/promqlNames.ts';

/** All metrics in the range, with what they mean; a click makes a sensible first query. */
export function MetricStart({ onPick }: { readonly onPick: (query: string) => void }) {
  const { startMs, endMs } = shownWindow.peek();
  const [filter, setFilter] = useState('');
  const names = useResource('names', (abort) => labelValues('__name__', null, startMs / 1000, endMs / 1000, abort));
  const metadata = useResource('metadata', metricMetadata);
  return (
    <section class="card">
      <header class="card-header">
        <h2>Metrics</h2>
        <input type="search" placeholder="Filter…" aria-label="Filter metrics" value={filter} onInput={(event) => setFilter(event.currentTarget.value)} />
      </header>
      <Loaded resource={names} what="the metric names">
        {(all) => {
          const found = rank(all.map((text) => ({ text, detail: '', kind: 'metric' as const })), filter.trim(), 300);
          if (all.length === 0) return <Empty title="No metric in this range"><p>Send metrics over OTLP, or have a target scraped.</p></Empty>;
          if (found.length === 0) return <Empty title="No metric has such a name" />;
          return (
            <ul class="metric-list">
              {found.sort((a, b) => (filter ? 0 : a.text < b.text ? -1 : 1)).map(({ text }) => {
                const info = metadata.data?.get(text) ?? metadata.data?.get(text.replace(/_(bucket|sum|count|total)$/, ''));
                return (
                  <li key={text}>
                    <button type="button" onClick={() => onPick(starterQuery(text, info?.type ?? ''))}>
                      <span class="mono">{text}</span>
                      <span class="muted">{[info?.type, info?.help].filter(Boolean).join(' · ')}</span>
                    </button>
                  </li>
                );
              })}
            </ul>
          );
        }}
      </Loaded>
    </section>
  );
}
