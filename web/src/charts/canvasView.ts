/** A canvas that fills its host, at the screen's resolution, drawn again when it is resized. */
export abstract class CanvasView {
  protected readonly host: HTMLElement;
  protected readonly canvas: HTMLCanvasElement;
  protected width = 0;
  protected height = 0;
  private readonly observer: ResizeObserver;
  private frame = 0;

  constructor(host: HTMLElement) {
    this.host = host;
    this.canvas = document.createElement('canvas');
    this.canvas.className = 'canvas';
    host.append(this.canvas);
    // Sizes are told and never asked for: to ask after a change would lay the page out once more in every frame.
    this.observer = new ResizeObserver(([entry]) => {
      this.width = Math.round(entry?.contentRect.width ?? 0);
      this.height = Math.round(entry?.contentRect.height ?? 0);
      this.paint();
    });
    this.observer.observe(this.canvas);
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    this.observer.disconnect();
    this.canvas.remove();
  }

  /** Draws once in the next frame, however often it is asked. */
  redraw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.paint());
  }

  protected abstract draw(context: CanvasRenderingContext2D): void;

  private paint(): void {
    cancelAnimationFrame(this.frame);
    const context = this.canvas.getContext('2d');
    if (!context || this.width === 0 || this.height === 0) return;
    const scale = window.devicePixelRatio || 1;
    const width = Math.round(this.width * scale);
    const height = Math.round(this.height * scale);
    // To set a size, even the same, makes a new picture.
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    context.save();
    this.draw(context);
    context.restore();
  }
}

const tokens = new Map<string, string>();
let tokensOf: string | undefined;

/** Value of a colour token such as `--text-muted`, for canvases. */
export function token(name: string): string {
  const root = document.documentElement;
  if (root.dataset['theme'] !== tokensOf) {
    tokensOf = root.dataset['theme'];
    tokens.clear();
  }
  let value = tokens.get(name);
  if (value === undefined) {
    value = getComputedStyle(root).getPropertyValue(name).trim();
    tokens.set(name, value);
  }
  return value;
}

export const chartFont = '11px system-ui, sans-serif';
