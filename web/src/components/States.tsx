import type { ComponentChildren } from 'preact';
import { refresh } from '../app/live.ts';
import { Icon } from './Icon.tsx';

export function Loading({ what }: { readonly what: string }) {
  return (
    <div class="state" data-testid="loading-state" role="status">
      <span class="spinner" aria-hidden="true" />
      <p>Loading {what}…</p>
    </div>
  );
}

export interface EmptyProps {
  readonly title: string;
  readonly children?: ComponentChildren;
}

export function Empty({ title, children }: EmptyProps) {
  return (
    <div class="state" data-testid="empty-state">
      <h3>{title}</h3>
      {children}
    </div>
  );
}

export interface FailedProps {
  readonly what: string;
  readonly error: Error;
}

export function Failed({ what, error }: FailedProps) {
  return (
    <div class="state state-error" data-testid="error-state" role="alert">
      <Icon name="error" size={24} />
      <h3>Could not load {what}</h3>
      <p class="state-message">{error.message}</p>
      <button type="button" class="button" onClick={refresh}>
        <Icon name="refresh" /> Try again
      </button>
    </div>
  );
}

/** One line above data that is incomplete or old. */
export function Notice({ tone = 'warn', children }: { readonly tone?: 'warn' | 'bad' | 'info'; readonly children: ComponentChildren }) {
  return (
    <div class={`notice notice-${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={tone === 'info' ? 'help' : 'error'} /> <span>{children}</span>
    </div>
  );
}
