import { describe, expect, it } from 'vitest';
import { lonelyIndexes } from './series.ts';

describe('values without neighbours', () => {
  it.each([
    [[], []],
    [[1], [0]],
    [[1, 2], []],
    [[null, 1, null, 2, 3, undefined, 4], [1, 6]],
    [[0, null, 0], [0, 2]],
  ])('%j has %j', (values, expected) => expect(lonelyIndexes(values)).toEqual(expected));
});
