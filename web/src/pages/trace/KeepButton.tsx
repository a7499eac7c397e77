import { useState } from 'preact/hooks';
import { archiveTrace } from '../../api/jaeger.ts';
import { Icon } from '../../components/Icon.tsx';

type State = 'idle' | 'busy' | 'kept' | { readonly problem: string };

/** Keeps a trace for good: retention does not touch it any more. */
export function KeepButton({ traceId }: { readonly traceId: string }) {
  const [state, setState] = useState<State>('idle');
  const keep = async (): Promise<void> => {
    setState('busy');
    try {
      await archiveTrace(traceId);
      setState('kept');
    } catch (error) {
      setState({ problem: error instanceof Error ? error.message : String(error) });
    }
  };
  if (state === 'kept') return <span class="badge" role="status" title="Retention does not touch this trace any more">Kept</span>;
  return (
    <>
      <button type="button" class="button button-quiet button-icon" disabled={state === 'busy'} onClick={() => void keep()} title="Keep this trace for good" aria-label="Keep this trace for good"><Icon name="keep" /></button>
      {typeof state === 'object' && <span class="badge badge-warn" role="alert">{state.problem}</span>}
    </>
  );
}
