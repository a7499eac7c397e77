import { formatInteger } from '../lib/format.ts';
import { colourVariable } from '../lib/palette.ts';
import type { Badge as BadgeData } from '../lib/spanFacts.ts';
import { Icon } from './Icon.tsx';

export function Badge({ badge }: { readonly badge: BadgeData }) {
  return (
    <span class={`badge badge-${badge.tone}`} title={badge.title}>
      {badge.tone === 'bad' && <Icon name="error" size={11} />}
      {badge.tone === 'model' && <Icon name="model" size={11} />}
      {badge.text}
    </span>
  );
}

export interface ServiceTagProps {
  readonly name: string;
  readonly colour: number;
  readonly count?: number;
  readonly errors?: number;
}

export function ServiceTag({ name, colour, count, errors = 0 }: ServiceTagProps) {
  return (
    <span class="service-tag">
      <i class="dot" style={{ background: colourVariable(colour) }} aria-hidden="true" />
      <span class="service-name" title={name}>{name}</span>
      {count !== undefined && <span class="muted">{formatInteger(count)}</span>}
      {errors > 0 && <span class="bad" title={`${errors} with errors`}><Icon name="error" size={12} label="errors" />{errors}</span>}
    </span>
  );
}
