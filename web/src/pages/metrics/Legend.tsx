import type { LineSeries } from '../../charts/lineChart.ts';
import { colourVariable } from '../../lib/palette.ts';
import { formatUnit, type Unit } from '../../lib/units.ts';

export interface LegendProps {
  readonly series: readonly LineSeries[];
  readonly unit: Unit;
  readonly hidden: ReadonlySet<string>;
  readonly onHidden: (hidden: ReadonlySet<string>) => void;
}

/** Last, smallest and largest value by series. A click shows one alone, with Ctrl or Shift it switches one on or off. */
export function Legend({ series, unit, hidden, onHidden }: LegendProps) {
  const click = (name: string, event: MouseEvent): void => {
    const next = new Set(hidden);
    if (event.ctrlKey || event.metaKey || event.shiftKey) {
      if (!next.delete(name)) next.add(name);
      return onHidden(next);
    }
    const alone = !hidden.has(name) && hidden.size === series.length - 1;
    onHidden(alone ? new Set() : new Set(series.filter((item) => item.name !== name).map((item) => item.name)));
  };
  return (
    <div class="legend table-scroll">
      <table class="table">
        <thead><tr><th scope="col">Series</th><th scope="col" class="numeric">Last</th><th scope="col" class="numeric minor">Min</th><th scope="col" class="numeric minor">Max</th></tr></thead>
        <tbody>
          {series.map((item) => {
            const present = item.values.filter((value) => value !== null);
            return (
              <tr key={item.name} class={item.hidden ? 'is-hidden' : ''}>
                <td>
                  <button type="button" class="legend-name" aria-pressed={!item.hidden} title="Click: alone. Ctrl+click: on or off" onClick={(event) => click(item.name, event)}>
                    <i class="dot" style={{ background: colourVariable(item.colour) }} /> <span class="mono">{item.name}</span>
                  </button>
                </td>
                <td class="numeric">{show(present.at(-1), unit)}</td>
                <td class="numeric minor">{show(present.length ? present.reduce((a, b) => Math.min(a, b)) : undefined, unit)}</td>
                <td class="numeric minor">{show(present.length ? present.reduce((a, b) => Math.max(a, b)) : undefined, unit)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function show(value: number | undefined, unit: Unit): string {
  return value === undefined ? '–' : formatUnit(value, unit);
}
