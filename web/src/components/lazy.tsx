import { h, type FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Loading } from './States.tsx';

/** A view whose code is loaded when it is first shown, so that the first visit does not wait for it. */
export function lazy<P extends object>(what: string, load: () => Promise<FunctionComponent<P>>): FunctionComponent<P> {
  let loaded: FunctionComponent<P> | null = null;
  return function Lazy(props: P) {
    const [view, setView] = useState<{ readonly component: FunctionComponent<P> | null; readonly error: Error | null }>({ component: loaded, error: null });
    useEffect(() => {
      if (view.component) return undefined;
      let gone = false;
      load().then(
        (component) => {
          loaded = component;
          if (!gone) setView({ component, error: null });
        },
        (error: unknown) => {
          if (!gone) setView({ component: null, error: error instanceof Error ? error : new Error(String(error)) });
        },
      );
      return () => {
        gone = true;
      };
    }, []);
    if (view.component) return h(view.component, props);
    if (!view.error) return <Loading what={what} />;
    return (
      <div class="state state-error" data-testid="error-state" role="alert">
        <h3>Could not load {what}</h3>
        <p>The server was updated, or it stopped: <span class="muted">{view.error.message}</span></p>
        <button type="button" class="button" onClick={() => location.reload()}>Load the page again</button>
      </div>
    );
  };
}
