// What calls would have cost on other models: the same tokens at other prices.
import type { CallSums } from './callGroups.ts';

/** US dollars per million tokens. */
export interface Price {
  readonly input: number;
  /** For input tokens that came from the provider's cache; null when it is no cheaper. */
  readonly cached: number | null;
  readonly output: number;
}

export interface Swap {
  readonly from: string;
  /** The other model; empty for prices written by hand. */
  readonly to: string;
  readonly price: Price;
}

export interface Repriced {
  readonly model: string;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  /** With the other model; null when nothing else is asked for. */
  readonly otherUsd: number | null;
  readonly swap: Swap | null;
}

/** Cost by model, beside what it would be with the swaps. Input tokens include the cached ones. */
export function reprice(models: readonly CallSums[], swaps: readonly Swap[]): Repriced[] {
  return models
    .map((sums): Repriced => {
      const swap = swaps.find((item) => item.from === sums.key) ?? null;
      return { model: sums.key, calls: sums.calls, inputTokens: sums.inputTokens, outputTokens: sums.outputTokens, costUsd: sums.costUsd, otherUsd: swap ? priceOf(sums, swap.price) : null, swap };
    })
    .sort((a, b) => b.costUsd - a.costUsd || (a.model < b.model ? -1 : 1));
}

export function priceOf(call: Pick<CallSums, 'inputTokens' | 'outputTokens' | 'cachedTokens'>, price: Price): number {
  const cached = Math.min(call.cachedTokens, call.inputTokens);
  return ((call.inputTokens - cached) * price.input + cached * (price.cached ?? price.input) + call.outputTokens * price.output) / 1e6;
}

/** The total of all calls, with and without the swaps. */
export function totals(rows: readonly Repriced[]): { readonly costUsd: number; readonly otherUsd: number } {
  return { costUsd: rows.reduce((sum, row) => sum + row.costUsd, 0), otherUsd: rows.reduce((sum, row) => sum + (row.otherUsd ?? row.costUsd), 0) };
}

/** A swap as the address has it: `model>other` or `model>=input,cached,output` for prices written by hand. */
export function formatSwap(from: string, to: string | Price): string {
  return typeof to === 'string' ? `${from}>${to}` : `${from}>=${to.input},${to.cached ?? ''},${to.output}`;
}

/** Swaps of the address; those that name an unknown model or no prices are left out. */
export function parseSwaps(texts: readonly string[], known: ReadonlyMap<string, Price>): Swap[] {
  return texts.flatMap((text) => {
    const at = text.lastIndexOf('>');
    if (at <= 0) return [];
    const from = text.slice(0, at);
    const to = text.slice(at + 1);
    if (to.startsWith('=')) {
      const price = parsePrice(to.slice(1));
      return price ? [{ from, to: '', price }] : [];
    }
    const price = known.get(to);
    return price ? [{ from, to, price }] : [];
  });
}

/** `input,cached,output`; the middle may be empty. */
export function parsePrice(text: string): Price | null {
  const [input, cached, output, more] = text.split(',').map((part) => part.trim());
  if (input === undefined || cached === undefined || output === undefined || more !== undefined || input === '' || output === '') return null;
  const price = { input: Number(input), cached: cached === '' ? null : Number(cached), output: Number(output) };
  return [price.input, price.cached ?? 0, price.output].every((value) => Number.isFinite(value) && value >= 0) ? price : null;
}
