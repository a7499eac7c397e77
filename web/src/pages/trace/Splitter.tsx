import type { Signal } from '@preact/signals';

export interface SplitterProps {
  /** Width of the name column in per cent of the waterfall. */
  readonly share: Signal<number>;
}

const least = 15;
const most = 80;

/** Moves the border between names and bars, by pointer or arrow keys. */
export function Splitter({ share }: SplitterProps) {
  const set = (percent: number): void => {
    share.value = Math.min(most, Math.max(least, percent));
  };
  const drag = (event: PointerEvent): void => {
    const box = event.currentTarget instanceof HTMLElement ? event.currentTarget.closest('.timeline-main')?.getBoundingClientRect() : undefined;
    if (event.buttons === 1 && box) set(((event.clientX - box.left) / box.width) * 100);
  };
  return (
    <div class="splitter" role="separator" aria-orientation="vertical" aria-label="Width of the names" aria-valuenow={Math.round(share.value)} aria-valuemin={least} aria-valuemax={most} tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onDblClick={() => set(40)}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowLeft' ? -2 : event.key === 'ArrowRight' ? 2 : 0;
        if (step === 0) return;
        event.preventDefault();
        event.stopPropagation();
        set(share.value + step);
      }} />
  );
}
