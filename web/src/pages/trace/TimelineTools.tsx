import { useState } from 'preact/hooks';
import { param, setParams } from '../../app/address.ts';
import { Icon } from '../../components/Icon.tsx';
import { formatInteger, plural } from '../../lib/format.ts';
import { colourChoices, type Colouring } from '../../lib/colouring.ts';
import { colourVariable } from '../../lib/palette.ts';
import { stepMatch } from '../../lib/traceSearch.ts';

export interface TimelineToolsProps {
  readonly matches: readonly number[];
  readonly cursor: number;
  readonly rows: number;
  readonly zoomed: boolean;
  readonly colouring: Colouring;
  readonly onStep: (index: number) => void;
  readonly onCollapse: () => void;
  readonly onExpand: () => void;
  readonly onWhole: () => void;
}

export function TimelineTools({ matches, cursor, rows, zoomed, colouring, onStep, onCollapse, onExpand, onWhole }: TimelineToolsProps) {
  const query = param('find');
  const [text, setText] = useState(query);
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
        <select value={colouring.by} onChange={(event) => setParams({ colour: event.currentTarget.value })}>
          {colourChoices.map((choice) => <option key={choice} value={choice}>Colour: {choice}</option>)}
        </select>
      </label>
      <div class="button-group">
        <button type="button" class="button button-icon" onClick={onCollapse} title="Collapse everything (−)" aria-label="Collapse everything"><Icon name="minus" /></button>
        <button type="button" class="button button-icon" onClick={onExpand} title="Expand everything (+)" aria-label="Expand everything"><Icon name="plus" /></button>
      </div>
      {zoomed && <button type="button" class="button" onClick={onWhole} title="Show the whole trace (0)"><Icon name="zoomOut" /> Whole trace</button>}
      <span class="muted nowrap wide-only">{plural(rows, 'row')}</span>
      <ul class="colour-key wide-only" aria-label={`Colours by ${colouring.by}`}>
        {colouring.names.slice(0, 10).map((item) => <li key={item.name}><i class="dot" style={{ background: colourVariable(item.colour) }} /> {item.name}</li>)}
      </ul>
    </div>
  );
}
