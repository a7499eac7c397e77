import { formatDurationUs } from '../../lib/format.ts';
import { rulerTicks, type View } from '../../lib/waterfall.ts';

export function Ruler({ view, hasUsage }: { readonly view: View; readonly hasUsage: boolean }) {
  const ticks = rulerTicks(view);
  return (
    <div class="ruler" aria-hidden="true">
      <span class="span-name">Step</span>
      {hasUsage && <span class="span-usage">Cost</span>}
      <span class="ruler-ticks">
        {ticks.map((tick, index) => (
          <span key={index} class={index === ticks.length - 1 ? 'ruler-last' : ''} style={{ left: `${(index / (ticks.length - 1)) * 100}%` }}>{formatDurationUs(tick)}</span>
        ))}
      </span>
    </div>
  );
}
