import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { Notice } from '../components/States.tsx';
import { go } from './address.ts';
import { idOf, openTraceFile } from './openedTraces.ts';

/** What is wrong with the file that was opened last. */
const problem = signal<string | null>(null);

/** Reads the files and shows the trace in them, or the list when there are several. */
export async function openFiles(files: Iterable<File>): Promise<void> {
  problem.value = null;
  const found: string[] = [];
  for (const file of files) {
    const { traces, error } = await openTraceFile(file);
    if (error !== null) problem.value = error;
    else found.push(...traces.map(idOf));
  }
  if (found.length === 1 && found[0]) go(['traces', found[0]]);
  else if (found.length > 1) go(['traces']);
}

/** A trace file may be dropped anywhere on the page. */
export function FileDrop() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const onOver = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(false);
      void openFiles(event.dataTransfer?.files ?? []);
    };
    document.addEventListener('dragover', onOver);
    document.addEventListener('dragleave', onLeave);
    document.addEventListener('drop', onDrop);
    return () => {
      document.removeEventListener('dragover', onOver);
      document.removeEventListener('dragleave', onLeave);
      document.removeEventListener('drop', onDrop);
    };
  }, []);
  return (
    <>
      {over && <div class="drop-veil" aria-hidden="true"><p>Drop a trace: OTLP or Jaeger JSON. It is shown, not stored.</p></div>}
      {problem.value !== null && (
        <div class="drop-problem" data-testid="file-problem">
          <Notice tone="bad">{problem.value} <button type="button" class="link" onClick={() => (problem.value = null)}>Close</button></Notice>
        </div>
      )}
    </>
  );
}
