/** How many `--series-N` colours the style sheet defines, counted from 1. */
export const seriesColours = 20;

/** How a run ended has the same colour everywhere. */
const outcomes: ReadonlyMap<string, number> = new Map([['success', 1], ['ok', 1], ['error', 2], ['failed', 2], ['failure', 2]]);

/** A stable colour per name; names that meet in one set get different ones while there are enough. */
export function assignColours(names: Iterable<string>): Map<string, number> {
  const taken = new Set<number>();
  const colours = new Map<string, number>();
  for (const name of [...new Set(names)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))) {
    const outcome = outcomes.get(name);
    if (outcome !== undefined) {
      taken.add(outcome - 1);
      colours.set(name, outcome);
      continue;
    }
    let index = hashText(name) % seriesColours;
    for (let tries = 0; taken.has(index) && tries < seriesColours; tries++) index = (index + 1) % seriesColours;
    taken.add(index);
    if (taken.size === seriesColours) taken.clear();
    colours.set(name, index + 1);
  }
  return colours;
}

function rank(name: string): number {
  return outcomes.has(name) ? 0 : 1;
}

export function colourVariable(index: number): string {
  if (index <= 0) return 'var(--series-none)';
  return `var(--series-${((index - 1) % seriesColours) + 1})`;
}

/** FNV-1a, 32 bits: for colours and keys, not for secrets. */
export function hashText(text: string): number {
  let value = 2166136261;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 16777619);
  return value >>> 0;
}
