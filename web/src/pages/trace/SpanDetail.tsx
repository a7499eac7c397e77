import { apiUrl } from '../../api/http.ts';
import { tracePath } from '../../api/jaeger.ts';
import { go, href, setParams } from '../../app/address.ts';
import { isUtc, narrow } from '../../app/preferences.ts';
import { Badge, ServiceTag } from '../../components/Badge.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Icon } from '../../components/Icon.tsx';
import { KeyValues } from '../../components/KeyValues.tsx';
import { ScorePills } from '../../components/ScorePills.tsx';
import { Notice } from '../../components/States.tsx';
import type { CriticalSection } from '../../lib/criticalPath.ts';
import { formatDurationUs } from '../../lib/format.ts';
import type { Score } from '../../lib/scores.ts';
import { curl } from '../../lib/shell.ts';
import { badges, displayName, failures } from '../../lib/spanFacts.ts';
import { formatDateTime } from '../../lib/time.ts';
import type { JaegerTrace, Span, Trace } from '../../lib/trace.ts';
import { isModelCall } from '../../lib/aiKind.ts';
import type { Usage } from '../../lib/usage.ts';
import { CallContent } from '../llm/CallContent.tsx';
import { SpanFigures } from './SpanFigures.tsx';

export interface SpanDetailProps {
  readonly trace: Trace;
  readonly span: Span;
  readonly json: JaegerTrace;
  readonly usage: Usage | null;
  readonly scores: readonly Score[];
  readonly critical: readonly CriticalSection[] | undefined;
  readonly colour: number;
  /** Do the details stand below the row instead of beside the waterfall? */
  readonly inline: boolean;
  readonly onSelect: (index: number) => void;
  readonly onClose: () => void;
}

export function SpanDetail({ trace, span, json, usage, scores, critical, colour, inline, onSelect, onClose }: SpanDetailProps) {
  const parent = trace.spans[span.parentIndex];
  return (
    <aside class="detail" data-testid="span-detail" aria-label={`Details of ${span.operation}`}>
      <header class="detail-header">
        <div>
          <h3>{displayName(span)}</h3>
          <ServiceTag name={span.service} colour={colour} /> <span class="muted">{span.kind}</span>
        </div>
        <div class="button-group">
          {!narrow.value && <button type="button" class="button button-quiet button-icon" onClick={() => setParams({ details: inline ? null : 'inline' })} aria-label={inline ? 'Details beside the rows' : 'Details below the row'} title={inline ? 'Beside the rows (i)' : 'Below the row (i)'}><Icon name={inline ? 'panelSide' : 'panelBelow'} /></button>}
          <button type="button" class="button button-quiet button-icon" onClick={onClose} aria-label="Close the details" title="Close (Esc)"><Icon name="close" /></button>
        </div>
      </header>
      <div class="detail-body">
        <div class="tags">{badges(span).map((badge) => <Badge key={`${badge.title}/${badge.text}`} badge={badge} />)}</div>
        <SpanFigures trace={trace} span={span} usage={usage} critical={critical} />
        <p class="muted small">{formatDateTime(span.startUs / 1000, isUtc(), 'ms')}{parent && <> · child of <button type="button" class="link" onClick={() => onSelect(parent.index)}>{displayName(parent)}</button></>}</p>
        {scores.length > 0 && <section class="span-scores"><ScorePills scores={scores} />{scores.map((score) => score.comment !== null && <p key={score.id}><strong>{score.name}:</strong> {score.comment}</p>)}</section>}
        {failures(span).map((failure, index) => (
          <section key={index} class="failure">
            <h4><Icon name="error" size={14} /> {failure.type}</h4>
            {failure.message && <p>{failure.message}</p>}
            {failure.stack && <details><summary>Stack trace</summary><pre>{failure.stack}</pre></details>}
          </section>
        ))}
        {span.warnings.map((warning) => <Notice key={warning}>{warning}</Notice>)}
        {isModelCall(span) && <CallContent traceId={trace.id} spanId={span.id} />}
        <Attributes span={span} />
        <Events span={span} />
        <Links span={span} trace={trace} onSelect={onSelect} />
        <details class="section"><summary>Resource <span class="muted">{span.resource.length}</span></summary><KeyValues label="Resource" items={[{ key: 'service.name', value: span.service }, ...span.resource]} /></details>
        <RawJson span={span} json={json} />
        <div class="detail-actions">
          <CopyButton text={span.id} label="Copy span id" />
          <CopyButton text={() => curl(apiUrl(tracePath(trace.id)))} label="Copy as curl" icon="link" />
          <button type="button" class="button" onClick={() => setParams({ tab: 'logs', span: span.id }, true)}><Icon name="logs" /> Logs</button>
          <button type="button" class="button" onClick={() => setParams({ tab: 'moment', span: span.id }, true)}><Icon name="clock" /> While it ran</button>
        </div>
      </div>
    </aside>
  );
}

function Attributes({ span }: { readonly span: Span }) {
  return (
    <details class="section" open>
      <summary>Attributes <span class="muted">{span.attributes.length}</span></summary>
      {span.attributes.length === 0 ? <p class="muted">None.</p> : (
        <KeyValues
          label="Attributes"
          items={span.attributes}
          actions={(item) => String(item.value).length < 200 && (
            <button type="button" class="button button-quiet button-icon" title="Find traces with this attribute" aria-label={`Find traces with ${item.key}`} onClick={() => go(['traces'], { tag: `${item.key}=${String(item.value)}` })}><Icon name="search" /></button>
          )}
        />
      )}
    </details>
  );
}

function Events({ span }: { readonly span: Span }) {
  if (span.events.length === 0) return null;
  return (
    <details class="section" open>
      <summary>Events <span class="muted">{span.events.length}</span></summary>
      {span.events.map((event, index) => (
        <div key={index} class="event">
          <h4><span class="mono">+{formatDurationUs(event.timeUs - span.startUs)}</span> {event.name}</h4>
          {event.attributes.length > 0 && <KeyValues label={event.name} items={event.attributes.filter((item) => item.key !== 'exception.stacktrace')} />}
        </div>
      ))}
    </details>
  );
}

function Links({ span, trace, onSelect }: { readonly span: Span; readonly trace: Trace; readonly onSelect: (index: number) => void }) {
  if (span.links.length === 0) return null;
  return (
    <details class="section" open>
      <summary>Links <span class="muted">{span.links.length}</span></summary>
      <ul class="plain">
        {span.links.map((link) => {
          const here = link.traceId === trace.id ? trace.byId.get(link.spanId) : undefined;
          return (
            <li key={`${link.traceId}/${link.spanId}`}>
              {here ? <button type="button" class="link" onClick={() => onSelect(here.index)}>{displayName(here)}</button> : <a class="mono" href={href(['traces', link.traceId], { span: link.spanId })}>{link.traceId} / {link.spanId}</a>}
            </li>
          );
        })}
      </ul>
    </details>
  );
}

function RawJson({ span, json }: { readonly span: Span; readonly json: JaegerTrace }) {
  const raw = (): string => {
    const found = json.spans.find((item) => item.spanID === span.id);
    return JSON.stringify(found ? { ...found, process: json.processes[found.processID ?? ''] } : null, null, 2);
  };
  return (
    <details class="section">
      <summary>Raw JSON</summary>
      <div class="code-block"><pre>{raw()}</pre><CopyButton text={raw} label="Copy JSON" /></div>
    </details>
  );
}
