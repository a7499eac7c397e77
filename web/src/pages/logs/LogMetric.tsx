import { useMemo } from 'preact/hooks';
import { queryLogMetric } from '../../api/loki.ts';
import { setRange } from '../../app/address.ts';
import { shownWindow } from '../../app/live.ts';
import { dark, isUtc } from '../../app/preferences.ts';
import { useResource } from '../../app/useResource.ts';
import { LineChart } from '../../charts/lineChart.ts';
import { Chart } from '../../components/Chart.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Empty } from '../../components/States.tsx';
import { colourVariable, seriesColours } from '../../lib/palette.ts';
import { seriesNames, toColumns } from '../../lib/series.ts';
import { alignWindow, chooseStepSeconds } from '../../lib/step.ts';

/** A LogQL query that answers numbers. */
export function LogMetric({ query }: { readonly query: string }) {
  const { startMs, endMs } = shownWindow.value;
  const step = chooseStepSeconds(endMs - startMs, 200);
  const aligned = alignWindow(startMs, endMs, step);
  const answer = useResource(`${query}/${aligned.startMs}/${aligned.endMs}`, (abort) => queryLogMetric(query, aligned.startMs, aligned.endMs, step, abort), query);
  const utc = isUtc();
  const isDark = dark.value;
  const data = useMemo(() => {
    const series = answer.data?.series ?? [];
    const names = seriesNames(series.map((item) => item.metric));
    const { xs, ys } = toColumns(series, aligned.startMs / 1000, aligned.endMs / 1000, step);
    return { xs, unit: 'none' as const, utc, dark: isDark, filled: false, series: names.map((name, index) => ({ name, colour: (index % seriesColours) + 1, values: ys[index] ?? [], hidden: false })) };
  }, [answer.data, utc, isDark]);
  return (
    <Loaded resource={answer} what="the answer">
      {() => data.series.length === 0 ? <Empty title="The query answers nothing in this range" /> : (
        <section class="card">
          <Chart create={(host) => new LineChart(host, (from, to) => setRange({ kind: 'fixed', startMs: from, endMs: to }))} data={data} label={query} height={320} />
          <ul class="legend-inline">
            {data.series.slice(0, 30).map((series) => <li key={series.name}><i class="dot" style={{ background: colourVariable(series.colour) }} />{series.name}</li>)}
          </ul>
        </section>
      )}
    </Loaded>
  );
}
