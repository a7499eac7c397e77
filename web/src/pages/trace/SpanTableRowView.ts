import { element, IconElement, setAttribute, setClass, setText, textIn } from '../../components/elements.ts';
import type { RowView } from '../../components/RecycledRows.ts';
import { formatCost, formatDurationUs, formatNumber } from '../../lib/format.ts';
import { stepKind } from '../../lib/spanFacts.ts';
import type { SpanTableRow } from '../../lib/spanTable.ts';

export interface SpanTableState {
  readonly rows: readonly SpanTableRow[];
  readonly colours: ReadonlyMap<string, number>;
  /** Row that the keyboard is at, or -1. */
  readonly cursor: number;
}

export function spanTableRowId(row: number): string {
  return `span-table-row-${row}`;
}

/** One row of the table of spans. */
export class SpanTableRowView implements RowView {
  readonly element = element('div', 'span-grid-row');
  private readonly state: () => SpanTableState;
  private readonly name = textIn(this.cell('name'));
  private readonly serviceCell = this.cell('service');
  private readonly dot = element('i', 'dot', this.serviceCell);
  private readonly service = textIn(this.serviceCell);
  private readonly kind = textIn(this.cell('kind muted'));
  private readonly start = textIn(this.cell('start'));
  private readonly duration = textIn(this.cell('duration'));
  private readonly self = textIn(this.cell('self'));
  private readonly tokens = textIn(this.cell('tokens'));
  private readonly cost = textIn(this.cell('cost'));
  private readonly error = element('span', 'bad', this.cell('error'));

  constructor(state: () => SpanTableState) {
    this.state = state;
    this.element.setAttribute('role', 'row');
    this.element.dataset['testid'] = 'span-table-row';
    new IconElement(this.error, 13).set('error');
    this.error.setAttribute('role', 'img');
    this.error.setAttribute('aria-label', 'error');
  }

  show(at: number): void {
    const { rows, colours, cursor } = this.state();
    const row = rows[at];
    if (!row) return;
    const tokens = row.inputTokens + row.outputTokens;
    this.element.id = spanTableRowId(at);
    setClass(this.element, at === cursor ? 'span-grid-row is-current' : 'span-grid-row');
    setAttribute(this.element, 'aria-selected', String(at === cursor));
    setAttribute(this.element, 'aria-rowindex', String(at + 2));
    setText(this.name, row.name || '(no name)');
    setClass(this.dot, `dot ink-${colours.get(row.span.service) ?? 1}`);
    setText(this.service, ` ${row.span.service}`);
    setText(this.kind, stepKind(row.span));
    setText(this.start, formatDurationUs(row.startUs));
    setText(this.duration, formatDurationUs(row.durationUs));
    setText(this.self, formatDurationUs(row.selfUs));
    setText(this.tokens, tokens > 0 ? formatNumber(tokens) : '');
    setText(this.cost, row.costUsd > 0 ? formatCost(row.costUsd) : '');
    this.error.hidden = !row.span.hasError;
  }

  private cell(name: string): HTMLElement {
    const cell = element('span', `cell-${name}`, this.element);
    cell.setAttribute('role', 'gridcell');
    return cell;
  }
}
