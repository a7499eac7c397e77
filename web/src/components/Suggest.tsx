import { useId } from 'preact/hooks';
import { TextField } from './TextField.tsx';

export interface SuggestProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly string[];
  readonly onChange: (value: string) => void;
  readonly wide?: boolean;
  readonly hideLabel?: boolean;
  readonly placeholder?: string;
  readonly check?: (value: string) => string | null;
}

/** A text field with the known values to choose from; anything else may be typed. */
export function Suggest({ label, value, options, onChange, wide = false, hideLabel = false, placeholder = 'any', check }: SuggestProps) {
  const id = useId();
  return (
    <TextField label={label} value={value} placeholder={placeholder} hideLabel={hideLabel} {...(check ? { check } : {})} list={id} onChange={onChange} class={wide ? 'field-wide' : ''}>
      <datalist id={id}>
        {options.map((option) => (
          <option key={option} value={option} />
        ))}
      </datalist>
    </TextField>
  );
}
