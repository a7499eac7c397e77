import { assignColours } from './palette.ts';
import { modelOf, personaOf, stepKind, type StepKind } from './spanFacts.ts';
import { attribute, type Span, type Trace } from './trace.ts';

/** What the colour of a bar says. */
export type ColourBy = 'service' | 'step' | 'persona' | 'model';

export const colourChoices: readonly ColourBy[] = ['service', 'step', 'persona', 'model'];

export interface Colouring {
  readonly by: ColourBy;
  /** Names in use with their colour, most spans first. */
  readonly names: readonly { readonly name: string; readonly colour: number; readonly spanCount: number }[];
  /** Colour of every span, by its index; 0 for a span that the question does not concern. */
  readonly bySpan: readonly number[];
}

/** Services tell spans apart when there are several; in a trace of one service the kinds of steps say more. */
export function defaultColouring(trace: Trace): ColourBy {
  return trace.services.length > 1 ? 'service' : 'step';
}

/** Kinds of steps look the same in every trace. */
const stepColours: Readonly<Record<StepKind, number>> = {
  workflow: 1, sequence: 10, parallel: 6, router: 7, retry: 2, attempt: 9, fallback: 12, timeout: 3, cache: 5, saga: 9, loop: 5, persona: 4,
  model: 8, embedding: 16, tool: 2, agent: 3, retrieval: 5, guardrail: 14, evaluator: 17, client: 6, server: 1, step: 11,
};

export function colourSpans(trace: Trace, by: ColourBy): Colouring {
  const counts = new Map<string, number>();
  const nameOf = trace.spans.map((span) => subject(span, by));
  for (const name of nameOf) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  const colours: ReadonlyMap<string, number> = by === 'step' ? new Map(Object.entries(stepColours)) : assignColours(counts.keys());
  return {
    by,
    names: [...counts].map(([name, spanCount]) => ({ name, spanCount, colour: colours.get(name) ?? 1 })).sort((a, b) => b.spanCount - a.spanCount),
    bySpan: nameOf.map((name) => (name === null ? 0 : (colours.get(name) ?? 1))),
  };
}

/** Spans of these names. Where a trace begins is always shown, else nothing might be left. */
export function namedSpans(trace: Trace, by: ColourBy, names: readonly string[]): ReadonlySet<number> | null {
  if (names.length === 0) return null;
  const wanted = new Set(names);
  return new Set(trace.spans.filter((span) => span.parentIndex >= 0 && wanted.has(subject(span, by) ?? '')).map((span) => span.index));
}

function subject(span: Span, by: ColourBy): string | null {
  switch (by) {
    case 'service':
      return span.service;
    case 'step':
      return stepKind(span);
    case 'persona':
      return personaOf(span) ?? null;
    case 'model':
      return modelOf(span) ?? null;
  }
}

/** The persona to name at a span: where it changes on the way down the tree. */
export function personaChange(trace: Trace, span: Span): string | undefined {
  const persona = personaOf(span);
  if (persona === undefined) return undefined;
  const parent = trace.spans[span.parentIndex];
  if (parent && attribute(parent, 'persona.to') === persona) return undefined; // The switch right above says it already.
  // Spans between, such as the branches of a parallel step, may not name any persona.
  for (let at = trace.spans[span.parentIndex]; at; at = trace.spans[at.parentIndex]) {
    const above = personaOf(at);
    if (above !== undefined) return above === persona ? undefined : persona;
  }
  return persona;
}
