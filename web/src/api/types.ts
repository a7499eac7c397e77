/** Answers of /api/tta/v1. Costs are decimal strings in US dollars. */

export interface TraceSummary {
  readonly traceId: string;
  readonly rootService: string;
  readonly rootOperation: string;
  readonly workflowName: string | null;
  readonly workspace: string | null;
  readonly personas: readonly string[];
  readonly startMs: number;
  readonly durationMs: number;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly services: readonly ServiceCount[];
  readonly llmCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: string;
}

export interface ServiceCount {
  readonly name: string;
  readonly spanCount: number;
  readonly errorCount: number;
}

export interface TokenRow {
  readonly key: string;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: string;
}

export interface PrimitiveRow {
  readonly name: string;
  readonly type: string;
  readonly count: number;
  readonly errorCount: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly totalMs: number;
}

export interface Overview {
  readonly services: readonly (ServiceCount & { readonly workspace: string })[];
  readonly traces: { readonly count: number; readonly errorCount: number; readonly failedCount: number; readonly p50Ms: number; readonly p95Ms: number };
  readonly logs: { readonly count: number; readonly errorCount: number };
  readonly llm: { readonly calls: number; readonly inputTokens: number; readonly outputTokens: number; readonly costUsd: string };
  readonly personas: readonly TokenRow[];
  readonly primitives: readonly PrimitiveRow[];
  readonly slowestTraces: readonly TraceSummary[];
  readonly errorTraces: readonly TraceSummary[];
  readonly ingest: { readonly spansPerSecond: number; readonly samplesPerSecond: number; readonly logLinesPerSecond: number };
}

export interface TraceQuery {
  readonly startMs: number;
  readonly endMs: number;
  readonly service: string;
  readonly operation: string;
  readonly workspace: string;
  readonly persona: string;
  readonly minDurationMs: number | null;
  readonly maxDurationMs: number | null;
  readonly tags: readonly string[];
  readonly errorsOnly: boolean;
  readonly limit: number;
}

export interface LlmCall {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly operation: string;
  readonly model: string;
  readonly provider: string;
  readonly persona: string | null;
  readonly chatmode: string | null;
  readonly workspace: string | null;
  readonly service: string;
  readonly sessionId: string | null;
  readonly workflowName: string | null;
  readonly promptName: string | null;
  readonly promptVersion: number | null;
  readonly startMs: number;
  readonly durationMs: number;
  readonly timeToFirstTokenMs: number | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedTokens: number;
  readonly reasoningTokens: number;
  /** Whether the sender counted tokens; they are 0 otherwise. */
  readonly hasUsage: boolean;
  readonly costUsd: string;
  /** Whether the cost is known; it is 0 otherwise. */
  readonly hasCost: boolean;
  readonly finishReason: string | null;
  readonly error: string | null;
  readonly hasContent: boolean;
}

export interface LlmCallDetail extends LlmCall {
  readonly inputMessages: unknown;
  readonly outputMessages: unknown;
  readonly systemInstructions: unknown;
  readonly toolDefinitions: unknown;
  readonly modelParameters: Readonly<Record<string, unknown>>;
}

/** A question that was asked more than once; the figures are of the repetitions alone. */
export interface LlmRepeat {
  readonly repeats: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: string;
  readonly first: LlmCall;
  readonly last: LlmCall;
}

export interface LlmRepeats {
  readonly compared: number;
  readonly truncated: boolean;
  readonly repeats: number;
  readonly costUsd: string;
  readonly rows: readonly LlmRepeat[];
}

export interface Status {
  readonly version: string;
  readonly startedAtMs: number;
  readonly listeners: readonly { readonly name: string; readonly url: string; readonly state: string; readonly problem: string | null }[];
  readonly stores: readonly { readonly signal: string; readonly items: number; readonly walBytes: number; readonly unavailable: string | null; readonly warnings: readonly string[] }[];
  readonly targets: readonly { readonly job: string; readonly url: string; readonly health: string; readonly lastError: string }[];
}

/** One conversation: all its traces together. */
export interface Session {
  readonly id: string;
  readonly environment: string;
  readonly users: readonly string[];
  readonly personas: readonly string[];
  readonly startMs: number;
  readonly endMs: number;
  readonly traces: number;
  readonly observations: number;
  readonly failed: number;
  readonly tokens: number;
  readonly costUsd: number;
}
