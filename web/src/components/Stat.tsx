import type { ComponentChildren } from 'preact';

export interface StatProps {
  readonly label: string;
  readonly value: string;
  readonly note?: ComponentChildren;
  readonly tone?: 'bad' | 'plain';
  readonly href?: string;
  readonly children?: ComponentChildren;
}

/** One figure with its name and a line that puts it in proportion. */
export function Stat({ label, value, note, tone = 'plain', href, children }: StatProps) {
  const content = (
    <>
      <span class="stat-label">{label}</span>
      <span class={`stat-value ${tone === 'bad' ? 'bad' : ''}`}>{value}</span>
      <span class="stat-note">{note}</span>
      {children}
    </>
  );
  return href ? <a class="stat" href={href}>{content}</a> : <div class="stat">{content}</div>;
}
