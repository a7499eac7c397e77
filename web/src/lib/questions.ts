/** Questions people ask first, as queries over the metrics that the libraries send (docs/reference/telemetry.md). */
export interface Question {
  readonly title: string;
  readonly query: string;
  /** The metric that must be there for the question to make sense. */
  readonly metric: string;
}

export const questions: readonly Question[] = [
  { title: 'How many workflows run, and how do they end?', metric: 'workflow_executions_total', query: 'sum by (workflow_name, status) (rate(workflow_executions_total[5m]))' },
  { title: 'Which steps are slow (p95)?', metric: 'primitive_execution_duration_seconds_bucket', query: 'topk(10, histogram_quantile(0.95, sum by (le, primitive_name) (rate(primitive_execution_duration_seconds_bucket[5m]))))' },
  { title: 'Which steps fail, and why?', metric: 'primitive_execution_errors_total', query: 'sum by (primitive_name, error_type) (rate(primitive_execution_errors_total[5m]))' },
  { title: 'What do the models cost?', metric: 'llm_cost_usd_total', query: 'sum by (model) (rate(llm_cost_usd_total[5m]))' },
  { title: 'Which persona spends it?', metric: 'persona_cost_usd_total', query: 'sum by (persona) (rate(persona_cost_usd_total[5m]))' },
  { title: 'How many tokens go in and out?', metric: 'llm_tokens_total', query: 'sum by (model, token_type) (rate(llm_tokens_total[5m]))' },
  { title: 'How long until the first token (p95)?', metric: 'llm_time_to_first_token_seconds_bucket', query: 'histogram_quantile(0.95, sum by (le, model) (rate(llm_time_to_first_token_seconds_bucket[5m])))' },
  { title: 'What do the caches save?', metric: 'cache_hit_rate', query: 'avg by (primitive_name) (cache_hit_rate)' },
  { title: 'Where is it retried?', metric: 'retry_attempts_total', query: 'sum by (primitive_name) (rate(retry_attempts_total[5m]))' },
  { title: 'Where does the fallback run?', metric: 'fallback_activations_total', query: 'sum by (primitive_name) (rate(fallback_activations_total[5m]))' },
  { title: 'What is left of the budgets?', metric: 'persona_budget_remaining_tokens', query: 'min by (persona) (persona_budget_remaining_tokens)' },
  { title: 'How much memory do the programs use?', metric: 'dotnet_process_memory_working_set_bytes', query: 'sum by (service_name) (dotnet_process_memory_working_set_bytes)' },
];

export function answerable(names: readonly string[]): Question[] {
  const present = new Set(names);
  return questions.filter((question) => present.has(question.metric));
}
