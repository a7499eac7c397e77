import { useEffect, useRef } from 'preact/hooks';
import { formatInteger } from '../lib/format.ts';

export interface TabsProps<T extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly id: T; readonly title: string; readonly count?: number | null }[];
  readonly active: T;
  readonly onChange: (id: T) => void;
}

export function Tabs<T extends string>({ label, tabs, active, onChange }: TabsProps<T>) {
  const list = useRef<HTMLDivElement>(null);
  // On a narrow screen the row of tabs scrolls.
  useEffect(() => list.current?.querySelector(`[data-tab="${active}"]`)?.scrollIntoView({ block: 'nearest', inline: 'center' }), [active]);
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = tabs[(tabs.findIndex((tab) => tab.id === active) + step + tabs.length) % tabs.length];
    if (!next) return;
    onChange(next.id);
    if (event.currentTarget instanceof HTMLElement) event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <div ref={list} class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
      {tabs.map((tab) => (
        <button key={tab.id} type="button" role="tab" data-tab={tab.id} aria-selected={tab.id === active} tabIndex={tab.id === active ? 0 : -1} onClick={() => onChange(tab.id)}>
          {tab.title}
          {tab.count !== null && tab.count !== undefined && <span class="tab-count">{formatInteger(tab.count)}</span>}
        </button>
      ))}
    </div>
  );
}
