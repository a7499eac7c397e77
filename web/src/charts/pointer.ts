export interface PointerHandlers {
  readonly hover?: (x: number, y: number) => void;
  readonly leave?: () => void;
  readonly click?: (x: number, y: number) => void;
  /** While dragging, from smaller to larger x; null when the drag ended. */
  readonly drag?: (range: { readonly from: number; readonly to: number } | null) => void;
  readonly select?: (from: number, to: number) => void;
}

/** Hover, click and horizontal drag on an element, in its own pixels. Returns what undoes it. */
export function attachPointer(element: HTMLElement, handlers: PointerHandlers): () => void {
  let start: { x: number; id: number } | null = null;
  let dragging = false;
  const at = (event: PointerEvent): { x: number; y: number } => {
    const box = element.getBoundingClientRect();
    return { x: Math.min(box.width, Math.max(0, event.clientX - box.left)), y: event.clientY - box.top };
  };
  const listeners: readonly (readonly [keyof HTMLElementEventMap, (event: PointerEvent) => void])[] = [
    ['pointerdown', (event) => {
      if (event.button === 0) start = { x: at(event).x, id: event.pointerId };
    }],
    ['pointermove', (event) => {
      const { x, y } = at(event);
      if (start && handlers.select && (dragging || Math.abs(x - start.x) > 4)) {
        if (!dragging) element.setPointerCapture(start.id);
        dragging = true;
        handlers.drag?.({ from: Math.min(start.x, x), to: Math.max(start.x, x) });
      } else handlers.hover?.(x, y);
    }],
    ['pointerup', (event) => {
      const { x, y } = at(event);
      if (start && dragging) {
        handlers.drag?.(null);
        handlers.select?.(Math.min(start.x, x), Math.max(start.x, x));
      } else if (start) handlers.click?.(x, y);
      start = null;
      dragging = false;
    }],
    ['pointercancel', () => {
      if (dragging) handlers.drag?.(null);
      start = null;
      dragging = false;
    }],
    ['pointerleave', () => {
      if (!dragging) handlers.leave?.();
    }],
  ];
  for (const [name, listener] of listeners) element.addEventListener(name, listener as EventListener);
  return () => {
    for (const [name, listener] of listeners) element.removeEventListener(name, listener as EventListener);
  };
}
