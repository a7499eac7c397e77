/** Wavy answers to any PromQL: one series per value of the `by (...)` label. */

const valuesOf: Readonly<Record<string, readonly string[]>> = {
  status: ['success', 'error'],
  model: ['gpt-5-mini', 'claude-sonnet-4-5', 'llama-3.3-70b'],
  primitive_name: ['Parse', 'Lookup', 'Gather', 'Choose', 'Answer', 'Store', 'Classify', 'FetchHistory', 'Embed'],
  persona: ['support', 'reviewer', 'architect', 'writer'],
  service_name: ['support-bot', 'code-review', 'digest', 'indexer'],
};

export function rangeAnswer(query: URLSearchParams, instant: boolean, empty: boolean): unknown {
  const text = query.get('query') ?? '';
  const resultType = instant ? 'vector' : 'matrix';
  if (empty) return { status: 'success', data: { resultType, result: [] } };
  const label = (/by\s*\(([^)]*)\)/.exec(text)?.[1] ?? '').split(',').map((name) => name.trim()).find((name) => valuesOf[name]);
  const names = label ? (valuesOf[label] ?? []) : [''];
  const scale = /usd/.test(text) ? 2e-5 : /seconds/.test(text) ? 0.8 : /bytes/.test(text) ? 5e7 : /rate\(/.test(text) ? 0.05 : 1;
  const metric = (name: string): Record<string, string> => (label ? { [label]: name } : { __name__: /[a-z_]+/.exec(text)?.[0] ?? 'value', service_name: 'support-bot', workspace: 'main' });
  const value = (index: number, at: number): string => String(scale * (names.length - index) * Math.max(0.02, 1.2 + Math.sin(at / 900 + index * 1.7) + 0.25 * Math.sin(at / 47 + index)) * (names[index] === 'error' ? 0.15 : 1));
  const end = Number(query.get('end') ?? query.get('time'));
  const step = Number(query.get('step') ?? 60);
  return {
    status: 'success',
    data: {
      resultType,
      result: names.map((name, index) => {
        if (instant) return { metric: metric(name), value: [end, value(index, end)] };
        const values: [number, string][] = [];
        for (let at = Number(query.get('start')); at <= end; at += step) if (index !== 1 || Math.sin(at / 2000) > -0.8) values.push([at, value(index, at)]);
        return { metric: metric(name), values };
      }),
    },
  };
}
