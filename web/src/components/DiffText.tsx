import type { DiffLine } from '../lib/lineDiff.ts';

const signs = { same: '  ', added: '+ ', removed: '− ' } as const;

/** Two texts as one: lines that are gone, new and the same. */
export function DiffText({ lines, label, testId }: { readonly lines: readonly DiffLine[]; readonly label?: string; readonly testId?: string }) {
  return (
    <pre class="diff" aria-label={label} data-testid={testId}>
      {lines.map((line, index) => <span key={index} class={`diff-${line.kind}`}>{signs[line.kind]}{line.text}{'\n'}</span>)}
    </pre>
  );
}
