import { describe, expect, it } from 'vitest';
import { levelOf, levelOfSeverityNumber, normaliseLevel } from './levels.ts';
import { composeLogQuery, highlight, keepKnown, isMetricQuery, splitMetadata, streamSelector, stripAnsi, toEntries, volumeQuery, withCondition } from './logs.ts';
import { labelText, levelBins, levelBinsOfLines, seriesNames, toColumns, trimStart } from './series.ts';

describe('levels', () => {
  it.each([['ERROR', 'error'], ['Warning', 'warn'], ['inf', 'info'], ['fatal', 'critical'], [' dbg ', 'debug'], ['loud', 'unknown']])('%s is %s', (text, level) => expect(normaliseLevel(text)).toBe(level));

  it('come from a field before the line, and from the severity number', () => {
    expect(levelOf('an error in the text', { detected_level: 'info' })).toBe('info');
    expect(levelOf('', {}, { severity_number: '17' })).toBe('error');
    expect(levelOf('2026-11-20 WARN disk is nearly full')).toBe('warn');
    expect(levelOf('terror and information')).toBe('unknown');
    expect([1, 5, 9, 13, 17, 21, 24, 0, 25].map(levelOfSeverityNumber)).toEqual(['trace', 'debug', 'info', 'warn', 'error', 'critical', 'critical', 'unknown', 'unknown']);
  });
});

describe('toEntries', () => {
  const streams = [
    { stream: { service_name: 'a' }, values: [['1795000000000000002', 'second'], ['999999999999999999', 'older, one digit less']] as const },
    { stream: { service_name: 'b' }, values: [['1795000000000000001', 'first', { structuredMetadata: { trace_id: 'ABCDEF0123456789abcdef0123456789', span_id: '0000000000000000' } }]] as const },
  ];

  it('orders by nanosecond over all streams, both ways', () => {
    expect(toEntries(streams).map((entry) => entry.line)).toEqual(['second', 'first', 'older, one digit less']);
    expect(toEntries(streams, false).map((entry) => entry.line)).toEqual(['older, one digit less', 'first', 'second']);
  });

  it('keeps microseconds', () => expect(toEntries([{ stream: {}, values: [['1795000000123456789', 'x']] }])[0]?.timeUs).toBe(1_795_000_000_123_456));

  it('puts the fields of the program apart from those of its surroundings', () => {
    expect(splitMetadata({ trace_id: 'a', DocumentId: 'd', host_name: 'h', severity_number: '9', flags: '1' })).toEqual({ own: { trace_id: 'a', DocumentId: 'd' }, collected: { host_name: 'h', severity_number: '9', flags: '1' } });
  });

  it('finds ids in metadata, ignores zero ids and ids that are not hexadecimal', () => {
    const entry = toEntries(streams).find((item) => item.line === 'first');
    expect(entry).toMatchObject({ traceId: 'abcdef0123456789abcdef0123456789', spanId: null });
    expect(toEntries([{ stream: { trace_id: 'javascript:x' }, values: [['1', 'x']] }])[0]?.traceId).toBeNull();
  });
});

describe('keepKnown', () => {
  it('keeps entries and their keys when newer lines arrive, also for equal lines of one instant', () => {
    const old = toEntries([{ stream: { a: 'b' }, values: [['10000000', 'same'], ['10000000', 'same'], ['9000000', 'x']] }]);
    const next = toEntries([{ stream: { a: 'b' }, values: [['20000000', 'new'], ['10000000', 'same'], ['10000000', 'same'], ['9000000', 'x']] }]);
    expect(new Set(next.map((entry) => entry.key)).size).toBe(4);
    expect(keepKnown(old, next).slice(1).every((entry, index) => entry === old[index])).toBe(true);
  });
});

describe('queries', () => {
  it('are put together from the parts of the page', () => {
    expect(composeLogQuery('', '', [])).toBe('{service_name=~".+"}');
    expect(composeLogQuery('{a="b"}', 'x.y "z"', ['error', 'critical'])).toBe('{a="b"} |~ "(?i)x\\\\.y \\"z\\"" | detected_level=~"error|critical|fatal"');
    expect(streamSelector({ a: 'x"y', b: 'z' })).toBe('{a="x\\"y", b="z"}');
    expect(volumeQuery('{a="b"}', 60)).toBe('sum by (detected_level) (count_over_time({a="b"} [60s]))');
    expect([isMetricQuery('sum by (x) (rate({a="b"}[1m]))'), isMetricQuery('{a="b"} |= "sum("')]).toEqual([true, false]);
  });

  it('take conditions by a click', () => {
    expect(withCondition('', 'label', 'service_name', 'bot', true)).toBe('{service_name="bot"}');
    expect(withCondition('{a="}"} |= "x"', 'label', 'b', 'c', false)).toBe('{a="}", b!="c"} |= "x"');
    expect(withCondition('{a="b"}', 'field', 'trace_id', 'q"', true)).toBe('{a="b"} | trace_id="q\\""');
  });
});

describe('lines', () => {
  it('are highlighted without case and without losing a character', () => {
    const pieces = highlight('An error, another ERROR', 'error');
    expect(pieces.map((piece) => piece.text).join('')).toBe('An error, another ERROR');
    expect(pieces.filter((piece) => piece.hit).map((piece) => piece.text)).toEqual(['error', 'ERROR']);
  });

  it('lose their terminal colours', () => expect(stripAnsi('\u001b[31mred\u001b[0m')).toBe('red'));
});

describe('series', () => {
  it('get a common grid with nulls where nothing was', () => {
    expect(toColumns([{ metric: {}, values: [[10, '1'], [30, 'NaN'], [40, '4']] }], 10, 40, 10)).toEqual({ xs: [10, 20, 30, 40], ys: [[1, null, null, 4]] });
  });

  it('lose a long empty beginning, but not a short one', () => {
    const columns = (first: number) => ({ xs: Array.from({ length: 100 }, (_, at) => at), ys: [Array.from({ length: 100 }, (_, at) => (at < first ? null : 1)), new Array<null>(100).fill(null)] });
    expect(trimStart(columns(70)).xs[0]).toBe(69);
    expect(trimStart(columns(98)).xs).toHaveLength(20);
    expect(trimStart(columns(40)).xs).toHaveLength(100);
    expect(trimStart(columns(200)).xs).toHaveLength(100);
  });

  it('are named by what tells them apart', () => {
    expect(seriesNames([{ __name__: 'up', job: 'a', zone: 'x' }, { __name__: 'up', job: 'b', zone: 'x' }])).toEqual(['a', 'b']);
    expect(seriesNames([{ __name__: 'up', job: 'a' }])).toEqual(['up{job="a"}']);
    expect(seriesNames([{ a: 'x' }, { b: 'x' }])).toEqual(['{a="x"}', '{b="x"}']);
    expect(labelText({})).toBe('value');
  });

  it('fill the bin that ends at the point', () => {
    const bins = levelBins([{ metric: { detected_level: 'error' }, values: [[60, '3'], [120, '5']] }, { metric: {}, values: [[60, '1']] }], 0, 120_000, 60);
    expect(bins.counts.error).toEqual([3, 5]);
    expect(bins.counts.unknown).toEqual([1, 0]);
    expect(bins.totals).toEqual([4, 5]);
  });

  it('can be counted from lines instead', () => {
    expect(levelBinsOfLines([{ timeMs: 0, level: 'info' }, { timeMs: 59_999, level: 'info' }, { timeMs: 60_000, level: 'warn' }, { timeMs: 500_000, level: 'warn' }], 0, 120_000, 60).totals).toEqual([2, 1]);
  });
});
