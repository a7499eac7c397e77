import { minimapRects, type View } from '../lib/waterfall.ts';
import type { Trace } from '../lib/trace.ts';
import { CanvasView, token } from './canvasView.ts';
import { attachPointer } from './pointer.ts';

export interface MinimapData {
  readonly trace: Trace;
  /** Colour number of every span, by its index; 0 is none. */
  readonly colours: readonly number[];
  readonly view: View;
  readonly dark: boolean;
}

/** The whole trace in one strip; dragging shows that part in the waterfall. */
export class Minimap extends CanvasView {
  private readonly detach: () => void;
  private data: MinimapData | null = null;
  private band: { readonly from: number; readonly to: number } | null = null;
  private picture: { readonly key: string; readonly image: OffscreenCanvas } | null = null;

  constructor(host: HTMLElement, show: (view: View | null) => void) {
    super(host);
    this.detach = attachPointer(host, {
      drag: (band) => {
        this.band = band;
        this.redraw();
      },
      select: (from, to) => {
        if (!this.data) return;
        const length = this.data.trace.endUs - this.data.trace.startUs;
        show({ fromUs: (from / this.width) * length, toUs: Math.max((to / this.width) * length, (from / this.width) * length + 1) });
      },
    });
    host.addEventListener('dblclick', () => show(null));
  }

  update(data: MinimapData): void {
    if (data.trace !== this.data?.trace || data.dark !== this.data.dark || data.colours !== this.data.colours) this.picture = null;
    this.data = data;
    this.redraw();
  }

  override destroy(): void {
    this.detach();
    super.destroy();
  }

  protected override draw(context: CanvasRenderingContext2D): void {
    if (!this.data) return;
    context.drawImage(this.spans(this.data), 0, 0, this.width, this.height);
    const { trace, view } = this.data;
    const length = Math.max(1, trace.endUs - trace.startUs);
    const left = (view.fromUs / length) * this.width;
    const right = (view.toUs / length) * this.width;
    context.fillStyle = token('--veil');
    context.fillRect(0, 0, left, this.height);
    context.fillRect(right, 0, this.width - right, this.height);
    if (this.band) {
      context.fillStyle = token('--selection');
      context.fillRect(this.band.from, 0, this.band.to - this.band.from, this.height);
    }
  }

  /** The spans are painted once per size and theme: dragging over 50,000 of them stays smooth. */
  private spans(data: MinimapData): OffscreenCanvas {
    const scale = window.devicePixelRatio || 1;
    const key = `${this.width}x${this.height}@${scale}`;
    if (this.picture?.key === key) return this.picture.image;
    const image = new OffscreenCanvas(Math.ceil(this.width * scale), Math.ceil(this.height * scale));
    const context = image.getContext('2d');
    if (context) {
      context.scale(scale, scale);
      const palette = new Map([...new Set(data.colours)].map((index) => [index, token(`--series-${index || 'none'}`)]));
      const bad = token('--bad');
      const count = data.trace.spans.length;
      const thickness = Math.max(1, Math.min(3, Math.floor(this.height / Math.max(1, count)) - 1));
      for (const rect of minimapRects(data.trace, this.width, this.height)) {
        context.fillStyle = rect.span.hasError ? bad : (palette.get(data.colours[rect.span.index] ?? 0) ?? bad);
        context.fillRect(rect.x, rect.y, rect.width, thickness);
      }
    }
    this.picture = { key, image };
    return image;
  }
}
