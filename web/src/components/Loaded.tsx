import type { ComponentChildren } from 'preact';
import type { Resource } from '../app/useResource.ts';
import { Failed, Loading, Notice } from './States.tsx';

export interface LoadedProps<T> {
  readonly resource: Resource<T>;
  /** "traces", "the log lines": completes "Loading …" and "Could not load …". */
  readonly what: string;
  readonly children: (data: T) => ComponentChildren;
}

/** Loading, error or the data; old data stays on screen under a note when a refresh fails. */
export function Loaded<T>({ resource, what, children }: LoadedProps<T>) {
  if (resource.data === null) {
    if (resource.error) return <Failed what={what} error={resource.error} />;
    return <Loading what={what} />;
  }
  return (
    <div class={resource.loading ? 'loaded is-refreshing' : 'loaded'} aria-busy={resource.loading}>
      {resource.error && <Notice tone="bad">Could not refresh {what}: {resource.error.message}. Showing what was loaded before.</Notice>}
      {children(resource.data)}
    </div>
  );
}
