import { describe, expect, it } from 'vitest';
import { colourSpans, defaultColouring, personaChange } from './colouring.ts';
import { sketch } from './testTrace.ts';

const trace = sketch([
  { id: 'r', start: 0, end: 9, tags: { persona: 'writer', 'primitive.type': 'SequentialPrimitive' } },
  { id: 'a', parent: 'r', start: 1, end: 2, tags: { persona: 'writer', 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' } },
  { id: 'b', parent: 'r', start: 3, end: 4, tags: { persona: 'critic' } },
  { id: 'c', parent: 'r', start: 5, end: 8 },
  { id: 'd', parent: 'c', start: 6, end: 7, tags: { persona: 'writer' } },
]);

describe('colouring', () => {
  it('gives one colour per name, most spans first, and none to spans that are not concerned', () => {
    const personas = colourSpans(trace, 'persona');
    expect(personas.names.map(({ name, spanCount }) => [name, spanCount])).toEqual([['writer', 3], ['critic', 1]]);
    expect(personas.bySpan[0]).toBe(personas.bySpan[1]);
    expect(personas.bySpan[2]).not.toBe(personas.bySpan[0]);
    expect(personas.bySpan[3]).toBe(0);
    expect(colourSpans(trace, 'model').bySpan.filter((colour) => colour > 0)).toHaveLength(1);
    expect(colourSpans(trace, 'step').names.map(({ name }) => name).sort()).toEqual(['model', 'sequence', 'step']);
  });

  it('goes by service only when there are several', () => {
    expect(defaultColouring(trace)).toBe('step');
    expect(defaultColouring(sketch([{ id: 'a', start: 0, end: 1, service: 'x' }, { id: 'b', start: 0, end: 1, service: 'y' }]))).toBe('service');
  });

  it('names a persona where it changes', () => {
    expect(trace.spans.map((span) => personaChange(trace, span))).toEqual(['writer', undefined, 'critic', undefined, undefined]);
  });
});
