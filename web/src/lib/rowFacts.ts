import { isModelCall } from './aiKind.ts';
import { personaChange } from './colouring.ts';
import { formatDurationUs } from './format.ts';
import { badges, displayName, stepKind, type Badge, type StepKind } from './spanFacts.ts';
import type { Span, Trace } from './trace.ts';
import { firstTokenUs } from './usage.ts';

/** What a row of the waterfall says about a span, found out once. */
export interface RowFacts {
  readonly name: string;
  readonly kind: StepKind;
  readonly badges: readonly Badge[];
  readonly duration: string;
  readonly firstTokenUs: number | undefined;
}

const known = new WeakMap<Span, RowFacts>();

export function rowFacts(trace: Trace, span: Span): RowFacts {
  const old = known.get(span);
  if (old) return old;
  const persona = personaChange(trace, span);
  const facts: RowFacts = {
    name: displayName(span),
    kind: stepKind(span),
    badges: persona === undefined ? badges(span) : [...badges(span), { text: persona, tone: 'neutral', title: 'Persona from here on' }],
    duration: formatDurationUs(span.endUs - span.startUs),
    firstTokenUs: isModelCall(span) ? firstTokenUs(span) : undefined,
  };
  known.set(span, facts);
  return facts;
}
