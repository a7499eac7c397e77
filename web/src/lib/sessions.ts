/** What a session needs to know of a call. */
export interface SessionCall {
  readonly sessionId: string | null;
  readonly traceId: string;
  readonly model: string;
  readonly persona: string | null;
  readonly service: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: string;
  readonly error: string | null;
}

export interface Session {
  readonly id: string;
  readonly calls: number;
  readonly traces: number;
  readonly failed: number;
  readonly models: readonly string[];
  readonly personas: readonly string[];
  readonly service: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly tokens: number;
  readonly costUsd: number;
}

/** Calls of one conversation together, the latest conversation first; calls without a session are left out. */
export function sessionsOf(calls: readonly SessionCall[]): Session[] {
  const groups = new Map<string, SessionCall[]>();
  for (const call of calls) {
    if (call.sessionId === null) continue;
    const group = groups.get(call.sessionId);
    if (group) group.push(call);
    else groups.set(call.sessionId, [call]);
  }
  const sessions = [...groups].map(([id, group]): Session => ({
    id,
    calls: group.length,
    traces: new Set(group.map((call) => call.traceId)).size,
    failed: group.filter((call) => call.error !== null).length,
    models: distinct(group.map((call) => call.model)),
    personas: distinct(group.map((call) => call.persona)),
    service: group[0]?.service ?? '',
    startMs: Math.min(...group.map((call) => call.startMs)),
    endMs: Math.max(...group.map((call) => call.startMs + call.durationMs)),
    tokens: group.reduce((sum, call) => sum + call.inputTokens + call.outputTokens, 0),
    costUsd: group.reduce((sum, call) => sum + Number(call.costUsd), 0),
  }));
  return sessions.sort((a, b) => b.endMs - a.endMs);
}

function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value): value is string => value !== null && value !== ''))].sort();
}
