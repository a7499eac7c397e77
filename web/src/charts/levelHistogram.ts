import { formatInteger } from '../lib/format.ts';
import { levels } from '../lib/levels.ts';
import type { Bins } from '../lib/series.ts';
import { linearTicks, timeTicks } from '../lib/ticks.ts';
import { formatDateTime } from '../lib/time.ts';
import { formatNumber } from '../lib/format.ts';
import { CanvasView, chartFont, token } from './canvasView.ts';
import { attachPointer } from './pointer.ts';
import { Tooltip } from './tooltip.ts';

export interface HistogramData {
  readonly bins: Bins;
  readonly utc: boolean;
  readonly dark: boolean;
}

const margin = { left: 44, right: 8, top: 8, bottom: 20 };

/** Log volume: one stacked bar per time bin, worst level at the bottom so that errors share a base line. */
export class LevelHistogram extends CanvasView {
  private readonly tooltip: Tooltip;
  private readonly detach: () => void;
  private data: HistogramData | null = null;
  private band: { readonly from: number; readonly to: number } | null = null;
  private hovered = -1;

  constructor(host: HTMLElement, select: (startMs: number, endMs: number) => void) {
    super(host);
    this.tooltip = new Tooltip(host);
    this.detach = attachPointer(host, {
      hover: (x, y) => this.hover(x, y),
      leave: () => this.hover(-1, 0),
      click: (x) => {
        const bin = this.binAt(x);
        const bins = this.data?.bins;
        if (bins && bin >= 0 && (bins.totals[bin] ?? 0) > 0) select(bins.startMs + bin * bins.stepMs, bins.startMs + (bin + 1) * bins.stepMs);
      },
      drag: (band) => {
        this.band = band;
        this.redraw();
      },
      select: (from, to) => select(Math.floor(this.timeAt(from)), Math.ceil(this.timeAt(to))),
    });
  }

  update(data: HistogramData): void {
    this.data = data;
    this.redraw();
  }

  override destroy(): void {
    this.detach();
    this.tooltip.destroy();
    super.destroy();
  }

  protected override draw(context: CanvasRenderingContext2D): void {
    if (!this.data) return;
    const { bins, utc } = this.data;
    const height = this.height - margin.top - margin.bottom;
    const max = Math.max(1, ...bins.totals);
    const binWidth = this.plotWidth() / bins.totals.length;
    const y = (value: number): number => margin.top + height - (value / max) * height;
    context.font = chartFont;
    context.fillStyle = token('--text-muted');
    context.strokeStyle = token('--grid');
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    for (const tick of linearTicks(max, 3)) {
      const at = Math.round(y(tick)) + 0.5;
      context.beginPath();
      context.moveTo(margin.left, at);
      context.lineTo(this.width - margin.right, at);
      context.stroke();
      context.fillText(formatNumber(tick), margin.left - 6, at);
    }
    context.textAlign = 'center';
    context.textBaseline = 'top';
    const endMs = bins.startMs + bins.totals.length * bins.stepMs;
    for (const tick of timeTicks(bins.startMs, endMs, Math.max(2, Math.floor(this.plotWidth() / 90)), utc)) {
      const x = margin.left + ((tick.value - bins.startMs) / (endMs - bins.startMs)) * this.plotWidth();
      context.fillText(tick.label, Math.min(x, this.width - 20), this.height - margin.bottom + 5);
    }
    const bases = bins.totals.map(() => 0);
    for (const level of levels) {
      context.fillStyle = token(`--level-${level}`);
      bins.counts[level].forEach((count, index) => {
        if (count === 0) return;
        const base = bases[index] ?? 0;
        const top = y(base + count);
        context.globalAlpha = this.hovered === -1 || this.hovered === index ? 1 : 0.55;
        context.fillRect(margin.left + index * binWidth, top, Math.max(1, binWidth - (binWidth > 4 ? 1 : 0)), Math.max(1, y(base) - top));
        bases[index] = base + count;
      });
    }
    context.globalAlpha = 1;
    if (this.band) {
      context.fillStyle = token('--selection');
      context.fillRect(this.band.from, margin.top, this.band.to - this.band.from, height);
    }
  }

  private hover(x: number, y: number): void {
    const bin = x < 0 ? -1 : this.binAt(x);
    const bins = this.data?.bins;
    if (bins && bin >= 0 && (bins.totals[bin] ?? 0) > 0) {
      const rows = levels
        .filter((level) => (bins.counts[level][bin] ?? 0) > 0)
        .map((level) => ({ colour: token(`--level-${level}`), name: level, value: formatInteger(bins.counts[level][bin] ?? 0) }));
      this.tooltip.show(x, y, formatDateTime(bins.startMs + bin * bins.stepMs, this.data?.utc ?? false), rows);
    } else this.tooltip.hide();
    if (bin !== this.hovered) {
      this.hovered = bin;
      this.redraw();
    }
  }

  private binAt(x: number): number {
    const count = this.data?.bins.totals.length ?? 0;
    const bin = Math.floor(((x - margin.left) / this.plotWidth()) * count);
    return bin >= 0 && bin < count ? bin : -1;
  }

  private timeAt(x: number): number {
    const bins = this.data?.bins;
    if (!bins) return 0;
    const fraction = Math.min(1, Math.max(0, (x - margin.left) / this.plotWidth()));
    return bins.startMs + fraction * bins.totals.length * bins.stepMs;
  }

  private plotWidth(): number {
    return Math.max(1, this.width - margin.left - margin.right);
  }
}
