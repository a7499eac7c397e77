import { describe, expect, it } from 'vitest';
import { layGraph } from './graphLayout.ts';
import { rangeMap, traceMap } from './serviceMap.ts';
import { sketch } from './testTrace.ts';

const calls = (map: ReturnType<typeof traceMap>): string[] => map.calls.map((call) => `${call.from} -> ${call.to} x${call.count}`);

describe('traceMap', () => {
  it('shows services, models, tools and what lies outside', () => {
    const map = traceMap(sketch([
      { id: 'r', start: 0, end: 100, service: 'web' },
      { id: 'c', parent: 'r', start: 1, end: 50, service: 'web', name: 'GET', tags: { 'span.kind': 'client', 'server.address': 'shop.local' } },
      { id: 's', parent: 'c', start: 2, end: 49, service: 'shop', tags: { 'span.kind': 'server' } },
      { id: 'q', parent: 's', start: 3, end: 9, service: 'shop', tags: { 'span.kind': 'client', 'db.system.name': 'postgresql', 'server.address': 'db1', error: true } },
      { id: 'm', parent: 's', start: 10, end: 20, service: 'shop', tags: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm1', 'gen_ai.usage.cost': 0.5 } },
      { id: 'h', parent: 'm', start: 11, end: 19, service: 'shop', name: 'POST', tags: { 'span.kind': 'client', 'server.address': 'api.openai.com' } },
    ]));
    expect(calls(map)).toEqual(['service:web -> service:shop x1', 'service:shop -> external:postgresql x1', 'service:shop -> model:m1 x1']);
    expect(map.places.find((place) => place.id === 'external:postgresql')).toMatchObject({ spanCount: 1, errorCount: 1 });
    expect(map.places.map((place) => place.kind)).not.toContain('tool');
  });

  it('lets agents call for themselves', () => {
    const map = traceMap(sketch([
      { id: 'r', start: 0, end: 100 },
      { id: 'a', parent: 'r', start: 1, end: 90, tags: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'planner' } },
      { id: 'm', parent: 'a', start: 2, end: 20, tags: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm1', 'gen_ai.usage.cost': 0.5 } },
      { id: 't', parent: 'a', start: 21, end: 40, tags: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' } },
      { id: 'b', parent: 'a', start: 41, end: 80, tags: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'writer' } },
    ]));
    expect(calls(map)).toEqual(['service:app -> agent:planner x1', 'agent:planner -> model:m1 x1', 'agent:planner -> tool:search x1', 'agent:planner -> agent:writer x1']);
    expect(map.places.find((place) => place.id === 'model:m1')?.costUsd).toBe(0.5);
  });
});

describe('rangeMap', () => {
  it('joins dependencies and model calls', () => {
    const map = rangeMap([{ name: 'web', spanCount: 9, errorCount: 1 }], [{ parent: 'web', child: 'shop', callCount: 4 }], [
      { service: 'shop', model: 'm1', error: null, costUsd: '0.25', durationMs: 5 },
      { service: 'shop', model: 'm1', error: 'timeout', costUsd: 'x', durationMs: 5 },
    ]);
    expect(calls(map)).toEqual(['service:web -> service:shop x4', 'service:shop -> model:m1 x2']);
    expect(map.places.map((place) => [place.id, place.spanCount, place.errorCount, place.costUsd])).toEqual([['service:web', 9, 1, 0], ['service:shop', 0, 0, 0], ['model:m1', 2, 1, 0.25]]);
  });
});

describe('layGraph', () => {
  const size = { nodeWidth: 100, nodeHeight: 40, gapX: 50, gapY: 10 };
  const column = (layout: ReturnType<typeof layGraph>, id: string): number => (layout.nodes.get(id)?.x ?? -1) / 150;

  it('puts callers to the left, and every node beside no other', () => {
    const layout = layGraph(['d', 'c', 'b', 'a'], [{ from: 'a', to: 'b' }, { from: 'a', to: 'c' }, { from: 'b', to: 'd' }, { from: 'a', to: 'd' }], size);
    expect(['a', 'b', 'c', 'd'].map((id) => column(layout, id))).toEqual([0, 1, 1, 2]);
    expect(new Set([...layout.nodes.values()].map(({ x, y }) => `${x}/${y}`)).size).toBe(4);
    expect([layout.width, layout.height]).toEqual([400, 90]);
  });

  it('cuts cycles and takes calls to oneself', () => {
    const layout = layGraph(['a', 'b', 'c'], [{ from: 'a', to: 'b' }, { from: 'b', to: 'c' }, { from: 'c', to: 'a' }, { from: 'b', to: 'b' }, { from: 'a', to: 'unknown' }], size);
    expect(['a', 'b', 'c'].map((id) => column(layout, id))).toEqual([0, 1, 2]);
  });

  it('begins with the entries even when a cycle is named first', () => {
    const layout = layGraph(['b', 'c', 'entry'], [{ from: 'b', to: 'c' }, { from: 'c', to: 'b' }, { from: 'entry', to: 'c' }], size);
    expect(['entry', 'c', 'b'].map((id) => column(layout, id))).toEqual([0, 1, 2]);
  });

  it('draws nothing for nothing', () => expect(layGraph([], [], size)).toMatchObject({ width: 0, height: 0 }));

  it('untangles two lines that would cross', () => {
    const layout = layGraph(['a', 'b', 'y', 'x'], [{ from: 'a', to: 'x' }, { from: 'b', to: 'y' }], size);
    expect(layout.nodes.get('a')?.y).toBe(layout.nodes.get('x')?.y);
  });
});
