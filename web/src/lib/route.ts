/** Addresses live after the `#`, so that the page works under any path prefix and needs no server rewrite. */

export interface Route {
  readonly path: readonly string[];
  readonly params: ReadonlyMap<string, readonly string[]>;
}

export function parseRoute(hash: string): Route {
  const text = hash.replace(/^#?\/?/, '');
  const at = text.indexOf('?');
  const path = (at < 0 ? text : text.slice(0, at)).split('/').filter(Boolean).map(decode);
  const params = new Map<string, string[]>();
  for (const [key, value] of new URLSearchParams(at < 0 ? '' : text.slice(at + 1))) params.set(key, [...(params.get(key) ?? []), value]);
  return { path, params };
}

export type ParamPatch = Readonly<Record<string, string | readonly string[] | null | undefined>>;

/** A new parameter set: null, undefined, "" and [] remove a key. */
export function patchParams(params: Route['params'], patch: ParamPatch): Map<string, readonly string[]> {
  const next = new Map(params);
  for (const [key, value] of Object.entries(patch)) {
    const values = value === null || value === undefined ? [] : typeof value === 'string' ? [value] : value;
    const kept = values.filter((item) => item !== '');
    if (kept.length === 0) next.delete(key);
    else next.set(key, kept);
  }
  return next;
}

export function formatRoute(path: readonly string[], params: Route['params']): string {
  const search = new URLSearchParams();
  for (const [key, values] of params) for (const value of values) search.append(key, value);
  const query = search.toString();
  return `#/${path.map(encodeURIComponent).join('/')}${query ? `?${query}` : ''}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // A hand-edited address with a stray % is shown as typed.
  }
}
