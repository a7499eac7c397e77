import { formatSignificant } from '../lib/format.ts';
import type { Score } from '../lib/scores.ts';

/** Scores as short texts; the comment of each is shown on pointing at it. */
export function ScorePills({ scores }: { readonly scores: readonly Score[] }) {
  return (
    <span class="tags">
      {scores.map((score) => (
        <span key={score.id} class="badge badge-neutral" data-testid="score-pill" title={score.comment ?? `given by ${score.source.toLowerCase()}`}>
          {score.name} <b>{typeof score.value === 'number' ? formatSignificant(score.value) : String(score.value).slice(0, 60)}</b>
        </span>
      ))}
    </span>
  );
}
