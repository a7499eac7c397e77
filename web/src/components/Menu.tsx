import { useEffect, useRef } from 'preact/hooks';
import { Icon, type IconName } from './Icon.tsx';

export interface MenuItem {
  readonly title: string;
  readonly note?: string;
  readonly onPick: () => void;
}

export interface MenuProps {
  readonly label: string;
  readonly icon: IconName;
  readonly items: readonly MenuItem[];
}

/** A button that opens a short list of actions. */
export function Menu({ label, icon, items }: MenuProps) {
  const host = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const outside = (event: Event): void => {
      if (event.target instanceof Node && !host.current?.contains(event.target)) host.current?.removeAttribute('open');
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, []);
  const close = (): void => {
    host.current?.removeAttribute('open');
    host.current?.querySelector('summary')?.focus();
  };
  return (
    <details ref={host} class="menu" onKeyDown={(event) => { if (event.key === 'Escape' && host.current?.open) { event.stopPropagation(); close(); } }}>
      <summary class="button button-quiet button-icon" title={label} aria-label={label}><Icon name={icon} /></summary>
      <ul class="popover">
        {items.map((item) => (
          <li key={item.title}><button type="button" onClick={() => { close(); item.onPick(); }}>{item.title}{item.note && <small class="muted">{item.note}</small>}</button></li>
        ))}
      </ul>
    </details>
  );
}
