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
    this.observer = new ResizeObserver(() => this.redraw());
    this.observer.observe(host);
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
    const scale = window.devicePixelRatio || 1;
    this.width = this.host.clientWidth;
    this.height = this.host.clientHeight;
    const context = this.canvas.getContext('2d');
    if (!context || this.width === 0 || this.height === 0) return;
    this.canvas.width = Math.round(this.width * scale);
    this.canvas.height = Math.round(this.height * scale);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    this.draw(context);
  }
}

/** Value of a colour token such as `--text-muted`, for canvases. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export const chartFont = '11px system-ui, sans-serif';
