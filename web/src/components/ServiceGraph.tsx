import { useMemo } from 'preact/hooks';
import { formatCost, formatDurationUs, formatNumber, plural } from '../lib/format.ts';
import { layGraph } from '../lib/graphLayout.ts';
import type { Place, PlaceKind, ServiceMap } from '../lib/placeMap.ts';
import type { IconName } from './Icon.tsx';
import { Icon } from './Icon.tsx';
import { Notice } from './States.tsx';

const size = { nodeWidth: 206, nodeHeight: 46, gapX: 110, gapY: 22 };
const margin = 14;
const mostPlaces = 80;

/** With more lines than this their counts would cover each other; pointing at a line still tells them. */
const mostCounts = 16;
const icons: Readonly<Record<PlaceKind, IconName>> = {
  service: 'server', workflow: 'workflow', agent: 'agent', model: 'model', embedding: 'embedding', tool: 'tool', retrieval: 'retrieval', guardrail: 'guardrail', evaluator: 'evaluator', external: 'client',
};

export interface ServiceGraphProps {
  readonly map: ServiceMap;
  readonly label: string;
  readonly onOpen: (place: Place) => void;
}

/** Who calls whom, as boxes and lines; lines are thicker for more calls and red where calls fail. */
export function ServiceGraph({ map, label, onOpen }: ServiceGraphProps) {
  const { places, calls } = useMemo(() => busiest(map), [map]);
  const layout = useMemo(() => layGraph(places.map((place) => place.id), calls, size), [places, calls]);
  const most = Math.max(1, ...calls.map((call) => call.count));
  const width = layout.width + margin * 2;
  const height = layout.height + margin * 2;
  return (
    <div class="service-graph">
      {places.length < map.places.length && <Notice>Only the {mostPlaces} busiest of {map.places.length} places are shown.</Notice>}
      <svg width={width} height={height} viewBox={`${-margin} ${-margin} ${width} ${height}`} role="group" aria-label={label}>
        {calls.map((call) => {
          const from = layout.nodes.get(call.from);
          const to = layout.nodes.get(call.to);
          if (!from || !to) return null;
          const line = curve(from, to);
          return (
            <g key={`${call.from}/${call.to}/${call.next}`} class={`edge ${call.next ? 'is-next' : ''} ${call.errorCount > 0 ? 'has-error' : ''}`}>
              <path d={line.path} stroke-width={1 + 3 * (Math.log(call.count + 1) / Math.log(most + 1))} />
              <path class="edge-head" d={`M${line.x} ${line.y}l-7 -4v8z`} />
              {calls.length <= mostCounts && <text x={line.middleX} y={line.middleY - 4}>{call.next && 'then '}{(!call.next || call.count > 1) && formatNumber(call.count)}{call.errorCount > 0 && <tspan class="edge-bad"> {formatNumber(call.errorCount)} failed</tspan>}</text>}
              <title>{`${nameOf(call.from)} ${call.next ? 'then' : 'to'} ${nameOf(call.to)}: ${plural(call.count, call.next ? 'time' : 'call')}${call.errorCount > 0 ? `, ${call.errorCount} failed` : ''}${call.totalUs > 0 ? `, ${formatDurationUs(call.totalUs / call.count)} on average` : ''}`}</title>
            </g>
          );
        })}
        {places.map((place) => {
          const at = layout.nodes.get(place.id);
          return at ? <PlaceBox key={place.id} place={place} x={at.x} y={at.y} onOpen={() => onOpen(place)} /> : null;
        })}
      </svg>
    </div>
  );
}

function PlaceBox({ place, x, y, onOpen }: { readonly place: Place; readonly x: number; readonly y: number; readonly onOpen: () => void }) {
  const figures = [
    place.spanCount > 0 ? (place.kind === 'service' ? plural(place.spanCount, 'span') : plural(place.spanCount, 'call')) : '',
    place.costUsd > 0 ? formatCost(place.costUsd) : '',
    place.errorCount > 0 ? `${formatNumber(place.errorCount)} failed` : '',
  ].filter(Boolean).join(' · ');
  return (
    <foreignObject x={x} y={y} width={size.nodeWidth} height={size.nodeHeight}>
      <button type="button" class={`place place-${place.kind} ${place.errorCount > 0 ? 'has-error' : ''}`} data-testid="map-place" title={`${place.kind} ${place.name}`} onClick={onOpen}>
        <Icon name={icons[place.kind]} size={16} />
        <span class="place-text"><b>{place.name}</b><small class={place.errorCount > 0 ? 'bad' : 'muted'}>{figures || place.kind}</small></span>
      </button>
    </foreignObject>
  );
}

/** From the right side of one box to the left side of another; a line back goes round below. */
function curve(from: { readonly x: number; readonly y: number }, to: { readonly x: number; readonly y: number }) {
  const x1 = from.x + size.nodeWidth;
  const y1 = from.y + size.nodeHeight / 2;
  const x2 = to.x;
  const y2 = to.y + size.nodeHeight / 2;
  const back = x2 <= x1;
  const bend = back ? size.gapX : (x2 - x1) / 2;
  const drop = back ? size.nodeHeight + size.gapY : 0;
  return { path: `M${x1} ${y1}C${x1 + bend} ${y1 + drop} ${x2 - bend} ${y2 + drop} ${x2} ${y2}`, x: x2, y: y2, middleX: (x1 + x2) / 2, middleY: (y1 + y2) / 2 + drop * 0.75 };
}

function busiest(map: ServiceMap): ServiceMap {
  if (map.places.length <= mostPlaces) return map;
  const places = [...map.places].sort((a, b) => b.spanCount - a.spanCount).slice(0, mostPlaces);
  const kept = new Set(places.map((place) => place.id));
  return { places, calls: map.calls.filter((call) => kept.has(call.from) && kept.has(call.to)) };
}

function nameOf(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}
