import { describe, expect, it } from 'vitest';
import { sessionsOf, type SessionCall } from './sessions.ts';

const call = (change: Partial<SessionCall>): SessionCall => ({ sessionId: 's', traceId: 't', model: 'm', persona: null, service: 'bot', startMs: 0, durationMs: 10, inputTokens: 5, outputTokens: 1, costUsd: '0.25', error: null, ...change });

describe('sessionsOf', () => {
  it('adds up the calls of a session over its traces', () => {
    expect(sessionsOf([call({ startMs: 100 }), call({ traceId: 'u', model: 'n', persona: 'p', error: 'timeout', startMs: 50 })])).toEqual([
      { id: 's', calls: 2, traces: 2, failed: 1, models: ['m', 'n'], personas: ['p'], service: 'bot', startMs: 50, endMs: 110, tokens: 12, costUsd: 0.5 },
    ]);
  });

  it('puts the latest first and leaves out calls without a session', () => {
    expect(sessionsOf([call({ sessionId: 'old' }), call({ sessionId: 'new', startMs: 500 }), call({ sessionId: null })]).map((session) => session.id)).toEqual(['new', 'old']);
    expect(sessionsOf([])).toEqual([]);
  });
});
