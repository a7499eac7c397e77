import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './Icon.tsx';

export interface CopyButtonProps {
  readonly text: string | (() => string);
  readonly label: string;
  readonly icon?: IconName;
  readonly quiet?: boolean;
}

export function CopyButton({ text, label, icon = 'copy', quiet = false }: CopyButtonProps) {
  const [result, setResult] = useState<'idle' | 'done' | 'failed'>('idle');
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async (event: Event): Promise<void> => {
    event.stopPropagation();
    setResult((await writeClipboard(typeof text === 'string' ? text : text())) ? 'done' : 'failed');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setResult('idle'), 1500);
  };
  const said = result === 'done' ? 'Copied' : result === 'failed' ? 'Copying was refused' : label;
  return (
    <button type="button" class={quiet ? 'button button-quiet button-icon' : 'button'} title={label} aria-label={quiet ? said : undefined} onClick={copy}>
      <Icon name={result === 'done' ? 'check' : icon} />
      {!quiet && <span aria-live="polite">{said}</span>}
    </button>
  );
}

/** The clipboard API needs a secure context; over plain HTTP from another host a hidden field does the same. */
async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    field.className = 'visually-hidden';
    document.body.append(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    return copied;
  }
}
