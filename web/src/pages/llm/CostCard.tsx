import type { TokenRow } from '../../api/types.ts';
import type { Resource } from '../../app/useResource.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { formatCost, formatNumber, plural } from '../../lib/format.ts';

export interface CostCardProps {
  readonly title: string;
  readonly what: string;
  readonly rows: Resource<readonly TokenRow[]>;
  readonly active: string;
  readonly onPick: (key: string) => void;
}

export function CostCard({ title, what, rows, active, onPick }: CostCardProps) {
  return (
    <section class="card">
      <Loaded resource={rows} what={`cost by ${what}`}>
        {(data) => {
          const sorted = [...data].sort((a, b) => Number(b.costUsd) - Number(a.costUsd));
          const total = sorted.reduce((sum, row) => sum + Number(row.costUsd), 0);
          return (
            <>
              <header class="card-header"><h2>{title}</h2><strong>{formatCost(total)}</strong></header>
              {sorted.length === 0 ? <p class="card-empty">No model call in this range.</p> : (
                <ul class="bars">
                  {sorted.slice(0, 12).map((row) => (
                    <li key={row.key}>
                      <button type="button" aria-pressed={active === row.key && active !== ''} disabled={row.key === ''} onClick={() => onPick(row.key)}>
                        <span class="bars-name">{row.key || 'none'}</span>
                        <span class="bars-note muted">{plural(row.calls, 'call')}, {formatNumber(row.inputTokens)} in, {formatNumber(row.outputTokens)} out</span>
                        <span class="bars-value">{formatCost(row.costUsd)}</span>
                        <i class="bars-bar" aria-hidden="true"><i style={{ width: `${total === 0 ? 0 : (Number(row.costUsd) / total) * 100}%` }} /></i>
                      </button>
                    </li>
                  ))}
                </ul>
              )}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}
