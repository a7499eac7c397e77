export interface TooltipRow {
  readonly colour: string | null;
  readonly name: string;
  readonly value: string;
}

/** A small box beside the pointer. */
export class Tooltip {
  private readonly box = document.createElement('div');
  private readonly host: HTMLElement;
  private said = '';

  constructor(host: HTMLElement) {
    this.host = host;
    this.box.className = 'chart-tooltip';
    this.box.hidden = true;
    host.append(this.box);
  }

  /** Sizes are read before anything is written: with the pointer moving, each frame is laid out once. */
  show(x: number, y: number, title: string, rows: readonly TooltipRow[]): void {
    const { clientWidth: width, clientHeight: height } = this.host;
    const said = JSON.stringify([title, rows]);
    if (said !== this.said) {
      this.said = said;
      const heading = document.createElement('div');
      heading.className = 'chart-tooltip-title';
      heading.textContent = title;
      this.box.replaceChildren(heading, ...rows.map(toElement));
    }
    this.box.hidden = false;
    const { style } = this.box;
    // On the side with more room; its greatest width is a little less than half of the host's.
    style.left = x > width / 2 ? 'auto' : `${x + 14}px`;
    style.right = x > width / 2 ? `${width - x + 14}px` : 'auto';
    style.top = y > height / 2 ? 'auto' : `${Math.max(0, y)}px`;
    style.bottom = y > height / 2 ? `${Math.max(0, height - y)}px` : 'auto';
  }

  hide(): void {
    this.box.hidden = true;
  }

  destroy(): void {
    this.box.remove();
  }
}

function toElement(row: TooltipRow): HTMLElement {
  const line = document.createElement('div');
  line.className = 'chart-tooltip-row';
  const mark = document.createElement('i');
  if (row.colour) mark.style.background = row.colour;
  const name = document.createElement('span');
  name.textContent = row.name;
  const value = document.createElement('b');
  value.textContent = row.value;
  line.append(mark, name, value);
  return line;
}
