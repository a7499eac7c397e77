import { useEffect, useRef, useState } from 'preact/hooks';

export interface Resource<T> {
  /** The last answer; kept while the next one is on its way. */
  readonly data: T | null;
  readonly error: Error | null;
  readonly loading: boolean;
}

/**
 * Loads whenever `key` changes and cancels what was running; a null key loads nothing. While `subject` stays the same (the same
 * trace, the same kind of list) old data remains on screen; a new subject starts empty.
 */
export function useResource<T>(key: string | null, load: (abort: AbortSignal) => Promise<T>, subject = ''): Resource<T> {
  const [state, setState] = useState<Resource<T> & { readonly subject: string }>({ data: null, error: null, loading: key !== null, subject });
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    if (key === null) {
      setState({ data: null, error: null, loading: false, subject });
      return;
    }
    const abort = new AbortController();
    setState((old) => (old.subject === subject ? { ...old, loading: true } : { data: null, error: null, loading: true, subject }));
    latest.current(abort.signal).then(
      (data) => {
        if (!abort.signal.aborted) setState({ data, error: null, loading: false, subject });
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setState((old) => ({ data: old.subject === subject ? old.data : null, error: error instanceof Error ? error : new Error(String(error)), loading: false, subject }));
      },
    );
    return () => abort.abort();
  }, [key, subject]);
  return state.subject === subject ? state : { data: null, error: null, loading: key !== null };
}
