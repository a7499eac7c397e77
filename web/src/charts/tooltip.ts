export interface TooltipRow {
  readonly colour: string | null;
  readonly name: string;
  readonly value: string;
}

/** A small box beside the pointer; it stays inside its host. */
export class Tooltip {
  private readonly box = document.createElement('div');
  private readonly host: HTMLElement;

  constructor(host: HTMLElement) {
    this.host = host;
    this.box.className = 'chart-tooltip';
    this.box.hidden = true;
    host.append(this.box);
  }

  show(x: number, y: number, title: string, rows: readonly TooltipRow[]): void {
    const heading = document.createElement('div');
    heading.className = 'chart-tooltip-title';
    heading.textContent = title;
    this.box.replaceChildren(heading, ...rows.map(toElement));
    this.box.hidden = false;
    const left = x + 14 + this.box.offsetWidth > this.host.clientWidth ? x - 14 - this.box.offsetWidth : x + 14;
    this.box.style.left = `${Math.max(0, left)}px`;
    this.box.style.top = `${Math.max(0, Math.min(y, this.host.clientHeight - this.box.offsetHeight))}px`;
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
