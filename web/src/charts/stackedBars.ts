import type { Stack } from '../lib/callGroups.ts';
import { timeTicks, valueTicks } from '../lib/ticks.ts';
import { formatDateTime } from '../lib/time.ts';
import { formatUnit, type Unit } from '../lib/units.ts';
import { CanvasView, chartFont, token } from './canvasView.ts';
import { attachPointer } from './pointer.ts';
import { Tooltip, type TooltipRow } from './tooltip.ts';

export interface StackedBarsData {
  readonly stack: Stack;
  /** Colour of every layer: the number of a series, 0 for none, or the name of a token. */
  readonly colours: readonly (number | string)[];
  readonly unit: Unit;
  readonly utc: boolean;
  readonly dark: boolean;
}

const margin = { left: 58, right: 8, top: 8, bottom: 20 };

/** Amounts over time, one bar per step, its layers on top of each other, the first at the bottom. A click or a drag selects a time. */
export class StackedBars extends CanvasView {
  private readonly tooltip: Tooltip;
  private readonly detach: () => void;
  private data: StackedBarsData | null = null;
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
        const stack = this.data?.stack;
        if (stack && this.rowsOf(bin).length > 0) select(stack.startMs + bin * stack.stepMs, stack.startMs + (bin + 1) * stack.stepMs);
      },
      drag: (band) => {
        this.band = band;
        this.redraw();
      },
      select: (from, to) => select(Math.floor(this.timeAt(from)), Math.ceil(this.timeAt(to))),
    });
  }

  update(data: StackedBarsData): void {
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
    const { stack, colours, unit, utc } = this.data;
    const bins = this.bins();
    const tops = Array.from({ length: bins }, (_, bin) => stack.layers.reduce((sum, layer) => sum + (layer.values[bin] ?? 0), 0));
    const max = Math.max(unit === 'count' ? 1 : Number.MIN_VALUE, ...tops);
    const height = this.height - margin.top - margin.bottom;
    const y = (value: number): number => margin.top + height - (value / max) * height;
    context.font = chartFont;
    context.fillStyle = token('--text-muted');
    context.strokeStyle = token('--grid');
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    for (const tick of valueTicks(0, max, Math.max(2, Math.floor(height / 45)), unit)) {
      const at = Math.round(y(tick)) + 0.5;
      context.beginPath();
      context.moveTo(margin.left, at);
      context.lineTo(this.width - margin.right, at);
      context.stroke();
      context.fillText(formatUnit(tick, unit), margin.left - 6, at);
    }
    context.textAlign = 'center';
    context.textBaseline = 'top';
    const endMs = stack.startMs + bins * stack.stepMs;
    for (const tick of timeTicks(stack.startMs, endMs, Math.max(2, Math.floor(this.plotWidth() / 90)), utc)) {
      const x = margin.left + ((tick.value - stack.startMs) / (endMs - stack.startMs)) * this.plotWidth();
      context.fillText(tick.label, Math.min(x, this.width - 20), this.height - margin.bottom + 5);
    }
    const binWidth = this.plotWidth() / bins;
    const bases = tops.map(() => 0);
    stack.layers.forEach((layer, at) => {
      context.fillStyle = ink(colours[at]);
      layer.values.forEach((value, bin) => {
        if (!(value > 0)) return;
        const base = bases[bin] ?? 0;
        context.globalAlpha = this.hovered === -1 || this.hovered === bin ? 0.9 : 0.5;
        context.fillRect(margin.left + bin * binWidth, y(base + value), Math.max(1, binWidth - (binWidth > 4 ? 1 : 0)), Math.max(0.5, y(base) - y(base + value)));
        bases[bin] = base + value;
      });
    });
    context.globalAlpha = 1;
    if (this.band) {
      context.fillStyle = token('--selection');
      context.fillRect(this.band.from, margin.top, this.band.to - this.band.from, height);
    }
  }

  private hover(x: number, y: number): void {
    const bin = this.binAt(x);
    const rows = this.rowsOf(bin);
    const data = this.data;
    if (data && rows.length > 0) this.tooltip.show(x, y, formatDateTime(data.stack.startMs + bin * data.stack.stepMs, data.utc), rows);
    else this.tooltip.hide();
    if (bin !== this.hovered) {
      this.hovered = bin;
      this.redraw();
    }
  }

  private binAt(x: number): number {
    return x < margin.left ? -1 : Math.min(this.bins() - 1, Math.floor(((x - margin.left) / this.plotWidth()) * this.bins()));
  }

  private rowsOf(bin: number): readonly TooltipRow[] {
    const data = this.data;
    if (!data || bin < 0) return [];
    return data.stack.layers.flatMap((layer, at) => ((layer.values[bin] ?? 0) > 0 ? [{ colour: ink(data.colours[at]), name: layer.key || 'none', value: formatUnit(layer.values[bin] ?? 0, data.unit) }] : []));
  }

  private bins(): number {
    return Math.max(1, ...(this.data?.stack.layers.map((layer) => layer.values.length) ?? []));
  }

  private timeAt(x: number): number {
    const fraction = Math.min(1, Math.max(0, (x - margin.left) / this.plotWidth()));
    return (this.data?.stack.startMs ?? 0) + fraction * this.bins() * (this.data?.stack.stepMs ?? 0);
  }

  private plotWidth(): number {
    return Math.max(1, this.width - margin.left - margin.right);
  }
}

function ink(colour: number | string | undefined): string {
  return token(typeof colour === 'string' ? colour : `--series-${colour || 'none'}`);
}
