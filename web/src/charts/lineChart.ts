import uPlot from 'uplot';
import type { Unit } from '../lib/units.ts';
import { formatUnit } from '../lib/units.ts';
import { formatDateTime, formatTime } from '../lib/time.ts';
import type { TracePoint } from '../lib/exemplars.ts';
import { nearest } from '../lib/scatter.ts';
import { lonelyIndexes } from '../lib/series.ts';
import { timeTicks, valueTicks } from '../lib/ticks.ts';
import { token } from './canvasView.ts';
import { Tooltip } from './tooltip.ts';

export interface LineSeries {
  readonly name: string;
  readonly colour: number;
  readonly values: readonly (number | null)[];
  readonly hidden: boolean;
}

export interface LineChartData {
  readonly xs: readonly number[];
  readonly series: readonly LineSeries[];
  readonly unit: Unit;
  readonly utc: boolean;
  readonly dark: boolean;
  readonly filled: boolean;
  /** A stretch of time to shade, in seconds. */
  readonly band?: { readonly from: number; readonly to: number };
  /** Single observations that can be opened, over the lines. */
  readonly points?: readonly TracePoint[];
}

const tooltipRows = 12;

/** Lines over time, with a tooltip and drag to choose a range. Times in seconds. */
export class LineChart {
  private readonly host: HTMLElement;
  private readonly select: ((startMs: number, endMs: number) => void) | null;
  private readonly open: ((point: TracePoint) => void) | null;
  private readonly observer: ResizeObserver;
  private readonly tooltip: Tooltip;
  private plot: uPlot | null = null;
  private shape = '';
  /** A drag ends with a click that is not meant for what lies below it. */
  private dragged = false;
  private data: LineChartData | null = null;

  constructor(host: HTMLElement, select: ((startMs: number, endMs: number) => void) | null, open: ((point: TracePoint) => void) | null = null) {
    this.host = host;
    this.select = select;
    this.open = open;
    this.tooltip = new Tooltip(host);
    this.observer = new ResizeObserver(() => this.plot?.setSize({ width: host.clientWidth, height: host.clientHeight }));
    this.observer.observe(host);
  }

  update(data: LineChartData): void {
    this.data = data;
    const columns: uPlot.AlignedData = [data.xs.slice(), ...data.series.map((series) => series.values.slice())];
    const shape = JSON.stringify([data.unit, data.utc, data.dark, data.filled, data.series.map((series) => [series.name, series.colour])]);
    if (this.plot && shape === this.shape) {
      this.plot.setData(columns);
    } else {
      this.plot?.destroy();
      this.shape = shape;
      this.plot = new uPlot(this.options(data), columns, this.host);
      this.plot.over.addEventListener('click', () => {
        const point = this.dragged ? null : this.pointUnderCursor();
        this.dragged = false;
        if (point) this.open?.(point);
      });
    }
    data.series.forEach((series, index) => {
      if (this.plot?.series[index + 1]?.show === series.hidden) this.plot.setSeries(index + 1, { show: !series.hidden });
    });
  }

  destroy(): void {
    this.observer.disconnect();
    this.plot?.destroy();
    this.tooltip.destroy();
  }

  private options(data: LineChartData): uPlot.Options {
    const axis = { stroke: token('--text-muted'), grid: { stroke: token('--grid'), width: 1 }, ticks: { show: false }, font: '11px system-ui' };
    return {
      width: this.host.clientWidth || 300,
      height: this.host.clientHeight || 150,
      legend: { show: false },
      padding: [10, 12, 0, 0],
      cursor: { drag: { x: this.select !== null, y: false, setScale: false }, points: { size: 6 }, y: false },
      scales: { x: { time: true }, y: { range: (_plot, min, max) => yRange(min, max) } },
      axes: [
        {
          ...axis,
          size: 26,
          splits: (plot, _index, min, max) => timeTicks(min * 1000, max * 1000, Math.max(2, Math.floor(plot.width / 90)), data.utc).map((tick) => tick.value / 1000),
          values: (plot, splits) => labelsFor(splits, plot.scales['x']?.min ?? 0, plot.scales['x']?.max ?? 1, plot.width, data.utc),
        },
        { ...axis, splits: (plot, _index, min, max) => valueTicks(min, max, Math.max(2, Math.floor(plot.height / 45)), data.unit), size: (_plot, values) => 14 + Math.max(3, ...(values ?? []).map((value) => value.length)) * 6.2, values: (_plot, splits) => splits.map((value) => formatUnit(value, data.unit)) },
      ],
      series: [
        {},
        ...data.series.map((series) => {
          const colour = token(`--series-${series.colour}`);
          return {
            label: series.name,
            stroke: colour,
            width: 1.5,
            show: !series.hidden,
            spanGaps: false,
            // A line needs two points; one that stands alone is drawn as a dot.
            points: { show: true, size: 5, filter: () => lonelyIndexes(series.values) },
            ...(data.filled ? { fill: `${colour}26` } : {}),
          };
        }),
      ],
      hooks: { drawAxes: [(plot) => this.shade(plot)], draw: [(plot) => this.mark(plot)], setCursor: [(plot) => this.hover(plot)], setSelect: [(plot) => this.selected(plot)] },
    };
  }

  private shade(plot: uPlot): void {
    const band = this.data?.band;
    if (!band) return;
    const left = plot.valToPos(band.from, 'x', true);
    const right = plot.valToPos(band.to, 'x', true);
    plot.ctx.fillStyle = token('--selection');
    plot.ctx.fillRect(left, plot.bbox.top, Math.max(2, right - left), plot.bbox.height);
  }

  /** Observations as small diamonds; those above the scale stand at its upper edge. */
  private mark(plot: uPlot): void {
    const scale = window.devicePixelRatio || 1;
    plot.ctx.fillStyle = token('--model');
    for (const point of this.data?.points ?? []) {
      const { x, y } = this.place(plot, point);
      const [left, top] = [plot.bbox.left + x * scale, plot.bbox.top + y * scale];
      plot.ctx.beginPath();
      plot.ctx.moveTo(left, top - 4 * scale);
      plot.ctx.lineTo(left + 4 * scale, top);
      plot.ctx.lineTo(left, top + 4 * scale);
      plot.ctx.lineTo(left - 4 * scale, top);
      plot.ctx.fill();
    }
  }

  private place(plot: uPlot, point: TracePoint): { readonly x: number; readonly y: number } {
    return { x: plot.valToPos(point.atSeconds, 'x'), y: Math.min(plot.over.clientHeight, Math.max(0, plot.valToPos(point.value, 'y'))) };
  }

  private pointUnderCursor(): TracePoint | null {
    const plot = this.plot;
    const points = this.data?.points ?? [];
    if (!plot || points.length === 0) return null;
    return points[nearest(points.map((point) => this.place(plot, point)), plot.cursor.left ?? -99, plot.cursor.top ?? -99, 8)] ?? null;
  }

  private hover(plot: uPlot): void {
    const index = plot.cursor.idx;
    const data = this.data;
    const left = plot.cursor.left ?? -1;
    const point = this.pointUnderCursor();
    plot.over.style.cursor = point ? 'pointer' : '';
    if (point && data) {
      const labels = Object.entries(point.labels).slice(0, 4).map(([name, value]) => ({ colour: null, name, value: value.slice(0, 60) }));
      this.tooltip.show(left + plot.over.offsetLeft, (plot.cursor.top ?? 0) + plot.over.offsetTop, `${formatDateTime(point.atSeconds * 1000, data.utc)} · click opens the trace`, [{ colour: token('--model'), name: 'observed', value: formatUnit(point.value, data.unit) }, ...labels]);
      return;
    }
    const at = index === null || index === undefined ? undefined : data?.xs[index];
    if (!data || index === null || index === undefined || at === undefined || left < 0) {
      this.tooltip.hide();
      return;
    }
    const present = data.series
      .map((series) => ({ series, value: series.values[index] }))
      .filter((item): item is { series: LineSeries; value: number } => !item.series.hidden && typeof item.value === 'number')
      .sort((a, b) => b.value - a.value);
    const rows = present.slice(0, tooltipRows).map(({ series, value }) => ({ colour: token(`--series-${series.colour}`), name: series.name, value: formatUnit(value, data.unit) }));
    if (present.length > tooltipRows) rows.push({ colour: '', name: `${present.length - tooltipRows} more`, value: '' });
    this.tooltip.show(left + plot.over.offsetLeft, (plot.cursor.top ?? 0) + plot.over.offsetTop, formatDateTime(at * 1000, data.utc), rows);
  }

  private selected(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 4 || !this.select) return;
    this.dragged = true;
    const startMs = plot.posToVal(left, 'x') * 1000;
    const endMs = plot.posToVal(left + width, 'x') * 1000;
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.select(Math.floor(startMs), Math.ceil(endMs));
  }
}

/** Zero belongs to the picture unless the values are far from it; a flat line gets room around it. */
function yRange(min: number | null, max: number | null): [number, number] {
  if (min === null || max === null || !Number.isFinite(min) || !Number.isFinite(max)) return [0, 1];
  const low = min >= 0 && min < max * 0.7 ? 0 : min;
  if (low === max) return max === 0 ? [0, 1] : [Math.min(0, max), Math.max(0, max * 1.25)];
  const room = (max - low) * 0.06;
  return [low === 0 ? 0 : low - room, max + room];
}

function labelsFor(splits: readonly number[], min: number, max: number, width: number, utc: boolean): string[] {
  const labels = new Map(timeTicks(min * 1000, max * 1000, Math.max(2, Math.floor(width / 90)), utc).map((tick) => [tick.value, tick.label]));
  return splits.map((split) => labels.get(Math.round(split * 1000)) ?? formatTime(split * 1000, utc, 'minute'));
}
