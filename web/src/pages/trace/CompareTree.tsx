import { useMemo, useState } from 'preact/hooks';
import { flag, href, param, setParams } from '../../app/address.ts';
import { Icon } from '../../components/Icon.tsx';
import { Notice } from '../../components/States.tsx';
import { isModelCall } from '../../lib/aiKind.ts';
import { compareAttributes, type CompareRow, type Side } from '../../lib/compare.ts';
import { formatCost, formatDurationUs, formatInteger, plural } from '../../lib/format.ts';
import type { Span, Trace } from '../../lib/trace.ts';
import { CompareMessages, type CallPlace } from './CompareMessages.tsx';

export interface CompareTreeProps {
  readonly a: Trace;
  readonly b: Trace;
  readonly rows: readonly CompareRow[];
}

const mostRows = 1000;

/** Steps of both traces, one row each; a row opens to its attributes. */
export function CompareTree({ a, b, rows }: CompareTreeProps) {
  const changesOnly = flag('changes');
  const largestFirst = param('order') === 'change';
  const [open, setOpen] = useState<CompareRow | null>(null);
  const shown = useMemo(() => {
    const kept = changesOnly ? rows.filter((row) => row.notable) : rows;
    return largestFirst ? [...kept].sort((x, y) => Math.abs(selfDelta(y)) - Math.abs(selfDelta(x))) : kept;
  }, [rows, changesOnly, largestFirst]);
  const most = useMemo(() => rows.reduce((max, row) => Math.max(max, row.a?.node.durationUs ?? 0, row.b?.node.durationUs ?? 0), 1), [rows]);
  const count = (side: 'a' | 'b'): number => rows.filter((row) => row[side] !== null && row[side === 'a' ? 'b' : 'a'] === null).length;
  return (
    <section class="card">
      <header class="card-header">
        <h2>{plural(rows.length, 'step')}</h2>
        <span class="muted">{count('a')} only in A, {count('b')} only in B, {rows.filter((row) => row.a && row.b && row.notable).length} changed</span>
        <span class="tab-tools">
          <label class="check"><input type="checkbox" checked={changesOnly} onChange={(event) => setParams({ changes: event.currentTarget.checked ? '1' : null })} /> Changes only</label>
          <label class="check"><input type="checkbox" checked={largestFirst} onChange={(event) => setParams({ order: event.currentTarget.checked ? 'change' : null })} /> Largest change first</label>
        </span>
      </header>
      {shown.length > mostRows && <Notice>Only the first {formatInteger(mostRows)} steps are shown. Changes only, or largest change first, shows the ones that matter.</Notice>}
      {shown.length === 0 ? <p class="card-empty">Both runs took the same steps, in about the same time.</p> : (
        <div class="table-scroll">
          <table class="table compare-table" aria-label="Steps of both traces">
            <thead><tr><th scope="col">Step</th><th scope="col" class="numeric minor">Spans</th><th scope="col" class="compare-bars-column minor">A above B</th><th scope="col" class="numeric">Time A</th><th scope="col" class="numeric">Time B</th><th scope="col" class="numeric">Change</th><th scope="col" class="numeric minor">Own time</th><th scope="col" class="numeric minor">Cost</th></tr></thead>
            <tbody>
              {shown.slice(0, mostRows).map((row, index) => <Rows key={index} row={row} flat={largestFirst} most={most} open={open === row} onToggle={() => setOpen(open === row ? null : row)} a={a} b={b} />)}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

interface RowsProps {
  readonly row: CompareRow;
  readonly flat: boolean;
  readonly most: number;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly a: Trace;
  readonly b: Trace;
}

function Rows({ row, flat, most, open, onToggle, a, b }: RowsProps) {
  const state = row.a === null ? 'added' : row.b === null ? 'removed' : row.notable ? 'changed' : 'same';
  const delta = durationOf(row.b) - durationOf(row.a);
  const spans = { a: row.a?.node.spans.length ?? 0, b: row.b?.node.spans.length ?? 0 };
  return (
    <>
      <tr class={`compare-row is-${state}`} data-testid="compare-row" data-change={state}>
        <td style={{ paddingLeft: `${(flat ? 0 : Math.min(row.depth, 20)) * 14 + 10}px` }}>
          <button type="button" class="compare-step" aria-expanded={open} onClick={onToggle}>
            <span class="caret"><Icon name="right" size={12} /></span>
            <Icon name={row.kind} size={14} /> <span class="compare-name">{row.label}</span>
            {state === 'added' && <span class="badge side-b">only in B</span>}
            {state === 'removed' && <span class="badge side-a">only in A</span>}
            {errors(row) && <span class="badge badge-bad">{errors(row)}</span>}
          </button>
        </td>
        <td class="numeric minor">{spans.a === spans.b ? formatInteger(spans.a) : `${formatInteger(spans.a)} → ${formatInteger(spans.b)}`}</td>
        <td class="compare-bars minor"><i class="compare-bar bar-a" style={{ width: `${(durationOf(row.a) / most) * 100}%` }} /><i class="compare-bar bar-b" style={{ width: `${(durationOf(row.b) / most) * 100}%` }} /></td>
        <td class="numeric">{row.a ? formatDurationUs(row.a.node.durationUs) : ''}</td>
        <td class="numeric">{row.b ? formatDurationUs(row.b.node.durationUs) : ''}</td>
        <td class={`numeric ${row.notable && delta > 0 ? 'bad' : row.notable && delta < 0 ? 'good' : 'muted'}`}>{delta === 0 ? '' : signed(delta, formatDurationUs)}</td>
        <td class="numeric minor muted">{signed(selfDelta(row), formatDurationUs)}</td>
        <td class="numeric minor">{cost(row)}</td>
      </tr>
      {open && <tr class="compare-open"><td colSpan={8}><Attributes row={row} a={a} b={b} /></td></tr>}
    </>
  );
}

function Attributes({ row, a, b }: { readonly row: CompareRow; readonly a: Trace; readonly b: Trace }) {
  const diff = compareAttributes(attributesOf(row.a, a), attributesOf(row.b, b));
  const calls = callsOf(row, a, b);
  return (
    <div class="compare-attributes">
      <p class="tab-tools">
        <SpanLink trace={a} side={row.a} name="A" />
        <SpanLink trace={b} side={row.b} name="B" />
        <span class="muted">{plural(diff.sameCount, 'equal attribute')}{diff.idCount > 0 && `, ${plural(diff.idCount, 'id')} of single runs left out`}</span>
      </p>
      {diff.changed.length > 0 && (
        <table class="key-values" aria-label="Attributes that differ">
          <thead><tr><th scope="col">Attribute</th><th scope="col">A</th><th scope="col">B</th></tr></thead>
          <tbody>{diff.changed.map((item) => <tr key={item.key}><th scope="row">{item.key}</th><td class="value">{item.a.join(', ')}</td><td class="value">{item.b.join(', ')}</td></tr>)}</tbody>
        </table>
      )}
      {calls && <CompareMessages a={calls.a} b={calls.b} />}
    </div>
  );
}

function SpanLink({ trace, side, name }: { readonly trace: Trace; readonly side: Side | null; readonly name: string }) {
  const span = firstSpan(side, trace);
  return span ? <a class="button" href={href(['traces', trace.id], { span: span.id })}><Icon name="traces" /> Open in {name}</a> : null;
}

/** The first call of the step in either run, when it is the call of a model. */
function callsOf(row: CompareRow, a: Trace, b: Trace): { readonly a: CallPlace; readonly b: CallPlace } | null {
  const [left, right] = [firstSpan(row.a, a), firstSpan(row.b, b)];
  return left && right && isModelCall(left) && isModelCall(right) ? { a: { traceId: a.id, spanId: left.id }, b: { traceId: b.id, spanId: right.id } } : null;
}

function firstSpan(side: Side | null, trace: Trace): Span | undefined {
  return trace.spans[side?.node.spans[0] ?? -1];
}

function attributesOf(side: Side | null, trace: Trace) {
  return (side?.node.spans ?? []).map((index) => trace.spans[index]?.attributes ?? []);
}

function durationOf(side: Side | null): number {
  return side?.node.durationUs ?? 0;
}

/** What the step itself took more in B, without the steps below it: where a difference comes from. */
function selfDelta(row: CompareRow): number {
  return (row.b?.node.selfUs ?? 0) - (row.a?.node.selfUs ?? 0);
}

function errors(row: CompareRow): string | null {
  const before = row.a?.node.errorCount ?? 0;
  const after = row.b?.node.errorCount ?? 0;
  if (before === 0 && after === 0) return null;
  return before === after ? plural(before, 'error') : `${before} → ${plural(after, 'error')}`;
}

function cost(row: CompareRow): string {
  const before = row.a?.usage.costUsd ?? 0;
  const after = row.b?.usage.costUsd ?? 0;
  if (before === 0 && after === 0) return '';
  const texts = [formatCost(before), formatCost(after)];
  return texts[0] === texts[1] ? (texts[0] ?? '') : texts.join(' → ');
}

function signed(value: number, write: (value: number) => string): string {
  return value === 0 ? '' : `${value > 0 ? '+' : '−'}${write(Math.abs(value))}`;
}
