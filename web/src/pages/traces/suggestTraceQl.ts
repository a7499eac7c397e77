import { traceQlFields, traceQlValues } from '../../api/tempo.ts';
import { shownWindow } from '../../app/live.ts';
import { rank, type Context, type Suggestion } from '../../lib/completion.ts';
import { traceQlFunctions, traceQlIntrinsics } from '../../lib/traceql.ts';

const freshMs = 30_000;
let known: { readonly loadedAtMs: number; readonly fields: readonly string[] } | null = null;

/** Fields and values come from the store; the fields are kept for half a minute, since every key press asks for them. */
export async function suggestTraceQl(context: Exclude<Context, { kind: 'none' }>, abort: AbortSignal): Promise<readonly Suggestion[]> {
  const { startMs, endMs } = shownWindow.peek();
  switch (context.kind) {
    case 'duration':
      return [];
    case 'labelValue':
      return rank((await traceQlValues(context.label, startMs, endMs, abort)).map((text) => ({ text, detail: context.label, kind: 'value' as const })), context.prefix, 30);
    case 'labelName': {
      if (!known || Date.now() - known.loadedAtMs > freshMs) known = { loadedAtMs: Date.now(), fields: await traceQlFields(startMs, endMs, abort) };
      const fields = [...new Set([...traceQlIntrinsics, ...known.fields])];
      return rank(fields.map((text) => ({ text, detail: traceQlIntrinsics.includes(text) ? 'intrinsic' : 'attribute', kind: 'field' as const })), context.prefix, 40);
    }
    case 'name':
      return rank(traceQlFunctions, context.prefix, 20);
  }
}
