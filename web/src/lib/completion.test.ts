import { describe, expect, it } from 'vitest';
import { applySuggestion, contextAt, quote, rank, type Suggestion } from './completion.ts';
import { metricFamilies, starterQuery } from './promqlNames.ts';

/** The context where `|` stands. */
const at = (marked: string) => {
  const caret = marked.indexOf('|');
  return contextAt(marked.replace('|', ''), caret);
};

describe('contextAt', () => {
  it.each([
    ['ra|', 'name', 'ra'], ['sum(ra|', 'name', 'ra'], ['|', 'name', ''], ['rate(x_total[5m]) / y|', 'name', 'y'], ['sum by (status) (wor|', 'name', 'wor'],
  ])('%s wants a name', (text, kind, prefix) => expect(at(text)).toMatchObject({ kind, prefix }));

  it.each([
    ['up{|', '', 'up'], ['up{jo|', 'jo', 'up'], ['up{job="a",in|', 'in', 'up'], ['rate(http_total{sta|}[5m])', 'sta', 'http_total'], ['{ser|', 'ser', null], ['{a="}", b|', 'b', null],
  ])('%s wants a label of its metric', (text, prefix, metric) => expect(at(text)).toMatchObject({ kind: 'labelName', prefix, metric, grouping: false }));

  it.each([
    ['up{job="|', 'job', ''], ['up{job="no|"}', 'job', 'no'], ['up{job=~"a|', 'job', 'a'], ['up{a="1",job!="x|', 'job', 'x'], ['{app="say \\"hi|', 'app', 'say \\"hi'],
  ])('%s wants a value', (text, label, prefix) => expect(at(text)).toMatchObject({ kind: 'labelValue', label, prefix }));

  it('knows groupings and the metric behind them', () => {
    expect(at('sum by (st|) (rate(x_total[5m]))')).toMatchObject({ kind: 'labelName', prefix: 'st', metric: 'x_total', grouping: true });
    expect(at('sum by (status, pe|) (x)')).toMatchObject({ kind: 'labelName', prefix: 'pe', grouping: true });
  });

  it('knows windows', () => expect(at('rate(x_total[5|')).toMatchObject({ kind: 'duration', prefix: '5' }));

  it.each(['up{job=|', '{a="b"} != "text|', 'x * 1|0'])('says nothing at %s', (text) => expect(at(text).kind).toBe('none'));
});

describe('applySuggestion', () => {
  const put = (marked: string, suggestion: Suggestion): string => {
    const caret = marked.indexOf('|');
    const text = marked.replace('|', '');
    const context = contextAt(text, caret);
    if (context.kind === 'none') return marked;
    const result = applySuggestion(text, context, suggestion);
    return `${result.text.slice(0, result.caret)}|${result.text.slice(result.caret)}`;
  };

  it('opens functions, assigns labels, closes values and windows', () => {
    expect(put('ra|', { text: 'rate', detail: '', kind: 'function' })).toBe('rate(|');
    expect(put('up{jo|}', { text: 'job', detail: '', kind: 'label' })).toBe('up{job="|}');
    expect(put('up{job="n|"}', { text: 'node', detail: '', kind: 'value' })).toBe('up{job="node"|}');
    expect(put('up{job="n|', { text: 'node', detail: '', kind: 'value' })).toBe('up{job="node"|');
    expect(put('rate(x[5|', { text: '5m', detail: '', kind: 'duration' })).toBe('rate(x[5m]|');
    expect(put('sum by (st|) (x)', { text: 'status', detail: '', kind: 'label' })).toBe('sum by (status|) (x)');
  });

  it('replaces the whole word under the caret and escapes values', () => {
    expect(put('work|flow_old', { text: 'workflow_executions_total', detail: '', kind: 'metric' })).toBe('workflow_executions_total|');
    expect(put('up{job="|"}', { text: 'a"b\\c', detail: '', kind: 'value' })).toBe('up{job="a\\"b\\\\c"|}');
  });
});

describe('rank', () => {
  const names = (prefix: string): string[] => rank(['llm_cost_usd_total', 'cost', 'primitive_cost', 'accost', 'c_o_s_t'].map((text) => ({ text, detail: '', kind: 'metric' as const })), prefix, 10).map((item) => item.text);

  it('puts equal first, then beginnings of words, then the rest', () => {
    expect(names('cost')).toEqual(['cost', 'primitive_cost', 'llm_cost_usd_total', 'accost', 'c_o_s_t']);
    expect(names('zzz')).toEqual([]);
  });
});

describe('metricFamilies', () => {
  it('shows a histogram once and leaves lone counts alone', () => {
    expect(metricFamilies(['up', 'x_seconds_sum', 'x_seconds_bucket', 'x_seconds_count', 'jobs_count'])).toEqual([
      { name: 'jobs_count', series: 'jobs_count' }, { name: 'up', series: 'up' }, { name: 'x_seconds', series: 'x_seconds_bucket' },
    ]);
  });
});

describe('starterQuery', () => {
  it('makes rates of counters and quantiles of buckets', () => {
    expect(starterQuery('x_total', 'counter')).toBe('sum(rate(x_total[5m]))');
    expect(starterQuery('x_seconds_bucket', 'histogram')).toContain('histogram_quantile(0.95');
    expect(starterQuery('up', 'gauge')).toBe('up');
  });
});

describe('quote', () => {
  it('keeps the text inside its quotes', () => expect(quote('a"b\\\n')).toBe('"a\\"b\\\\\\n"'));
});
