import { heldRows, rowsInView, rowsToHold, rowTop, scrollToRow, type Gap } from '../lib/virtual.ts';

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
  top: number;
}

/** Share of the height that an opened row's details take, and their least height. */
const detailShare = 0.62;
const leastDetailPx = 180;

/** Rows above and below the view, so that the Tab key finds the next one. */
const spareRows = 2;

/**
 * A list of equally high rows of which only those in view exist. Scrolling makes and removes no elements: a row that left on one side is
 * filled anew and enters on the other. The browser scrolls by itself an empty room as high as all rows; the rows lie on a sheet in a pane
 * that stays in view, and the sheet moves in the same frame in which they are filled: there is no moment at which a row is missing.
 * Sizes are remembered and never asked for while rows change, so a frame is laid out once.
 */
export class RecycledRows {
  private readonly scroller: HTMLElement;
  private readonly room: HTMLElement;
  private readonly pane: HTMLElement;
  private readonly sheet: HTMLElement;
  private readonly create: () => RowView;
  private readonly observer: ResizeObserver;
  private readonly onScroll = (): void => this.scrolled();
  private slots: Slot[] = [];
  private count = 0;
  private rowHeight = 1;
  private top = 0;
  private moved = 0;
  private height = 600;
  private revealed = false;
  private version = 0;
  private frame = 0;
  private gap: Gap | null = null;
  private place: HTMLElement | null = null;

  constructor(scroller: HTMLElement, create: () => RowView) {
    this.scroller = scroller;
    this.create = create;
    this.room = layer('virtual-room', scroller);
    this.pane = layer('virtual-pane', this.room);
    this.sheet = layer('virtual-sheet', this.pane);
    scroller.addEventListener('scroll', this.onScroll, { passive: true });
    this.observer = new ResizeObserver(([entry]) => this.resized(entry?.contentRect.height ?? 0));
    this.observer.observe(scroller);
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    this.observer.disconnect();
    this.scroller.removeEventListener('scroll', this.onScroll);
    this.room.remove();
  }

  /** Draws all rows again: the list, or what its rows say, is another one. */
  update(count: number, rowHeight: number): void {
    if (count !== this.count || rowHeight !== this.rowHeight) {
      if (rowHeight !== this.rowHeight) for (const slot of this.slots) slot.row = -1;
      this.count = count;
      this.rowHeight = rowHeight;
      this.stretch();
      this.hold();
    }
    this.version++;
    this.fill();
  }

  /** Makes room below a row, -1 for none, and says where what belongs to it can be drawn. */
  open(row: number): HTMLElement | null {
    const height = Math.max(leastDetailPx, Math.round(this.height * detailShare));
    if (row !== (this.gap?.row ?? -1) || (this.gap && this.gap.height !== height)) {
      this.gap = row < 0 ? null : { row, height };
      this.stretch();
      this.version++;
      this.fill();
    }
    if (this.gap) this.place ??= layer('virtual-detail', this.sheet);
    if (this.place && this.gap) {
      this.place.style.top = `${(this.gap.row + 1) * this.rowHeight}px`;
      this.place.style.height = `${this.gap.height}px`;
    }
    if (this.place) this.place.hidden = this.gap === null;
    return this.place;
  }

  /** Scrolls so that the row is in view, if it is not. */
  reveal(row: number): void {
    if (row < 0 || row >= this.count) return;
    const next = scrollToRow(row, this.top, this.height, this.rowHeight, this.count, this.gap);
    if (next === this.top) return;
    this.scroller.scrollTop = next;
    this.revealed = true;
    this.moveTo(next);
  }

  /** The row that an element is a part of, or -1. */
  rowAt(target: EventTarget | null): number {
    return this.slots.find(({ view }) => target instanceof Node && view.element.contains(target))?.row ?? -1;
  }

  /** The room is as high as all rows and the gap. */
  private stretch(): void {
    const height = this.count * this.rowHeight + (this.gap?.height ?? 0);
    this.room.style.height = this.sheet.style.height = `${height}px`;
    this.top = Math.min(this.top, Math.max(0, height - this.height));
  }

  private scrolled(): void {
    if (!this.revealed) return this.moveTo(this.scroller.scrollTop);
    // Where its own scrolling leads is known, and to ask for it now would lay out the rows that were filled since. Should the hand have
    // scrolled on meanwhile, that is seen in the next frame: what is asked for while a frame is made ready is still a part of it.
    this.revealed = false;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      this.frame = requestAnimationFrame(() => this.scrolled());
    });
  }

  private moveTo(top: number): void {
    if (top === this.top) return;
    this.top = top;
    this.fill();
  }

  private resized(height: number): void {
    if (height === 0) return;
    this.pane.style.height = `${height}px`;
    if (Math.ceil(height) === this.height) return;
    this.height = Math.ceil(height);
    this.hold();
    this.fill();
  }

  /** Makes as many rows as the height needs. A row of the list always has the same place among them. */
  private hold(): void {
    const wanted = rowsToHold(this.height, this.rowHeight, this.count, spareRows);
    if (wanted === this.slots.length) return;
    for (const { view } of this.slots.splice(wanted)) view.element.remove();
    while (this.slots.length < wanted) {
      const view = this.create();
      this.slots.push({ view, row: -1, version: -1, top: -1 });
      this.sheet.append(view.element);
    }
    for (const slot of this.slots) slot.row = -1;
  }

  private fill(): void {
    const { first, end } = heldRows(rowsInView(this.top, this.height, this.rowHeight, this.count, this.gap), this.slots.length, this.count);
    for (let row = first; row < end; row++) this.show(row);
    if (this.moved === this.top) return;
    this.moved = this.top;
    this.sheet.style.transform = `translateY(${-this.top}px)`;
  }

  private show(row: number): void {
    const slot = this.slots[row % this.slots.length];
    if (!slot || (slot.row === row && slot.version === this.version)) return;
    const { element } = slot.view;
    // What had the focus is about to be another row.
    if (slot.row !== row && document.activeElement instanceof HTMLElement && element.contains(document.activeElement)) document.activeElement.blur();
    slot.view.show(row);
    const top = rowTop(row, this.rowHeight, this.gap);
    if (slot.top !== top) element.style.top = `${top}px`;
    slot.top = top;
    slot.row = row;
    slot.version = this.version;
  }
}

function layer(className: string, parent: Element): HTMLElement {
  const made = document.createElement('div');
  made.className = className;
  made.setAttribute('role', 'presentation');
  parent.append(made);
  return made;
}
