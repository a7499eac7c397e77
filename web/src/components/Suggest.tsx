import { useId } from 'preact/hooks';

export interface SuggestProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly string[];
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
  readonly wide?: boolean;
}

/** A text field with the known values to choose from; anything else may be typed. */
export function Suggest({ label, value, options, placeholder, onChange, wide = false }: SuggestProps) {
  const id = useId();
  return (
    <label class={wide ? 'field field-wide' : 'field'}>
      <span>{label}</span>
      <input type="text" list={id} value={value} placeholder={placeholder ?? 'any'} autocomplete="off" spellcheck={false} onChange={(event) => onChange(event.currentTarget.value.trim())} />
      <datalist id={id}>
        {options.map((option) => (
          <option key={option} value={option} />
        ))}
      </datalist>
    </label>
  );
}
