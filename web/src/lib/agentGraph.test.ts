import { describe, expect, it } from 'vitest';
import { agentGraph } from './agentGraph.ts';
import { sketch } from './testTrace.ts';

const agent = (name: string) => ({ 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': name });
const model = (cost: number) => ({ 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm1', 'gen_ai.usage.cost': cost });

function written(graph: ReturnType<typeof agentGraph>): string[] {
  return (graph?.calls ?? []).map(({ from, to, count, next }) => `${from} ${next ? '..' : '->'} ${to} x${count}`);
}

describe('agentGraph', () => {
  it('tells who calls what, and which agent follows which', () => {
    const graph = agentGraph(sketch([
      { id: 'r', start: 0, end: 100, name: 'primitive.Crew' },
      { id: 'p', parent: 'r', start: 0, end: 30, tags: agent('planner') },
      { id: 'pm', parent: 'p', start: 1, end: 20, tags: model(0.25) },
      { id: 'h', parent: 'pm', start: 2, end: 19, name: 'POST' },
      { id: 's', parent: 'r', start: 30, end: 60, name: 'primitive.Guarded' },
      { id: 'w', parent: 's', start: 31, end: 59, tags: agent('writer') },
      { id: 't', parent: 'w', start: 32, end: 40, tags: { 'openinference.span.kind': 'TOOL', 'tool.name': 'search', error: true } },
      { id: 'wm', parent: 'w', start: 41, end: 50, tags: model(0.5) },
      { id: 'p2', parent: 'r', start: 60, end: 90, tags: agent('planner') },
      { id: 'g', parent: 'r', start: 90, end: 95, name: 'moderation', tags: { 'openinference.span.kind': 'GUARDRAIL' } },
    ]));
    expect(written(graph).sort()).toEqual([
      'agent:planner -> model:m1 x1', 'agent:planner .. agent:writer x1', 'agent:writer -> model:m1 x1', 'agent:writer -> tool:search x1', 'agent:writer .. agent:planner x1',
      'workflow:Crew -> agent:planner x2', 'workflow:Crew -> agent:writer x1', 'workflow:Crew -> guardrail:moderation x1',
    ]);
    const cost = new Map(graph?.places.map((place) => [place.id, place.costUsd]));
    expect([cost.get('model:m1'), cost.get('agent:planner'), cost.get('agent:writer')]).toEqual([0.75, 0.25, 0.5]);
    expect(graph?.places.find((place) => place.id === 'tool:search')?.errorCount).toBe(1);
  });

  it('takes agents at the same time for no sequence, and an agent that calls another for its caller', () => {
    const graph = agentGraph(sketch([
      { id: 'r', start: 0, end: 100 },
      { id: 'a', parent: 'r', start: 0, end: 50, tags: agent('a') },
      { id: 'b', parent: 'r', start: 10, end: 60, tags: agent('b') },
      { id: 'c', parent: 'b', start: 20, end: 30, tags: agent('c') },
    ]));
    expect(written(graph)).toEqual(['workflow:r -> agent:a x1', 'workflow:r -> agent:b x1', 'agent:b -> agent:c x1']);
  });

  it('counts what an agent says it used when nothing below it says so', () => {
    const graph = agentGraph(sketch([{ id: 'r', start: 0, end: 9 }, { id: 'a', parent: 'r', start: 1, end: 2, tags: { ...agent('a'), 'gen_ai.usage.cost': 0.125 } }]));
    expect(graph?.places.find((place) => place.id === 'agent:a')?.costUsd).toBe(0.125);
  });

  it('is nothing for a trace without AI work', () => expect(agentGraph(sketch([{ id: 'r', start: 0, end: 9, tags: { 'http.request.method': 'GET' } }]))).toBeNull());
});
