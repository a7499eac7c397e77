import type { Signal } from '@preact/signals';
import { useRef } from 'preact/hooks';

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
  // Where the waterfall is: asked once per drag, for every move changes all rows.
  const box = useRef<DOMRect | null>(null);
  const grip = (event: PointerEvent): void => {
    if (!(event.currentTarget instanceof HTMLElement)) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    box.current = event.currentTarget.closest('.timeline-main')?.getBoundingClientRect() ?? null;
  };
  const drag = (event: PointerEvent): void => {
    if (event.buttons === 1 && box.current) set(((event.clientX - box.current.left) / box.current.width) * 100);
  };
  return (
    <div class="splitter" role="separator" aria-orientation="vertical" aria-label="Width of the names" aria-valuenow={Math.round(share.value)} aria-valuemin={least} aria-valuemax={most} tabIndex={0}
      onPointerDown={grip}
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
