import { describe, expect, it } from 'vitest';
import { expandTrace, type SharedTrace } from './sharedTrace.ts';
import { buildTrace } from './trace.ts';

const shared: SharedTrace = {
  traceID: 't1',
  startTime: 1_700_000_000_000_000,
  names: ['flow', 'step'],
  tags: [{ key: 'span.kind', type: 'string', value: 'client' }, { key: 'item', type: 'int64', value: 7 }, { key: 'error', type: 'bool', value: true }],
  processes: { p1: { serviceName: 'shop', tags: [{ key: 'workspace', type: 'string', value: 'main' }] } },
  spans: [
    ['a', -1, 0, 'p1', 0, 90, []],
    ['b', 0, 1, 'p1', 10, 20, [0, 1]],
    ['c', 1, 1, 'p1', 12, 5, [0, 2], { logs: [{ timestamp: 1_700_000_000_000_014, fields: [{ key: 'event', value: 'exception' }] }], references: [{ refType: 'FOLLOWS_FROM', traceID: 't2', spanID: 'x' }], warnings: ['late'] }],
    ['d', 'gone', 1, 'p1', 40, 1, [1]],
  ],
  warnings: ['cut'],
};

describe('a trace as the server sends it', () => {
  it('is the trace in Jaeger’s JSON', () => {
    expect(expandTrace(shared).spans[2]).toEqual({
      traceID: 't1',
      spanID: 'c',
      operationName: 'step',
      references: [{ refType: 'CHILD_OF', traceID: 't1', spanID: 'b' }, { refType: 'FOLLOWS_FROM', traceID: 't2', spanID: 'x' }],
      startTime: 1_700_000_000_000_012,
      duration: 5,
      tags: [shared.tags[0], shared.tags[2]],
      logs: [{ timestamp: 1_700_000_000_000_014, fields: [{ key: 'event', value: 'exception' }] }],
      processID: 'p1',
      warnings: ['late'],
    });
  });

  it('has its tree, its orphans, links, events and warnings', () => {
    const trace = buildTrace(expandTrace(shared));
    expect(trace.spans.map(({ id, depth, parentId }) => [id, depth, parentId])).toEqual([['a', 0, null], ['b', 1, 'a'], ['c', 2, 'b'], ['d', 0, 'gone']]);
    expect(trace.orphanCount).toBe(1);
    expect(trace.errorCount).toBe(1);
    expect(trace.warnings).toEqual(['cut']);
    expect(trace.spans[2]).toMatchObject({ kind: 'client', service: 'shop', events: [{ name: 'exception' }], links: [{ traceId: 't2', spanId: 'x' }], warnings: ['late'] });
  });

  it('shows nothing odd for a row that names what is not there', () => {
    const [span] = expandTrace({ ...shared, spans: [['a', 99, 99, 'p9', 0, 1, [99]]] }).spans;
    expect(span).toMatchObject({ operationName: '', references: [], tags: [{ key: '', value: '' }] });
  });
});
