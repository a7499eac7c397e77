import { describe, expect, it } from 'vitest';
import { errorText } from './errorText.ts';
import { readAnswer } from './prometheus.ts';
import { list, number, numberOrNull, object, strings, text, textOrNull } from './read.ts';

describe('errorText', () => {
  it.each([
    ['{"status":"error","errorType":"bad_data","error":"parse error at char 3"}', 'parse error at char 3'],
    ['{"data":null,"errors":[{"code":404,"msg":"trace not found"}]}', 'trace not found'],
    ['{"error":{"httpCode":404,"message":"No traces found"}}', 'No traces found'],
    ['parse error at line 1, col 5: syntax error\n', 'parse error at line 1, col 5: syntax error'],
    ['{"title":"Bad Request"}', 'Bad Request'],
  ])('of %s', (body, said) => expect(errorText(body)).toBe(said));

  it.each(['', '<html><body>502</body></html>', '{}', '[]', 'null'])('of "%s" is nothing', (body) => expect(errorText(body)).toBeNull());
});

describe('readers', () => {
  it('turn what is missing or odd into plain defaults', () => {
    expect([number('1.5'), number('x'), number(null), number(NaN), number({})]).toEqual([1.5, 0, 0, 0, 0]);
    expect([numberOrNull(undefined), numberOrNull(0)]).toEqual([null, 0]);
    expect([text(null), text(5), textOrNull(''), textOrNull(7)]).toEqual(['', '5', null, null]);
    expect(strings(['a', 1, null, 'b'])).toEqual(['a', 'b']);
    expect(object([1])).toEqual({});
    expect(list([{ a: 1 }, null, 'x'], (item) => number(item['a']))).toEqual([1, 0, 0]);
    expect(list('no list', () => 1)).toEqual([]);
  });
});

describe('readAnswer', () => {
  it('reads every result type of Prometheus as series', () => {
    expect(readAnswer({ data: { resultType: 'matrix', result: [{ metric: { a: 'b' }, values: [[1, '2'], [3, 'NaN']] }] } }).series).toEqual([{ metric: { a: 'b' }, values: [[1, '2'], [3, 'NaN']] }]);
    expect(readAnswer({ data: { resultType: 'vector', result: [{ metric: {}, value: [1, '2'] }] } }).series).toEqual([{ metric: {}, values: [[1, '2']] }]);
    expect(readAnswer({ data: { resultType: 'scalar', result: [1, '2'] } }).series).toEqual([{ metric: {}, values: [[1, '2']] }]);
  });

  it('keeps warnings, and takes an answer without data for empty', () => {
    expect(readAnswer({ warnings: ['results truncated due to limit'], infos: ['metric might not be a counter'] })).toEqual({ series: [], warnings: ['results truncated due to limit', 'metric might not be a counter'] });
  });

  it('takes series with native histograms only for series without points', () => {
    expect(readAnswer({ data: { resultType: 'matrix', result: [{ metric: {}, histograms: [[1, {}]] }] } }).series).toEqual([{ metric: {}, values: [] }]);
  });
});
