/** A drawing of a small directed graph in columns, callers to the left of what they call. */
export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: ReadonlyMap<string, { readonly x: number; readonly y: number }>;
}

export interface GraphSize {
  readonly nodeWidth: number;
  readonly nodeHeight: number;
  readonly gapX: number;
  readonly gapY: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
}

/** Columns by the longest way from a start, rows by where the neighbours are. Cycles are cut where they close. */
export function layGraph(ids: readonly string[], edges: readonly GraphEdge[], size: GraphSize): GraphLayout {
  const known = new Set(ids);
  const forward = acyclic(ids, edges.filter((edge) => edge.from !== edge.to && known.has(edge.from) && known.has(edge.to)));
  const columns = order(columnsOf(ids, forward), forward);
  const tallest = Math.max(0, ...columns.map((column) => column.length));
  const height = Math.max(0, tallest * (size.nodeHeight + size.gapY) - size.gapY);
  const nodes = new Map<string, { x: number; y: number }>();
  columns.forEach((column, index) => {
    const top = (height - (column.length * (size.nodeHeight + size.gapY) - size.gapY)) / 2;
    column.forEach((id, row) => nodes.set(id, { x: index * (size.nodeWidth + size.gapX), y: top + row * (size.nodeHeight + size.gapY) }));
  });
  return { width: Math.max(0, columns.length * (size.nodeWidth + size.gapX) - size.gapX), height, nodes };
}

/** Edges without those that lead back to where a walk along them came from. */
function acyclic(ids: readonly string[], edges: readonly GraphEdge[]): GraphEdge[] {
  const out = new Map<string, string[]>();
  for (const { from, to } of edges) out.set(from, [...(out.get(from) ?? []), to]);
  const called = new Set(edges.map((edge) => edge.to));
  const state = new Map<string, 'open' | 'done'>();
  const back = new Set<string>();
  // Entries first, so that a cycle is cut behind them and not in front.
  for (const root of [...ids.filter((id) => !called.has(id)), ...ids]) {
    if (state.has(root)) continue;
    state.set(root, 'open');
    const stack: { readonly id: string; next: number }[] = [{ id: root, next: 0 }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const to = out.get(top.id)?.[top.next++];
      if (to === undefined) {
        state.set(top.id, 'done');
        stack.pop();
      } else if (state.get(to) === 'open') back.add(`${top.id}\n${to}`);
      else if (!state.has(to)) {
        state.set(to, 'open');
        stack.push({ id: to, next: 0 });
      }
    }
  }
  return edges.filter(({ from, to }) => !back.has(`${from}\n${to}`));
}

function columnsOf(ids: readonly string[], edges: readonly GraphEdge[]): string[][] {
  const waiting = new Map(ids.map((id) => [id, 0]));
  for (const { to } of edges) waiting.set(to, (waiting.get(to) ?? 0) + 1);
  const column = new Map<string, number>();
  const ready = ids.filter((id) => waiting.get(id) === 0);
  for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
    const own = column.get(id) ?? 0;
    column.set(id, own);
    for (const { from, to } of edges) {
      if (from !== id) continue;
      column.set(to, Math.max(column.get(to) ?? 0, own + 1));
      const left = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  const columns: string[][] = [];
  for (const id of ids) (columns[column.get(id) ?? 0] ??= []).push(id);
  return columns.filter((list) => list.length > 0);
}

const sweeps = 6;

/** Fewer crossings: each column sorted by the mean row of its neighbours, from both sides in turn. */
function order(columns: readonly (readonly string[])[], edges: readonly GraphEdge[]): string[][] {
  let sorted = columns.map((column) => [...column]);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const rows = new Map(sorted.flatMap((column) => column.map((id, row) => [id, (row + 0.5) / column.length] as const)));
    const forward = sweep % 2 === 0;
    sorted = sorted.map((column) => {
      const place = (id: string): number => {
        const near = edges.flatMap((edge) => (forward && edge.to === id ? [rows.get(edge.from) ?? 0] : !forward && edge.from === id ? [rows.get(edge.to) ?? 0] : []));
        return near.length === 0 ? (rows.get(id) ?? 0) : near.reduce((sum, row) => sum + row, 0) / near.length;
      };
      const next = column.map((id) => ({ id, at: place(id) })).sort((a, b) => a.at - b.at).map(({ id }) => id);
      next.forEach((id, row) => rows.set(id, (row + 0.5) / next.length));
      return next;
    });
  }
  return sorted;
}
