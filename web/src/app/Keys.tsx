import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { go } from './address.ts';
import { paused, refresh } from './live.ts';
import { pageKeys } from './Nav.tsx';

export const showHelp = signal(false);

/** Is the key meant for a field and not for the page? */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Is it a key that the focused button, link or tab acts on itself? */
export function isForControl(event: KeyboardEvent): boolean {
  return /^(Enter| |Arrow\w+|Home|End)$/.test(event.key) && event.target instanceof Element && event.target.closest('button, a, summary, [role=separator]') !== null;
}

export function attachKeys(): () => void {
  let prefixAt = -Infinity;
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event)) {
      if (event.key === 'Escape' && event.target instanceof HTMLElement) event.target.blur();
      return;
    }
    const page = event.timeStamp - prefixAt < 1200 ? pageKeys.get(event.key) : undefined;
    prefixAt = -Infinity;
    if (page) go([page]);
    else if (event.key === 'g') prefixAt = event.timeStamp;
    else if (event.key === '?') showHelp.value = true;
    else if (event.key === 'r') refresh();
    else if (event.key === 'p') paused.value = !paused.value;
    else if (event.key === '/') document.querySelector<HTMLElement>('[data-search]')?.focus();
    else if (event.key === 'j' && document.activeElement === document.body) firstRow()?.focus();
    else return;
    event.preventDefault();
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}

/** Where j begins when nothing has the focus. */
function firstRow(): HTMLElement | null {
  return document.querySelector<HTMLElement>('.waterfall, .span-grid') ?? document.querySelector<HTMLElement>('main .table .is-link, main .log-row .caret');
}

const sections: readonly { readonly title: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    title: 'Everywhere',
    keys: [['g then o t l m c s', 'Overview, traces, logs, metrics, model calls, status'], ['/', 'Search on this page'], ['r', 'Refresh'], ['p', 'Pause or follow new data'], ['j k ↑ ↓, Enter', 'Move in a table, open a row'], ['Esc', 'Close']],
  },
  { title: 'Query fields', keys: [['Enter', 'Run'], ['Tab', 'Take the suggestion'], ['Ctrl+Space', 'Suggestions'], ['Shift+Enter', 'New line']] },
  { title: 'Flame graph', keys: [['← ↑ → ↓', 'Move between steps'], ['Enter', 'Zoom to the step'], ['Esc 0', 'The whole trace']] },
  {
    title: 'Trace',
    keys: [['j k ↑ ↓', 'Next, previous span'], ['← →', 'Collapse or go to the parent, expand or go to the first child'], ['Enter', 'Open or close the details'], ['i', 'Details below the row, or beside the rows'], ['[ ]', 'Previous, next sibling'], ['e', 'Next span with an error'], ['n N', 'Next, previous match of the search'], ['− +', 'Collapse to the top steps, expand everything'], ['< >', 'One level less, one level more'], ['b', 'Tree alone, or with bars'], ['z Z 0', 'Zoom to the span, out, to the whole trace'], [', .', 'Move the zoomed part'], ['1 … 9', 'Timeline, flame graph, spans and the other views']],
  },
];

export function KeyboardHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (showHelp.value) dialog.current?.showModal();
    else dialog.current?.close();
  }, [showHelp.value]);
  return (
    <dialog ref={dialog} class="help" aria-label="Keyboard shortcuts" onClose={() => (showHelp.value = false)} onClick={(event) => { if (event.target === dialog.current) showHelp.value = false; }}>
      <h2>Keyboard shortcuts</h2>
      <div class="help-sections">
        {sections.map((section) => (
          <section key={section.title}>
            <h3>{section.title}</h3>
            <dl>
              {section.keys.map(([keys, meaning]) => (
                <div key={keys}><dt><kbd>{keys}</kbd></dt><dd>{meaning}</dd></div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <button type="button" class="button" onClick={() => (showHelp.value = false)}>Close</button>
    </dialog>
  );
}
