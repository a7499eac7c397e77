import { useEffect } from 'preact/hooks';
import { apiUrl } from '../../api/http.ts';
import { tracePath } from '../../api/jaeger.ts';
import { href, setParams } from '../../app/address.ts';
import { openedTraces } from '../../app/openedTraces.ts';
import { isUtc, narrow } from '../../app/preferences.ts';
import { ServiceTag } from '../../components/Badge.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Icon } from '../../components/Icon.tsx';
import { ScorePills } from '../../components/ScorePills.tsx';
import { Menu } from '../../components/Menu.tsx';
import { formatCost, formatDurationUs, formatInteger, formatNumber, plural } from '../../lib/format.ts';
import type { Score } from '../../lib/scores.ts';
import { curl } from '../../lib/shell.ts';
import { displayName } from '../../lib/spanFacts.ts';
import { formatDateTime } from '../../lib/time.ts';
import { textAttribute, type JaegerTrace, type Trace } from '../../lib/trace.ts';
import { traceUsage, wasted, type Usage } from '../../lib/usage.ts';
import { downloadJaeger, downloadOtlp } from './downloads.ts';
import { KeepButton } from './KeepButton.tsx';

export interface TraceHeaderProps {
  readonly trace: Trace;
  readonly json: JaegerTrace;
  readonly usage: readonly Usage[];
  readonly colours: ReadonlyMap<string, number>;
  readonly scores: readonly Score[];
}

export function TraceHeader({ trace, json, usage, colours, scores }: TraceHeaderProps) {
  const root = trace.spans[0];
  const name = root ? (textAttribute(root, 'gen_ai.workflow.name', 'workflow.name') ?? displayName(root)) : 'Empty trace';
  useEffect(() => {
    document.title = `${name} · TTA`;
  }, [name]);
  const file = openedTraces.value.get(trace.id)?.fileName;
  const total = traceUsage(trace, usage);
  const waste = wasted(trace, usage);
  const persona = root && textAttribute(root, 'persona');
  const workspace = root?.resource.find((item) => item.key === 'workspace')?.value;
  return (
    <header class="trace-header">
      <div class="trace-title">
        <a href={href(['traces'])}>Traces</a> <span class="muted">/</span>
        <h2>{trace.errorCount > 0 && <span class="bad"><Icon name="error" size={18} label="with errors" /></span>} {name}</h2>
        <code class="muted trace-id" title="Trace id">{trace.id}</code>
        <CopyButton text={trace.id} label="Copy trace id" quiet />
        <CopyButton text={() => curl(apiUrl(tracePath(trace.id)))} label="Copy as curl" icon="link" quiet />
        <Menu label="Download" icon="download" items={[
          { title: 'OTLP JSON', note: 'for collectors, Tempo, and this page', onPick: () => void downloadOtlp(trace.id, json) },
          { title: 'Jaeger JSON', note: 'for Jaeger and Grafana', onPick: () => downloadJaeger(trace.id, json) },
        ]} />
        {file === undefined && <KeepButton key={trace.id} traceId={trace.id} />}
        {file !== undefined && <span class="badge badge-warn" title="It was opened from a file and is not stored">{file}</span>}
      </div>
      <dl class="facts" tabIndex={narrow.value ? 0 : undefined}>
        <div><dt>Duration</dt><dd>{formatDurationUs(trace.endUs - trace.startUs)}</dd></div>
        <div><dt>Started</dt><dd>{formatDateTime(trace.startUs / 1000, isUtc(), 'ms')}</dd></div>
        <div><dt>Spans</dt><dd>{formatInteger(trace.spans.length)}</dd></div>
        <div><dt>Errors</dt><dd class={trace.errorCount > 0 ? 'bad' : ''}>{formatInteger(trace.errorCount)}</dd></div>
        {total.calls > 0 && <div><dt>Model calls</dt><dd>{formatInteger(total.calls)}</dd></div>}
        {total.calls > 0 && <div><dt>Tokens in / out</dt><dd>{formatNumber(total.inputTokens)} / {formatNumber(total.outputTokens)}</dd></div>}
        {total.calls > 0 && <div><dt>Cost</dt><dd>{formatCost(total.costUsd)}</dd></div>}
        {waste.attempts > 0 && <div title={`${plural(waste.attempts, 'attempt')} whose result was thrown away`}><dt>Wasted</dt><dd><button type="button" class="link" onClick={() => setParams({ tab: null, show: 'wasted' }, true)}>{formatDurationUs(waste.timeUs)}{waste.costUsd > 0 && `, ${formatCost(waste.costUsd)}`}</button></dd></div>}
        {persona && <div><dt>Persona</dt><dd>{persona}</dd></div>}
        {workspace !== undefined && <div><dt>Workspace</dt><dd>{String(workspace)}</dd></div>}
        <div><dt>Services</dt><dd class="tags">{trace.services.slice(0, 12).map((service) => <button key={service.name} type="button" class="plain-button" title="Only the spans of this service" onClick={() => setParams({ tab: null, find: `service=${service.name.split(/\s/)[0] ?? ''}`, show: 'matches' }, true)}><ServiceTag name={service.name} colour={colours.get(service.name) ?? 1} count={service.spanCount} errors={service.errorCount} /></button>)}{trace.services.length > 12 && <span class="muted">{trace.services.length - 12} more</span>}</dd></div>
        {scores.length > 0 && <div><dt>Scores</dt><dd><ScorePills scores={scores.filter((score) => score.observationId === null).concat(scores.filter((score) => score.observationId !== null)).slice(0, 6)} />{scores.length > 6 && <small class="muted"> {scores.length - 6} more</small>}</dd></div>}
      </dl>
    </header>
  );
}
