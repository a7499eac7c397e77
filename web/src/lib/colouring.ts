import { assignColours } from './palette.ts';
import { personaOf, stepKind } from './spanFacts.ts';
import { textAttribute, type Span, type Trace } from './trace.ts';

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

export function colourSpans(trace: Trace, by: ColourBy): Colouring {
  const counts = new Map<string, number>();
  const nameOf = trace.spans.map((span) => subject(span, by));
  for (const name of nameOf) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  const colours = assignColours(counts.keys());
  return {
    by,
    names: [...counts].map(([name, spanCount]) => ({ name, spanCount, colour: colours.get(name) ?? 1 })).sort((a, b) => b.spanCount - a.spanCount),
    bySpan: nameOf.map((name) => (name === null ? 0 : (colours.get(name) ?? 1))),
  };
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
      return textAttribute(span, 'gen_ai.request.model', 'gen_ai.response.model', 'llm.model_name') ?? null;
  }
}

/** The persona to name at a span: where it changes on the way down the tree. */
export function personaChange(trace: Trace, span: Span): string | undefined {
  const persona = personaOf(span);
  const parent = trace.spans[span.parentIndex];
  return persona !== undefined && persona !== (parent && personaOf(parent)) ? persona : undefined;
}
