import { quote } from './completion.ts';

/** What the machine and the programs did while a trace ran, as PromQL; the first name of each that has data is drawn. */
export interface MomentChart {
  readonly title: string;
  readonly query: string;
  /** Label that tells the lines apart. */
  readonly group: string;
}

/** Enough for two scrapes at the usual interval. */
const window = '1m';

/** Charts about these services, then about the machine as far as something on it exports host metrics. */
export function momentCharts(services: readonly string[]): MomentChart[] {
  const of = `{service_name=~${quote(services.map(escapeRegex).join('|'))}}`;
  const by = (expression: string): string => `sum by (service_name) (${expression})`;
  return [
    { title: 'CPU of the programs', group: 'service_name', query: either(['dotnet_process_cpu_time_seconds_total', 'process_cpu_time_seconds_total', 'process_cpu_seconds_total'].map((name) => by(`rate(${name}${of}[${window}])`))) },
    { title: 'Memory of the programs', group: 'service_name', query: either(['dotnet_process_memory_working_set_bytes', 'process_memory_usage_bytes', 'process_resident_memory_bytes'].map((name) => by(`${name}${of}`))) },
    { title: 'Time in garbage collection', group: 'service_name', query: by(`rate(dotnet_gc_pause_time_seconds_total${of}[${window}])`) },
    { title: 'Workflows running', group: 'workflow_name', query: `sum by (workflow_name) (workflow_active_requests${of})` },
    { title: 'Model calls per second', group: 'model', query: `sum by (model) (rate(llm_requests_total${of}[${window}]))` },
    { title: 'Errors of steps per second', group: 'error_type', query: `sum by (error_type) (rate(primitive_execution_errors_total${of}[${window}]))` },
    { title: 'CPU of the machine', group: 'instance', query: either([`1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[${window}]))`, `1 - avg by (instance) (system_cpu_utilization_ratio{state="idle"})`]) },
    { title: 'Free memory of the machine', group: 'instance', query: either(['sum by (instance) (node_memory_MemAvailable_bytes)', 'sum by (instance) (system_memory_usage_bytes{state="free"})']) },
  ];
}

/** Time around a trace or span: as much on each side as it took itself, at least half a minute. */
export function momentWindow(startMs: number, endMs: number): { readonly startMs: number; readonly endMs: number } {
  const room = Math.max(30_000, endMs - startMs);
  return { startMs: Math.floor(startMs - room), endMs: Math.ceil(endMs + room) };
}

/** Lines of these services, whether or not they carry an id. */
export function momentLogQuery(services: readonly string[]): string {
  return `{service_name=~${quote(services.map(escapeRegex).join('|'))}}`;
}

function either(queries: readonly string[]): string {
  return queries.join(' or ');
}

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
