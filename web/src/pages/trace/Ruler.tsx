import type { ComponentChildren } from 'preact';
import { formatDurationUs } from '../../lib/format.ts';
import { rulerTicks, type View } from '../../lib/waterfall.ts';

export interface RulerProps {
  readonly view: View;
  readonly hasUsage: boolean;
  readonly splitter: ComponentChildren;
}

export function Ruler({ view, hasUsage, splitter }: RulerProps) {
  const ticks = rulerTicks(view);
  return (
    <div class="ruler">
      <span class="span-name">Step</span>
      <span class="span-usage">{hasUsage && <span><b>Cost</b><i>Tokens</i></span>}</span>
      <span class="ruler-bars">
        {splitter}
        <span class="ruler-ticks" aria-hidden="true">
          {ticks.map((tick, index) => (
            <span key={index} class={index === ticks.length - 1 ? 'ruler-last' : ''} style={{ left: `${(index / (ticks.length - 1)) * 100}%` }}>{formatDurationUs(tick)}</span>
          ))}
        </span>
      </span>
    </div>
  );
}
