import { iconPath, type IconName } from './Icon.tsx';

/** Elements that are made once and written to many times; a value that is there already is not written again. */
export function element(tag: string, className: string, parent?: Element): HTMLElement {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  parent?.append(made);
  return made;
}

export function textIn(parent: Element): Text {
  const text = document.createTextNode('');
  parent.append(text);
  return text;
}

export function setText(node: Text, text: string): void {
  if (node.data !== text) node.data = text;
}

export function setClass(target: Element, className: string): void {
  if (target.getAttribute('class') !== className) target.setAttribute('class', className);
}

/** Null takes the attribute away. */
export function setAttribute(target: Element, name: string, value: string | null): void {
  if (target.getAttribute(name) === value) return;
  if (value === null) target.removeAttribute(name);
  else target.setAttribute(name, value);
}

const svg = 'http://www.w3.org/2000/svg';

/** An icon whose picture and colour can change. */
export class IconElement {
  private readonly icon = document.createElementNS(svg, 'svg');
  private readonly path = document.createElementNS(svg, 'path');
  private name = '';

  constructor(parent: Element, size: number) {
    for (const [name, value] of [['width', String(size)], ['height', String(size)], ['viewBox', '0 0 20 20'], ['aria-hidden', 'true']] as const) this.icon.setAttribute(name, value);
    this.icon.append(this.path);
    parent.append(this.icon);
  }

  set(name: IconName, className = 'icon'): void {
    setClass(this.icon, className);
    if (name === this.name) return;
    this.name = name;
    this.path.setAttribute('d', iconPath(name));
  }
}
