import { useMemo } from 'preact/hooks';
import { queryRange } from '../../api/prometheus.ts';
import { href, setRange } from '../../app/address.ts';
import { shownWindow } from '../../app/live.ts';
import { dark, isUtc } from '../../app/preferences.ts';
import { useResource } from '../../app/useResource.ts';
import { LineChart } from '../../charts/lineChart.ts';
import { Chart } from '../../components/Chart.tsx';
import { assignColours, colourVariable } from '../../lib/palette.ts';
import { toColumns, trimStart } from '../../lib/series.ts';
import { alignWindow, chooseStepSeconds, rateWindowSeconds } from '../../lib/step.ts';
import { unitOfQuery } from '../../lib/units.ts';

export interface TrendChartProps {
  readonly title: string;
  /** Label that tells the lines apart. */
  readonly group: string;
  readonly query: (rateWindow: string) => string;
}

const mostLines = 8;

/** One small chart of a PromQL query; a click on its title opens the query in the explorer. */
export function TrendChart({ title, group, query }: TrendChartProps) {
  const { startMs, endMs } = shownWindow.value;
  const step = chooseStepSeconds(endMs - startMs, 120);
  const aligned = alignWindow(startMs, endMs, step);
  const promql = query(`${rateWindowSeconds(step)}s`);
  const answer = useResource(`${promql}|${aligned.startMs}|${aligned.endMs}`, (abort) => queryRange(promql, aligned.startMs / 1000, aligned.endMs / 1000, step, abort), title);
  const utc = isUtc();
  const isDark = dark.value;
  const drawn = useMemo(() => {
    const series = (answer.data?.series ?? []).filter((item) => item.values.some(([, value]) => Number.isFinite(Number(value)) && Number(value) !== 0));
    const largest = [...series].sort((a, b) => total(b.values) - total(a.values)).slice(0, mostLines);
    const names = largest.map((item) => item.metric[group] || 'all');
    const colours = assignColours(names);
    const { xs, ys } = trimStart(toColumns(largest, aligned.startMs / 1000, aligned.endMs / 1000, step));
    return {
      left: series.length - largest.length,
      data: { xs, unit: unitOfQuery(promql), utc, dark: isDark, filled: names.length <= 3, series: names.map((name, index) => ({ name, colour: colours.get(name) ?? 1, values: ys[index] ?? [], hidden: false })) },
    };
  }, [answer.data, utc, isDark]);
  return (
    <section class="card chart-card" aria-busy={answer.loading}>
      <header class="card-header">
        <h2>{title}</h2>
        <a href={href(['metrics'], { q: promql })}>Explore</a>
      </header>
      {answer.error && !answer.data ? (
        <p class="card-empty" role="alert">{answer.error.message}</p>
      ) : drawn.data.series.length === 0 ? (
        <p class="card-empty chart-blank">{answer.loading ? 'Loading…' : 'No data in this range.'}</p>
      ) : (
        <>
          <Chart create={(host) => new LineChart(host, (from, to) => setRange({ kind: 'fixed', startMs: from, endMs: to }))} data={drawn.data} label={title} height={150} />
          <ul class="legend-inline">
            {drawn.data.series.map((series) => (
              <li key={series.name}><i class="dot" style={{ background: colourVariable(series.colour) }} />{series.name}</li>
            ))}
            {drawn.left > 0 && <li class="muted">{drawn.left} more</li>}
          </ul>
        </>
      )}
    </section>
  );
}

function total(values: readonly (readonly [number, string])[]): number {
  return values.reduce((sum, [, value]) => sum + (Number.isFinite(Number(value)) ? Number(value) : 0), 0);
}
