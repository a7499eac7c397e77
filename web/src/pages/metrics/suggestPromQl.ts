import { labelNames, labelValues, metricMetadata, type MetricInfo } from '../../api/prometheus.ts';
import { shownWindow } from '../../app/live.ts';
import { rank, type Context, type Suggestion } from '../../lib/completion.ts';
import { durationSuggestions, promqlFunctions } from '../../lib/promqlNames.ts';

const freshMs = 30_000;
let known: { readonly loadedAtMs: number; readonly names: readonly string[]; readonly metadata: ReadonlyMap<string, MetricInfo> } | null = null;

/** Names come from the store; the list of metrics is kept for half a minute, since every key press asks for it. */
export async function suggestPromQl(context: Exclude<Context, { kind: 'none' }>, abort: AbortSignal): Promise<readonly Suggestion[]> {
  const { startMs, endMs } = shownWindow.peek();
  const start = startMs / 1000;
  const end = endMs / 1000;
  switch (context.kind) {
    case 'duration':
      return rank(durationSuggestions, context.prefix, 10);
    case 'labelName': {
      const names = await labelNames(context.metric, start, end, abort);
      return rank(names.filter((name) => name !== '__name__').map((text) => ({ text, detail: 'label', kind: 'label' as const })), context.prefix, 30);
    }
    case 'labelValue': {
      const values = await labelValues(context.label, context.metric, start, end, abort);
      return rank(values.map((text) => ({ text, detail: context.label, kind: 'value' as const })), context.prefix, 30);
    }
    case 'name': {
      if (!known || Date.now() - known.loadedAtMs > freshMs) {
        const [names, metadata] = await Promise.all([labelValues('__name__', null, start, end, abort), metricMetadata(abort)]);
        known = { loadedAtMs: Date.now(), names, metadata };
      }
      const { names, metadata } = known;
      const metrics = names.map((text) => ({ text, detail: detailOf(metadata.get(text) ?? metadata.get(text.replace(/_(bucket|sum|count|total)$/, ''))), kind: 'metric' as const }));
      return rank([...metrics, ...promqlFunctions], context.prefix, 40);
    }
  }
}

function detailOf(info: MetricInfo | undefined): string {
  return info ? [info.type, info.help].filter(Boolean).join(' · ') : 'metric';
}
