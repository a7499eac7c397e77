import { paramList, setParams } from '../../app/address.ts';
import type { Colouring } from '../../lib/colouring.ts';

/** More would be a second page of tools; filters and the search reach the others. */
const mostNames = 20;

/** What the colours mean. A name that is pressed out hides its spans with everything below them. */
export function ColourKey({ colouring }: { readonly colouring: Colouring }) {
  const hidden = paramList('hide');
  const toggle = (name: string): void => setParams({ hide: hidden.includes(name) ? hidden.filter((item) => item !== name) : [...hidden, name] });
  return (
    <ul class="colour-key" aria-label={`Colours by ${colouring.by}`}>
      {colouring.names.slice(0, mostNames).map(({ name, colour }) => (
        <li key={name}>
          <button type="button" class={hidden.includes(name) ? 'is-hidden' : ''} aria-pressed={!hidden.includes(name)} title={hidden.includes(name) ? 'Show these spans again' : 'Hide these spans and what is below them'} onClick={() => toggle(name)}>
            <i class={`dot ink-${colour}`} /> {name}
          </button>
        </li>
      ))}
      {hidden.length > 0 && <li><button type="button" class="link" onClick={() => setParams({ hide: null })}>Show all</button></li>}
    </ul>
  );
}
