import { useState } from 'preact/hooks';
import { flag, param, setParams } from '../../app/address.ts';
import { Icon } from '../../components/Icon.tsx';
import { formatInteger, plural } from '../../lib/format.ts';
import { colourChoices, type Colouring } from '../../lib/colouring.ts';
import { stepMatch } from '../../lib/traceSearch.ts';
import { ColourKey } from './ColourKey.tsx';

export interface TimelineToolsProps {
  readonly matches: readonly number[];
  readonly cursor: number;
  readonly rows: number;
  readonly zoomed: boolean;
  readonly colouring: Colouring;
  readonly onStep: (index: number) => void;
  readonly onFold: (depth: number | null) => void;
  readonly onLevel: (step: 1 | -1) => void;
}

export function TimelineTools({ matches, cursor, rows, zoomed, colouring, onStep, onFold, onLevel }: TimelineToolsProps) {
  const query = param('find');
  const [text, setText] = useState(query);
  const tree = flag('tree');
  const at = matches.indexOf(cursor);
  const step = (direction: 1 | -1): void => {
    const next = stepMatch(matches, cursor, direction);
    if (next >= 0) onStep(next);
  };
  return (
    <div class="timeline-tools">
      <div class="find" role="search">
        <Icon name="search" />
        <input type="search" data-search placeholder="Find in trace: text, key=value, duration>1s, error" aria-label="Find in trace" value={text} spellcheck={false} autocomplete="off"
          onInput={(event) => {
            setText(event.currentTarget.value);
            setParams({ find: event.currentTarget.value });
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            step(event.shiftKey ? -1 : 1);
          }} />
        {query !== '' && <span class="muted nowrap" role="status">{matches.length === 0 ? 'no match' : `${at < 0 ? '–' : formatInteger(at + 1)} of ${formatInteger(matches.length)}`}</span>}
        <button type="button" class="button button-icon button-quiet" disabled={matches.length === 0} onClick={() => step(-1)} title="Previous match (N)" aria-label="Previous match"><Icon name="left" /></button>
        <button type="button" class="button button-icon button-quiet" disabled={matches.length === 0} onClick={() => step(1)} title="Next match (n)" aria-label="Next match"><Icon name="right" /></button>
      </div>
      <label class="select">
        <span class="visually-hidden">Spans to show</span>
        <select value={param('show')} onChange={(event) => setParams({ show: event.currentTarget.value })}>
          <option value="">All spans</option>
          <option value="critical">Critical path</option>
          <option value="errors">Errors</option>
          <option value="models">Model calls</option>
          <option value="wasted">Wasted attempts</option>
          <option value="matches">Matches</option>
        </select>
      </label>
      <label class="select">
        <span class="visually-hidden">Colours say</span>
        <select value={colouring.by} onChange={(event) => setParams({ colour: event.currentTarget.value, hide: null })}>
          {colourChoices.map((choice) => <option key={choice} value={choice}>Colour: {choice}</option>)}
        </select>
      </label>
      <div class="button-group" role="group" aria-label="Levels of steps">
        <button type="button" class="button button-icon" onClick={() => onFold(1)} title="Collapse to the top steps (−)" aria-label="Collapse everything"><Icon name="minus" /></button>
        <button type="button" class="button button-icon" onClick={() => onLevel(-1)} title="One level less (<)" aria-label="One level less"><Icon name="levelLess" /></button>
        <button type="button" class="button button-icon" onClick={() => onLevel(1)} title="One level more (>)" aria-label="One level more"><Icon name="levelMore" /></button>
        <button type="button" class="button button-icon" onClick={() => onFold(null)} title="Expand everything (+)" aria-label="Expand everything"><Icon name="plus" /></button>
      </div>
      <button type="button" class="button button-icon" aria-pressed={tree} onClick={() => setParams({ tree: tree ? null : '1' })} title="Tree without the time axis (b)" aria-label="Tree without the time axis"><Icon name="tree" /></button>
      {zoomed && <button type="button" class="button" onClick={() => setParams({ zoom: null })} title="Show the whole trace (0)"><Icon name="zoomOut" /> Whole trace</button>}
      <span class="muted nowrap wide-only">{plural(rows, 'row')}</span>
      <ColourKey colouring={colouring} />
    </div>
  );
}
