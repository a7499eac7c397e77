import { describe, expect, it } from 'vitest';
import { answerable, questions } from './questions.ts';
import { unitOfQuery } from './units.ts';

describe('questions', () => {
  it('ask for the metric they name', () => {
    for (const question of questions) expect(question.query).toContain(question.metric);
  });

  it('are offered only when their metric is there', () => {
    expect(answerable(['up', 'llm_cost_usd_total']).map((question) => question.metric)).toEqual(['llm_cost_usd_total']);
    expect(answerable([])).toEqual([]);
  });

  it('are answered in the right unit', () => {
    const units = Object.fromEntries(questions.map((question) => [question.metric, unitOfQuery(question.query)]));
    expect(units).toMatchObject({
      workflow_executions_total: 'perSecond',
      primitive_execution_duration_seconds_bucket: 'seconds',
      llm_cost_usd_total: 'usdPerSecond',
      cache_hit_rate: 'ratio',
      persona_budget_remaining_tokens: 'none',
      dotnet_process_memory_working_set_bytes: 'bytes',
    });
  });
});
