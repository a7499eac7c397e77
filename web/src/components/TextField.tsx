import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
  readonly class?: string;
  /** Says what is wrong with a text, or null. */
  readonly check?: (value: string) => string | null;
  readonly list?: string;
  readonly search?: boolean;
  readonly hideLabel?: boolean;
  readonly children?: ComponentChildren;
}

/** Typing stays in the field until Enter, a choice or leaving it: a live refresh in between takes nothing away. */
export function TextField({ label, value, placeholder = '', onChange, class: extra = '', check, list, search = false, hideLabel = false, children }: TextFieldProps) {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  const problem = draft.trim() === '' ? null : (check?.(draft.trim()) ?? null);
  const commit = (text: string): void => {
    if (text.trim() !== value) onChange(text.trim());
  };
  return (
    <label class={`field ${extra}`}>
      <span class={hideLabel ? 'visually-hidden' : ''}>{label}</span>
      <input
        type={search ? 'search' : 'text'}
        {...(search ? { 'data-search': true } : {})}
        {...(list ? { list } : {})}
        value={draft}
        placeholder={placeholder}
        aria-invalid={problem !== null}
        title={problem ?? undefined}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onChange={(event) => commit(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit(event.currentTarget.value);
        }}
      />
      {children}
    </label>
  );
}
