import { useMemo } from 'preact/hooks';
import { ApiError } from '../../api/http.ts';
import { fetchPrices } from '../../api/langfuse.ts';
import { paramList, setParams } from '../../app/address.ts';
import { useResource } from '../../app/useResource.ts';
import { Suggest } from '../../components/Suggest.tsx';
import type { CallSums } from '../../lib/callGroups.ts';
import { formatCost, formatInteger, formatNumber, formatPercent, formatSignificant } from '../../lib/format.ts';
import { formatSwap, parsePrice, parseSwaps, reprice, totals, type Price, type Repriced, type Swap } from '../../lib/repricing.ts';

const noPrices: ReadonlyMap<string, Price> = new Map();

/** The same tokens at the prices of other models. */
export function WhatIf({ models }: { readonly models: readonly CallSums[] }) {
  const loaded = useResource('prices', (abort) => pricesOrNone(abort));
  const prices = loaded.data ?? noPrices;
  const texts = paramList('swap');
  const swaps = useMemo(() => parseSwaps(texts, prices), [texts, prices]);
  const rows = useMemo(() => reprice(models, swaps), [models, swaps]);
  const sum = totals(rows);
  const saved = sum.costUsd - sum.otherUsd;
  const change = (model: string, to: string | Price | null): void => setParams({ swap: [...texts.filter((text) => text.slice(0, text.lastIndexOf('>')) !== model), ...(to === null ? [] : [formatSwap(model, to)])] });
  return (
    <section class="card">
      <header class="card-header">
        <h2>What if another model had answered?</h2>
        {swaps.length > 0 && <strong class={saved >= 0 ? 'good' : 'bad'} data-testid="what-if-total">{formatCost(sum.costUsd)} → {formatCost(sum.otherUsd)}, {saved >= 0 ? 'saves' : 'costs'} {formatCost(Math.abs(saved))} {sum.costUsd > 0 && `(${formatPercent(Math.abs(saved) / sum.costUsd)})`}</strong>}
      </header>
      <div class="table-scroll">
        <table class="table" aria-label="Costs with other models">
          <thead><tr><th scope="col">Model</th><th scope="col" class="numeric minor">Calls</th><th scope="col" class="numeric minor">Tokens in / out</th><th scope="col" class="numeric">Cost</th><th scope="col">With</th><th scope="col" class="numeric">Would cost</th></tr></thead>
          <tbody>{rows.map((row) => <WhatIfRow key={row.model} row={row} prices={prices} onChange={(to) => change(row.model, to)} />)}</tbody>
        </table>
      </div>
      <p class="footnote pad">The same tokens at other prices: another model may need more or fewer of them. {prices.size > 0 ? `Prices of ${formatInteger(prices.size)} models are known; others are written as input, cached, output in US dollars per million tokens.` : 'Prices are written as input, cached, output in US dollars per million tokens.'}</p>
    </section>
  );
}

interface WhatIfRowProps {
  readonly row: Repriced;
  readonly prices: ReadonlyMap<string, Price>;
  readonly onChange: (to: string | Price | null) => void;
}

function WhatIfRow({ row, prices, onChange }: WhatIfRowProps) {
  const names = useMemo(() => [...prices.keys()].sort(), [prices]);
  const choose = (text: string): void => {
    const written = parsePrice(text);
    if (text === '') onChange(null);
    else if (prices.has(text)) onChange(text);
    else if (written) onChange(written);
  };
  const problem = (text: string): string | null => (prices.has(text) || parsePrice(text) ? null : 'Choose a model, or write input, cached, output in US dollars per million tokens, such as 1.25, 0.125, 10');
  const label = `Instead of ${row.model || 'the unnamed model'}`;
  return (
    <tr data-testid="what-if-row">
      <td><strong>{row.model || <span class="muted">none</span>}</strong></td>
      <td class="numeric minor">{formatInteger(row.calls)}</td>
      <td class="numeric minor">{formatNumber(row.inputTokens)} / {formatNumber(row.outputTokens)}</td>
      <td class="numeric">{formatCost(row.costUsd)}</td>
      <td class="what-if-field">
        <Suggest label={label} hideLabel value={row.swap ? written(row.swap) : ''} options={names} check={problem} placeholder={names.length > 0 ? 'this model' : '1.25, 0.125, 10'} onChange={choose} />
        {row.swap && row.swap.to !== '' && <small class="muted">{formatSignificant(row.swap.price.input)} in, {formatSignificant(row.swap.price.output)} out</small>}
      </td>
      <td class="numeric">{row.otherUsd === null ? <span class="muted">{formatCost(row.costUsd)}</span> : <strong class={row.otherUsd <= row.costUsd ? 'good' : 'bad'}>{formatCost(row.otherUsd)}</strong>}</td>
    </tr>
  );
}

function written(swap: Swap): string {
  return swap.to || [swap.price.input, swap.price.cached ?? '', swap.price.output].join(', ');
}

/** Without a price list the prices are written by hand. */
async function pricesOrNone(abort: AbortSignal): Promise<ReadonlyMap<string, Price>> {
  try {
    return await fetchPrices(abort);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return noPrices;
    throw error;
  }
}
