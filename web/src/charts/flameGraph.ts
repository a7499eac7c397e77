import { boxAt, type Flame, type FlameBox } from '../lib/flame.ts';
import type { PathTree } from '../lib/pathTree.ts';
import { CanvasView, chartFont, token } from './canvasView.ts';
import { attachPointer } from './pointer.ts';
import { Tooltip, type TooltipRow } from './tooltip.ts';

export interface FlameGraphData {
  readonly tree: PathTree;
  readonly flame: Flame;
  /** Node that fills the width, or -1 for the whole trace. */
  readonly zoom: number;
  readonly cursor: number;
  /** Nodes to mark while the others fade; null marks none. */
  readonly matches: ReadonlySet<number> | null;
  /** Colour number of every node. */
  readonly colours: readonly number[];
  readonly describe: (node: number) => readonly TooltipRow[];
  readonly dark: boolean;
}

export const flameRow = 21;

/** Deeper than this a canvas gets too high; zooming into a step shows what is below it. */
export const mostFlameLevels = 400;

/** Ancestors that stay above a step that was zoomed into. */
const kept = 4;

/** First level that is drawn. */
export function topLevel(tree: PathTree, zoom: number): number {
  return Math.max(0, (tree.nodes[zoom]?.depth ?? 0) - kept);
}

/** Steps as boxes under the steps that called them, as wide as their share. */
export class FlameGraph extends CanvasView {
  private readonly tooltip: Tooltip;
  private readonly detach: () => void;
  private data: FlameGraphData | null = null;
  private hovered = -1;

  constructor(host: HTMLElement, pick: (node: number) => void) {
    super(host);
    this.tooltip = new Tooltip(host);
    this.detach = attachPointer(host, {
      hover: (x, y) => this.hover(x, y),
      leave: () => this.hover(-1, -1),
      click: (x, y) => {
        const box = this.at(x, y);
        if (box) pick(box.node);
      },
    });
  }

  update(data: FlameGraphData): void {
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
    if (!data) return;
    const palette = new Map([...new Set(data.colours)].map((index) => [index, token(`--series-${index || 'none'}`)]));
    const ink = { text: token('--text'), surface: token('--surface'), bad: token('--bad'), accent: token('--accent'), mark: token('--mark') };
    context.font = chartFont;
    context.textBaseline = 'middle';
    const top = topLevel(data.tree, data.zoom);
    const from = data.flame.boxes[data.zoom]?.left ?? 0;
    const to = from + (data.flame.boxes[data.zoom]?.width ?? 1);
    for (let depth = top; depth < Math.min(data.flame.levels.length, top + mostFlameLevels); depth++) {
      const level = data.flame.levels[depth] ?? [];
      for (let index = firstReaching(level, from); index < level.length; index++) {
        const box = level[index];
        if (!box || box.left >= to) break;
        const { x, width } = this.place(box, from, to);
        if (width < 0.4) continue;
        const y = (depth - top) * flameRow;
        const above = depth < (data.tree.nodes[data.zoom]?.depth ?? 0);
        const match = data.matches?.has(box.node) === true;
        const faded = above || (data.matches !== null && !match);
        context.globalAlpha = match ? 1 : faded ? 0.18 : box.node === this.hovered ? 0.62 : 0.38;
        context.fillStyle = match ? ink.mark : (palette.get(data.colours[box.node] ?? 0) ?? ink.text);
        context.fillRect(x, y, Math.max(0.6, width - 1), flameRow - 1);
        context.globalAlpha = 1;
        if ((data.tree.nodes[box.node]?.errorCount ?? 0) > 0) {
          context.fillStyle = ink.bad;
          context.fillRect(x, y, Math.min(3, width), flameRow - 1);
        }
        if (box.node === data.cursor) {
          context.strokeStyle = ink.accent;
          context.lineWidth = 2;
          context.strokeRect(x + 1, y + 1, Math.max(1, width - 3), flameRow - 3);
        }
        if (width > 24) {
          context.fillStyle = ink.text;
          context.globalAlpha = faded ? 0.6 : 1;
          context.fillText(fitted(data.tree.nodes[box.node]?.label ?? '', width - 10, context), x + 6, y + flameRow / 2);
          context.globalAlpha = 1;
        }
      }
    }
  }

  private place(box: FlameBox, from: number, to: number): { readonly x: number; readonly width: number } {
    const scale = this.width / (to - from);
    const x = Math.max(0, (box.left - from) * scale);
    return { x, width: Math.min(this.width, (box.left + box.width - from) * scale) - x };
  }

  private at(x: number, y: number): FlameBox | null {
    const data = this.data;
    if (!data || y < 0 || this.width === 0) return null;
    const left = data.flame.boxes[data.zoom]?.left ?? 0;
    const width = data.flame.boxes[data.zoom]?.width ?? 1;
    return boxAt(data.flame, topLevel(data.tree, data.zoom) + Math.floor(y / flameRow), left + (Math.min(x, this.width - 0.01) / this.width) * width);
  }

  private hover(x: number, y: number): void {
    const box = x < 0 ? null : this.at(x, y);
    this.host.style.cursor = box ? 'pointer' : 'default';
    if (box && this.data) this.tooltip.show(x, y + 14, this.data.tree.nodes[box.node]?.label ?? '', this.data.describe(box.node));
    else this.tooltip.hide();
    const next = box?.node ?? -1;
    if (next !== this.hovered) {
      this.hovered = next;
      this.redraw();
    }
  }
}

/** Index of the first box that ends after `from`. */
function firstReaching(level: readonly FlameBox[], from: number): number {
  let low = 0;
  let high = level.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const box = level[middle];
    if (box && box.left + box.width <= from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The text, cut so that it fits. Names can be very long, so no more is measured than could ever fit. */
function fitted(text: string, width: number, context: CanvasRenderingContext2D): string {
  const line = text.slice(0, Math.ceil(width / 2)).replace(/\s+/g, ' ');
  if (line.length === text.length && context.measureText(line).width <= width) return line;
  let low = 0;
  let high = line.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (context.measureText(`${line.slice(0, middle)}…`).width <= width) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : `${line.slice(0, low)}…`;
}
