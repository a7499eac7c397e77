import { useEffect, useRef } from 'preact/hooks';

export interface Drawn<D> {
  update(data: D): void;
  destroy(): void;
}

export interface ChartProps<D> {
  readonly create: (host: HTMLElement) => Drawn<D>;
  readonly data: D;
  readonly label: string;
  readonly class?: string;
  readonly height: number;
  readonly testId?: string;
}

/** Hosts a chart class: made once, updated with data, destroyed with the component. */
export function Chart<D>({ create, data, label, class: extra = '', height, testId = 'chart' }: ChartProps<D>) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<Drawn<D> | null>(null);
  useEffect(() => {
    if (host.current) chart.current = create(host.current);
    return () => {
      chart.current?.destroy();
      chart.current = null;
    };
  }, []);
  useEffect(() => chart.current?.update(data), [data]);
  return <div ref={host} class={`chart ${extra}`} data-testid={testId} role="img" aria-label={label} style={{ height: `${height}px` }} />;
}
