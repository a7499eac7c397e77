import { formatDurationMs } from '../lib/format.ts';
import { nearest, scatterScale, toTime, toX, toY, type Scale } from '../lib/scatter.ts';
import { formatDateTime } from '../lib/time.ts';
import { logTicks, timeTicks } from '../lib/ticks.ts';
import { CanvasView, chartFont, token } from './canvasView.ts';
import { attachPointer } from './pointer.ts';
import { Tooltip, type TooltipRow } from './tooltip.ts';

export interface ScatterPoint {
  readonly id: string;
  readonly timeMs: number;
  readonly durationMs: number;
  readonly error: boolean;
  /** 0-1, relative to the largest: decides the size. */
  readonly weight: number;
  readonly title: string;
  readonly rows: readonly TooltipRow[];
}

export interface ScatterData {
  readonly points: readonly ScatterPoint[];
  readonly startMs: number;
  readonly endMs: number;
  readonly utc: boolean;
  readonly dark: boolean;
}

const margin = { left: 52, right: 12, top: 10, bottom: 22 };

/** Duration by time: round points, errors as diamonds so that colour is not the only sign. */
export class ScatterPlot extends CanvasView {
  private readonly tooltip: Tooltip;
  private readonly detach: () => void;
  private data: ScatterData | null = null;
  private placed: { x: number; y: number; point: ScatterPoint }[] = [];
  private hovered = -1;
  private band: { readonly from: number; readonly to: number } | null = null;

  constructor(host: HTMLElement, open: (id: string) => void, select: (startMs: number, endMs: number) => void) {
    super(host);
    this.tooltip = new Tooltip(host);
    this.detach = attachPointer(host, {
      hover: (x, y) => this.hover(x, y),
      leave: () => this.hover(-99, -99),
      click: (x, y) => {
        const point = this.placed[nearest(this.placed, x, y, 12)];
        if (point) open(point.point.id);
      },
      drag: (band) => {
        this.band = band;
        this.tooltip.hide();
        this.redraw();
      },
      select: (from, to) => {
        const scale = this.scale();
        if (scale) select(Math.floor(toTime(scale, from - margin.left)), Math.ceil(toTime(scale, to - margin.left)));
      },
    });
  }

  update(data: ScatterData): void {
    this.data = data;
    this.redraw();
  }

  override destroy(): void {
    this.detach();
    this.tooltip.destroy();
    super.destroy();
  }

  protected override draw(context: CanvasRenderingContext2D): void {
    const data = this.data;
    const scale = this.scale();
    if (!data || !scale) return;
    context.font = chartFont;
    this.drawAxes(context, data, scale);
    this.placed = data.points.map((point) => ({ point, x: margin.left + toX(scale, point.timeMs), y: margin.top + toY(scale, point.durationMs) }));
    const good = token('--series-1');
    const bad = token('--bad');
    this.placed.forEach(({ x, y, point }, index) => {
      const size = 3 + 5 * Math.sqrt(point.weight) + (index === this.hovered ? 2 : 0);
      context.globalAlpha = index === this.hovered ? 1 : 0.65;
      context.fillStyle = point.error ? bad : good;
      context.beginPath();
      if (point.error) {
        context.moveTo(x, y - size - 1);
        context.lineTo(x + size + 1, y);
        context.lineTo(x, y + size + 1);
        context.lineTo(x - size - 1, y);
      } else context.arc(x, y, size, 0, Math.PI * 2);
      context.fill();
    });
    context.globalAlpha = 1;
    if (this.band) {
      context.fillStyle = token('--selection');
      context.fillRect(this.band.from, margin.top, this.band.to - this.band.from, scale.height);
    }
  }

  private drawAxes(context: CanvasRenderingContext2D, data: ScatterData, scale: Scale): void {
    context.strokeStyle = token('--grid');
    context.fillStyle = token('--text-muted');
    context.lineWidth = 1;
    context.textBaseline = 'middle';
    context.textAlign = 'right';
    for (const tick of logTicks(scale.minMs, scale.maxMs)) {
      const y = Math.round(margin.top + toY(scale, tick)) + 0.5;
      line(context, margin.left, y, this.width - margin.right, y);
      context.fillText(formatDurationMs(tick), margin.left - 8, y);
    }
    context.textAlign = 'center';
    context.textBaseline = 'top';
    for (const tick of timeTicks(scale.startMs, scale.endMs, Math.max(2, Math.floor(scale.width / 90)), data.utc)) {
      const x = Math.round(margin.left + toX(scale, tick.value)) + 0.5;
      line(context, x, margin.top, x, this.height - margin.bottom);
      context.fillText(tick.label, Math.min(x, this.width - 20), this.height - margin.bottom + 6);
    }
  }

  private hover(x: number, y: number): void {
    const index = nearest(this.placed, x, y, 12);
    const placed = this.placed[index];
    this.host.style.cursor = placed ? 'pointer' : 'crosshair';
    if (placed && this.data) this.tooltip.show(placed.x, placed.y, `${placed.point.title} · ${formatDateTime(placed.point.timeMs, this.data.utc)}`, placed.point.rows);
    else this.tooltip.hide();
    if (index !== this.hovered) {
      this.hovered = index;
      this.redraw();
    }
  }

  private scale(): Scale | null {
    if (!this.data || this.width === 0) return null;
    const width = this.width - margin.left - margin.right;
    const height = this.height - margin.top - margin.bottom;
    return scatterScale(this.data.points.map((point) => point.durationMs), this.data.startMs, this.data.endMs, width, height);
  }
}

function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}
