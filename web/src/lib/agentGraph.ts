import { aiKind, type AiKind } from './aiKind.ts';
import { PlaceMap, placeId, type PlaceKind, type ServiceMap } from './placeMap.ts';
import { agentName, displayName, modelOf } from './spanFacts.ts';
import { textAttribute, type Span, type Trace } from './trace.ts';
import { directUsage, rollUpUsage } from './usage.ts';

interface Actor {
  readonly id: string;
  readonly kind: PlaceKind;
  readonly name: string;
  /** The agent it called last. */
  last: { readonly id: string; readonly endUs: number } | null;
}

/**
 * How the agents of a trace work together: what each of them calls - models, tools, retrievers, guards, other agents - and which follows
 * which. Calls outside any agent are those of the workflow. Null when no model, tool or agent is in the trace.
 */
export function agentGraph(trace: Trace): ServiceMap | null {
  if (!trace.spans.some((span) => isPlace(aiKind(span)))) return null;
  const map = new PlaceMap();
  const totals = rollUpUsage(trace);
  const actors: Actor[] = [];
  for (const span of trace.spans) {
    const above = actors[span.parentIndex] ?? workflowOf(span, map);
    const kind = aiKind(span);
    if (!isPlace(kind)) {
      actors.push(above);
      continue;
    }
    const { costUsd } = directUsage(span, totals);
    const name = nameOf(kind, span);
    const id = placeId(kind, name);
    map.see(kind, name, 1, span.hasError ? 1 : 0, costUsd);
    if (kind !== 'agent') map.see(above.kind, above.name, 0, 0, costUsd);
    map.call(above.id, id, span);
    if (kind === 'agent') {
      const { last } = above;
      if (last && last.id !== id && last.endUs <= span.startUs) map.add(last.id, id, 1, 0, 0, true);
      above.last = { id, endUs: span.endUs };
    }
    actors.push(kind === 'agent' ? { id, kind, name, last: null } : above);
  }
  return map.build();
}

function workflowOf(root: Span, map: PlaceMap): Actor {
  const name = textAttribute(root, 'gen_ai.workflow.name', 'workflow.name') ?? displayName(root);
  map.see('workflow', name, 0, 0, 0);
  return { id: placeId('workflow', name), kind: 'workflow', name, last: null };
}

function isPlace(kind: AiKind | null): kind is Exclude<AiKind, 'workflow'> {
  return kind !== null && kind !== 'workflow';
}

function nameOf(kind: AiKind, span: Span): string {
  switch (kind) {
    case 'agent':
      return agentName(span);
    case 'model':
    case 'embedding':
      return modelOf(span) ?? 'unknown model';
    case 'tool':
      return textAttribute(span, 'gen_ai.tool.name', 'tool.name') ?? displayName(span);
    default:
      return displayName(span);
  }
}
