import { describe, expect, it } from 'vitest';
import { applySuggestion, contextAt } from './completion.ts';
import { isMetricsQuery, traceQlExamples, withNames } from './traceql.ts';

describe('isMetricsQuery', () => {
  it.each([
    ['{ } | rate()', true],
    ['{ status = error } | quantile_over_time(duration, .9, .99) by (name)', true],
    ['({} | rate()) / ({} | rate())', true],
    ['{ } | count() > 2', false],
    ['{ name = "| rate()" }', false],
    ['{ name = `a | rate()` } | select(status)', false],
    ['{ span.rate = 1 }', false],
  ])('of %s is %s', (query, metrics) => expect(isMetricsQuery(query)).toBe(metrics));

  it('tells the examples apart', () => expect(traceQlExamples.filter(({ query }) => isMetricsQuery(query))).toHaveLength(2));
});

describe('withNames', () => {
  it('asks for names where a stage can be added', () => {
    expect(withNames('{ status = error }')).toBe('{ status = error } | select(name)');
    expect(withNames('{ name = "with (x)" }')).toBe('{ name = "with (x)" } | select(name)');
    expect([withNames('({ } | count() > 1) && ({ })'), withNames('{ } with (most_recent=true)')]).toEqual([null, null]);
  });
});

describe('completion in TraceQL', () => {
  const at = (text: string) => contextAt(text.replace('¦', ''), text.indexOf('¦'));
  it('knows fields with dots and colons', () => {
    expect(at('{ span.http.ro¦ }')).toMatchObject({ kind: 'labelName', prefix: 'span.http.ro' });
    expect(at('{ trace:ro¦ }')).toMatchObject({ kind: 'labelName', prefix: 'trace:ro' });
  });

  it('knows the field whose value is written', () => expect(at('{ resource.service.name = "sh¦" }')).toMatchObject({ kind: 'labelValue', label: 'resource.service.name', prefix: 'sh' }));

  it('begins a new field after && and ||', () => {
    expect(at('{ status = error && na¦ }')).toMatchObject({ kind: 'labelName', prefix: 'na' });
    expect(at('{ status = error || na¦ }')).toMatchObject({ kind: 'labelName', prefix: 'na' });
  });

  it('knows functions and the fields they group by', () => {
    expect(at('{ } | ra¦')).toMatchObject({ kind: 'name', prefix: 'ra' });
    expect(at('{ } | rate() by (span.ge¦)')).toMatchObject({ kind: 'labelName', grouping: true, prefix: 'span.ge' });
  });

  it('puts a field in as it is, since not every value is a text', () => {
    const context = at('{ du¦ }');
    if (context.kind === 'none') throw new Error('nothing to complete');
    expect(applySuggestion('{ du }', context, { text: 'duration', detail: '', kind: 'field' }).text).toBe('{ duration }');
  });
});
