import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { applySuggestion, contextAt, type Context, type Suggestion } from '../lib/completion.ts';

export interface QueryInputProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  /** Candidates for what stands at the caret, best first. */
  readonly suggest: (context: Exclude<Context, { kind: 'none' }>, abort: AbortSignal) => Promise<readonly Suggestion[]>;
  readonly onRun: (query: string) => void;
  readonly error?: string | null;
}

/** A query field: suggestions while typing, Tab or Enter takes one, Enter runs, Shift+Enter makes a new line. */
export function QueryInput({ label, value, placeholder, suggest, onRun, error = null }: QueryInputProps) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(value);
  const [context, setContext] = useState<Context>({ kind: 'none' });
  const [options, setOptions] = useState<readonly Suggestion[]>([]);
  const [active, setActive] = useState(-1);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => setText(value), [value]);
  useEffect(() => () => abort.current?.abort(), []);

  const close = (): void => {
    abort.current?.abort();
    setOptions([]);
    setActive(-1);
  };
  const look = (next: string, caret: number): void => {
    abort.current?.abort();
    const here = contextAt(next, caret);
    setContext(here);
    if (here.kind === 'none') return close();
    const running = new AbortController();
    abort.current = running;
    suggest(here, running.signal).then(
      (found) => {
        if (running.signal.aborted) return;
        const useful = found.length === 1 && found[0]?.text === here.prefix ? [] : found;
        setOptions(useful);
        setActive(here.prefix && useful.length > 0 ? 0 : -1);
      },
      () => {
        if (!running.signal.aborted) close(); // No suggestions is no reason to disturb the typing; the query itself reports errors.
      },
    );
  };
  const take = (option: Suggestion): void => {
    if (context.kind === 'none') return;
    const next = applySuggestion(text, context, option);
    setText(next.text);
    close();
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(next.caret, next.caret);
      if (/[({"]$/.test(next.text.slice(0, next.caret))) look(next.text, next.caret);
    });
  };
  const onKey = (event: KeyboardEvent): void => {
    const chosen = options[active];
    const open = options.length > 0;
    if (event.key === 'Escape' && open) {
      event.stopPropagation();
      close();
    } else if (open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      setActive((active + (event.key === 'ArrowDown' ? 1 : -1) + options.length) % options.length);
    } else if (chosen && (event.key === 'Tab' || (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.shiftKey))) {
      take(chosen);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      close();
      onRun(text.trim());
    } else if (event.key === ' ' && event.ctrlKey) {
      look(text, field.current?.selectionStart ?? text.length);
    } else return;
    event.preventDefault();
  };
  return (
    <div class="query-input">
      <textarea
        ref={field}
        rows={Math.min(6, text.split('\n').length)}
        value={text}
        placeholder={placeholder}
        aria-label={label}
        aria-controls={options.length > 0 ? id : undefined}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        aria-invalid={error !== null}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        onInput={(event) => {
          setText(event.currentTarget.value);
          look(event.currentTarget.value, event.currentTarget.selectionStart);
        }}
        onKeyDown={onKey}
        onBlur={close}
      />
      <button type="button" class={text.trim() === value ? 'button run' : 'button button-primary run'} onClick={() => onRun(text.trim())} title="Run the query (Enter)">Run</button>
      {options.length > 0 && (
        <ul class="suggestions" id={id} role="listbox" aria-label="Suggestions">
          {options.map((option, index) => (
            <li key={`${option.kind}/${option.text}`} id={`${id}-${index}`} role="option" aria-selected={index === active} onPointerDown={(event) => { event.preventDefault(); take(option); }}>
              <span class="mono">{option.text}</span>
              <span class="muted">{option.detail}</span>
            </li>
          ))}
        </ul>
      )}
      {error && <p class="field-error mono" role="alert">{error}</p>}
    </div>
  );
}
