import type { ComponentChildren } from 'preact';
import { narrow } from '../app/preferences.ts';

export interface FiltersProps {
  readonly label: string;
  /** How many filters are set: shown while the form is folded. */
  readonly active: number;
  readonly children: ComponentChildren;
}

/** A row of filter fields; on a narrow screen it folds away. */
export function Filters({ label, active, children }: FiltersProps) {
  const form = (
    <form class="filters" role="search" aria-label={label} onSubmit={(event) => event.preventDefault()}>
      {children}
    </form>
  );
  if (!narrow.value) return form;
  return (
    <details class="fold">
      <summary>Filters{active > 0 && <span class="tab-count">{active}</span>}</summary>
      {form}
    </details>
  );
}
