import { useCallback, useState } from 'preact/hooks';
import { href } from '../../app/address.ts';
import { isUtc, narrow } from '../../app/preferences.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Icon } from '../../components/Icon.tsx';
import { memo } from '../../components/memo.ts';
import { KeyValues } from '../../components/KeyValues.tsx';
import { WindowedList } from '../../components/WindowedList.tsx';
import { formatDurationUs } from '../../lib/format.ts';
import { highlight, splitMetadata, streamSelector, stripAnsi, type LogEntry } from '../../lib/logs.ts';
import type { Labels } from '../../lib/series.ts';
import { formatDateTime, formatTime } from '../../lib/time.ts';

export interface LogListProps {
  readonly entries: readonly LogEntry[];
  readonly contains: string;
  readonly wrap?: boolean;
  /** Line to show opened, from the address. */
  readonly openKey?: string;
  /** Shows times relative to this instant, for the lines of one trace. */
  readonly originUs?: number;
  readonly onFilter?: (kind: 'label' | 'field', name: string, value: string, wanted: boolean) => void;
  readonly onSpan?: (spanId: string) => void;
  readonly onOpen?: (entry: LogEntry | null) => void;
}

export function LogList({ entries, contains, wrap = false, openKey = '', originUs, onFilter, onSpan, onOpen }: LogListProps) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => new Set(openKey ? [openKey] : []));
  const toggle = useCallback((entry: LogEntry, open: boolean) => {
    setOpened((old) => {
      const next = new Set(old);
      if (open) next.add(entry.key);
      else next.delete(entry.key);
      return next;
    });
    onOpen?.(open ? entry : null);
  }, [onOpen]);
  const utc = isUtc();
  return (
    <WindowedList
      label="Log lines"
      class={wrap ? 'log-list is-wrapped' : 'log-list'}
      items={entries}
      itemKey={(entry) => entry.key}
      usualHeight={narrow.value ? 62 : 25}
      startAt={openKey === '' ? -1 : entries.findIndex((entry) => entry.key === openKey)}
      row={(entry) => <LogRow key={entry.key} entry={entry} contains={contains} utc={utc} open={opened.has(entry.key)} onToggle={toggle} {...(originUs === undefined ? {} : { originUs })} {...(onFilter ? { onFilter } : {})} {...(onSpan ? { onSpan } : {})} />}
    />
  );
}

interface LogRowProps {
  readonly entry: LogEntry;
  readonly contains: string;
  readonly utc: boolean;
  readonly open: boolean;
  readonly originUs?: number;
  readonly onToggle: (entry: LogEntry, open: boolean) => void;
  readonly onFilter?: LogListProps['onFilter'];
  readonly onSpan?: LogListProps['onSpan'];
}

const LogRow = memo(function LogRow({ entry, contains, utc, open, originUs, onToggle, onFilter, onSpan }: LogRowProps) {
  const line = stripAnsi(entry.line);
  const shown = open ? line : firstLine(line);
  return (
    <li class={`log-row level-${entry.level} ${open ? 'is-open' : ''}`} data-testid="log-row" data-key={entry.key}>
      <div class="log-head">
        <button type="button" class="caret" aria-expanded={open} aria-label={open ? 'Hide the fields' : 'Show the fields'} onClick={() => onToggle(entry, !open)} onKeyDown={moveFocus}>
          <Icon name="right" size={12} />
        </button>
        <time title={formatDateTime(entry.timeMs, utc, 'ms')}>{originUs === undefined ? formatTime(entry.timeMs, utc, 'ms') : relative(entry.timeUs - originUs)}</time>
        <span class="log-level">{entry.level === 'unknown' ? '' : entry.level}</span>
        <span class="log-service muted">{entry.labels['service_name'] ?? ''}</span>
        <code class="log-line" onClick={() => { if (!window.getSelection()?.toString()) onToggle(entry, !open); }}>
          {highlight(shown, contains).map((piece, index) => (piece.hit ? <mark key={index}>{piece.text}</mark> : piece.text))}
        </code>
        {entry.traceId !== null && (onSpan ? (
          entry.spanId !== null && <button type="button" class="log-trace link" onClick={() => onSpan(entry.spanId ?? '')} title="Show the span"><Icon name="traces" size={14} label="Show the span" /></button>
        ) : (
          <a class="log-trace" href={href(['traces', entry.traceId], entry.spanId === null ? {} : { span: entry.spanId })} title="Open the trace"><Icon name="traces" size={14} label="Open the trace" /></a>
        ))}
      </div>
      {open && <LogFields entry={entry} line={line} {...(onFilter ? { onFilter } : {})} />}
    </li>
  );
});

function LogFields({ entry, line, onFilter }: { readonly entry: LogEntry; readonly line: string; readonly onFilter?: LogListProps['onFilter'] }) {
  const json = prettyJson(line);
  const { own, collected } = splitMetadata(entry.metadata);
  return (
    <div class="log-fields">
      {json !== null && <pre class="json">{json}</pre>}
      <FieldGroup title="Labels" kind="label" fields={entry.labels} onFilter={onFilter} />
      <FieldGroup title="Structured metadata" kind="field" fields={own} onFilter={onFilter} />
      <FieldGroup title="Parsed from the line" kind="field" fields={entry.parsed} onFilter={onFilter} />
      <FieldGroup title="Where it was collected" kind="field" fields={collected} onFilter={onFilter} folded />
      <div class="detail-actions">
        <CopyButton text={entry.line} label="Copy line" />
        <CopyButton text={() => linkTo(entry)} label="Copy link to this line" icon="link" />
        <a class="button" href={around(entry)} title="What the same stream wrote in the minute before and after"><Icon name="logs" /> Around this line</a>
        {entry.traceId !== null && <a class="button" href={href(['traces', entry.traceId], entry.spanId === null ? {} : { span: entry.spanId })}><Icon name="traces" /> Open the trace</a>}
      </div>
    </div>
  );
}

interface FieldGroupProps {
  readonly title: string;
  readonly kind: 'label' | 'field';
  readonly fields: Labels;
  readonly onFilter: LogListProps['onFilter'];
  readonly folded?: boolean;
}

function FieldGroup({ title, kind, fields, onFilter, folded = false }: FieldGroupProps) {
  const items = Object.entries(fields).map(([key, value]) => ({ key, value }));
  if (items.length === 0) return null;
  return (
    <details class="section" open={!folded}>
      <summary>{title} <span class="muted">{items.length}</span></summary>
      <KeyValues label={title} items={items}
        actions={(item) => onFilter && (
          <>
            <button type="button" class="button button-quiet button-icon" title="Only lines with this value" aria-label={`Only ${item.key} = ${item.value}`} onClick={() => onFilter(kind, item.key, item.value, true)}><Icon name="plus" /></button>
            <button type="button" class="button button-quiet button-icon" title="Without lines with this value" aria-label={`Without ${item.key} = ${item.value}`} onClick={() => onFilter(kind, item.key, item.value, false)}><Icon name="minus" /></button>
          </>
        )} />
    </details>
  );
}

const aroundMs = 60_000;

/** A minute of the same stream before and after the line, without any filter. */
function around(entry: LogEntry): string {
  return href(['logs'], { q: streamSelector(entry.labels), from: String(entry.timeMs - aroundMs), to: String(entry.timeMs + aroundMs), line: entry.timeNs });
}

/** A link that finds the line again however much arrives later: a second around it, and the line itself by its time. */
function linkTo(entry: LogEntry): string {
  const url = new URL(location.href);
  url.hash = href(['logs'], { q: streamSelector(entry.labels), from: String(entry.timeMs - 1000), to: String(entry.timeMs + 1000), line: entry.timeNs });
  return url.toString();
}

function moveFocus(event: KeyboardEvent): void {
  const step = event.key === 'j' || event.key === 'ArrowDown' ? 1 : event.key === 'k' || event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0 || !(event.currentTarget instanceof HTMLElement)) return;
  const row = event.currentTarget.closest('.log-row');
  const next = step === 1 ? row?.nextElementSibling : row?.previousElementSibling;
  event.preventDefault();
  next?.querySelector<HTMLElement>('.caret')?.focus();
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  const line = end < 0 ? text : `${text.slice(0, end)} …`;
  return line.length > 600 ? `${line.slice(0, 600)}…` : line;
}

function prettyJson(line: string): string | null {
  if (!/^\s*[[{]/.test(line)) return null;
  try {
    return JSON.stringify(JSON.parse(line), null, 2);
  } catch {
    return null;
  }
}

function relative(us: number): string {
  return us < 0 ? `-${formatDurationUs(-us)}` : `+${formatDurationUs(us)}`;
}
