import { heldRows, rowsInView, rowsToHold, scrollToRow } from '../lib/virtual.ts';

/** A row of the page. It is made once and shows one item of the list after another. */
export interface RowView {
  readonly element: HTMLElement;
  show(index: number): void;
}

interface Slot {
  readonly view: RowView;
  row: number;
  /** Which update of the list the row was drawn for. */
  version: number;
}

/** Rows kept ready above and below the view, so that a scrolled list is never seen without them. */
const spareRows = 14;

/** Spare rows are drawn while a frame has drawn fewer rows than this: after a long jump they are left to the frames that follow. */
const easyFrame = 8;

/**
 * A list of equally high rows of which only those near the view exist. Scrolling makes and removes no elements: a row that left
 * on one side is filled anew and enters on the other. Sizes are remembered and never read back while rows change, so the browser
 * lays out once per frame.
 */
export class RecycledRows {
  private readonly scroller: HTMLElement;
  private readonly space: HTMLElement;
  private readonly create: () => RowView;
  private readonly observer: ResizeObserver;
  private readonly onScroll = (): void => this.scrolled();
  private slots: Slot[] = [];
  private count = 0;
  private rowHeight = 1;
  private top = 0;
  private height = 600;
  private down = true;
  private revealed = false;
  private version = 0;
  private frame = 0;

  constructor(scroller: HTMLElement, create: () => RowView) {
    this.scroller = scroller;
    this.create = create;
    this.space = document.createElement('div');
    this.space.className = 'virtual-space';
    this.space.setAttribute('role', 'presentation');
    scroller.append(this.space);
    scroller.addEventListener('scroll', this.onScroll, { passive: true });
    this.observer = new ResizeObserver(([entry]) => this.resized(Math.ceil(entry?.contentRect.height ?? 0)));
    this.observer.observe(scroller);
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    this.observer.disconnect();
    this.scroller.removeEventListener('scroll', this.onScroll);
    this.space.remove();
  }

  /** Draws all rows again: the list, or what its rows say, is another one. */
  update(count: number, rowHeight: number): void {
    const resized = count !== this.count || rowHeight !== this.rowHeight;
    if (resized) {
      this.space.style.height = `${count * rowHeight}px`;
      this.top = Math.min(this.top, Math.max(0, count * rowHeight - this.height));
    }
    this.count = count;
    this.rowHeight = rowHeight;
    this.version++;
    this.hold();
    this.fill(resized ? Infinity : easyFrame);
  }

  /** Scrolls so that the row is in view, if it is not. */
  reveal(row: number): void {
    if (row < 0 || row >= this.count) return;
    const next = scrollToRow(row, this.top, this.height, this.rowHeight, this.count);
    if (next === this.top) return;
    this.scroller.scrollTop = next;
    this.revealed = true;
    this.moveTo(next);
    this.later();
  }

  /** The row that an element is a part of, or -1. */
  rowAt(target: EventTarget | null): number {
    return this.slots.find(({ view }) => target instanceof Node && view.element.contains(target))?.row ?? -1;
  }

  private scrolled(): void {
    // Where its own scrolling leads is known; the rows were written to since, and to ask would lay them out.
    if (this.revealed) this.later();
    else this.moveTo(this.scroller.scrollTop);
    this.revealed = false;
  }

  private moveTo(top: number): void {
    if (top === this.top) return;
    this.down = top > this.top;
    this.top = top;
    this.fill(easyFrame);
  }

  private resized(height: number): void {
    if (height === this.height || height === 0) return;
    this.height = height;
    this.hold();
    this.fill(Infinity);
  }

  /** Makes as many rows as the height needs. A row of the list always has the same place among them. */
  private hold(): void {
    const wanted = rowsToHold(this.height, this.rowHeight, this.count, spareRows);
    if (wanted === this.slots.length) return;
    for (const { view } of this.slots.splice(wanted)) view.element.remove();
    while (this.slots.length < wanted) {
      const view = this.create();
      this.slots.push({ view, row: -1, version: -1 });
      this.space.append(view.element);
    }
    for (const slot of this.slots) slot.version = -1;
  }

  private fill(most: number): void {
    cancelAnimationFrame(this.frame);
    const seen = rowsInView(this.top, this.height, this.rowHeight, this.count);
    const held = heldRows(seen, this.slots.length, this.count);
    let drawn = 0;
    for (let row = seen.first; row < seen.end; row++) if (this.place(row)) drawn++;
    const spare = (row: number): void => {
      if (drawn < most && this.place(row)) drawn++;
    };
    const below = (): void => {
      for (let row = seen.end; row < held.end; row++) spare(row);
    };
    if (this.down) below();
    for (let row = seen.first - 1; row >= held.first; row--) spare(row);
    if (!this.down) below();
    if (drawn >= most) this.later();
  }

  /** Goes on in the next frame: what is asked for while a frame is made ready, as when it scrolls, would still be a part of it. */
  private later(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      this.frame = requestAnimationFrame(() => {
        this.revealed = false;
        this.top = this.scroller.scrollTop;
        this.fill(easyFrame);
      });
    });
  }

  /** Says whether the row had to be drawn. */
  private place(row: number): boolean {
    const slot = this.slots[row % this.slots.length];
    if (!slot || (slot.row === row && slot.version === this.version)) return false;
    const { element } = slot.view;
    if (slot.row !== row) {
      // What had the focus is about to be another row.
      if (document.activeElement instanceof HTMLElement && element.contains(document.activeElement)) document.activeElement.blur();
    }
    slot.view.show(row);
    element.style.top = `${row * this.rowHeight}px`;
    slot.row = row;
    slot.version = this.version;
    return true;
  }
}
