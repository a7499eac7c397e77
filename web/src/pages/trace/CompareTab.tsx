import { useMemo } from 'preact/hooks';
import { href, param, setParams } from '../../app/address.ts';
import { asked } from '../../app/live.ts';
import { useResource } from '../../app/useResource.ts';
import { Icon } from '../../components/Icon.tsx';
import { Failed, Loading } from '../../components/States.tsx';
import { compareFigures, compareTraces, type Compared, type Figure } from '../../lib/compare.ts';
import { formatCost, formatDurationUs, formatInteger, formatPercent } from '../../lib/format.ts';
import { buildTrace, type Trace } from '../../lib/trace.ts';
import { rollUpUsage, type Usage } from '../../lib/usage.ts';
import { CompareChooser } from './CompareChooser.tsx';
import { CompareTree } from './CompareTree.tsx';
import { loadTrace } from './loadTrace.ts';

export interface CompareTabProps {
  readonly trace: Trace;
  readonly usage: readonly Usage[];
}

/** This trace (A) beside another one (B), which the address names. */
export function CompareTab({ trace, usage }: CompareTabProps) {
  const other = param('compare').toLowerCase();
  const loaded = useResource(other === '' ? null : `${other}/${asked.value}`, (abort) => loadTrace(other, abort), other);
  const b = useMemo<Compared | null>(() => {
    if (!loaded.data) return null;
    const built = buildTrace(loaded.data);
    return { trace: built, totals: rollUpUsage(built) };
  }, [loaded.data]);
  if (other === '') return <div class="trace-tab stack"><CompareChooser trace={trace} /></div>;
  if (!b) {
    return (
      <div class="trace-tab">
        {loaded.error ? <Failed what={`trace ${other}`} error={loaded.error} /> : <Loading what="the other trace" />}
        {loaded.error && <p class="footnote"><button type="button" class="link" onClick={() => setParams({ compare: null }, true)}>Choose another trace</button></p>}
      </div>
    );
  }
  return <Comparison a={{ trace, totals: usage }} b={b} />;
}

function Comparison({ a, b }: { readonly a: Compared; readonly b: Compared }) {
  const rows = useMemo(() => compareTraces(a, b), [a.trace, b.trace]);
  const figures = useMemo(() => compareFigures(a, b), [a.trace, b.trace]);
  return (
    <div class="trace-tab stack compare">
      <section class="card">
        <header class="card-header">
          <span class="compare-ids">
            <span class="side side-a">A</span> <code>{a.trace.id}</code>
            <span class="side side-b">B</span> <a href={href(['traces', b.trace.id])}><code>{b.trace.id}</code></a>
          </span>
          <span class="button-group">
            <a class="button" href={href(['traces', b.trace.id], { tab: 'compare', compare: a.trace.id })} title="Look from the other side">Swap</a>
            <button type="button" class="button" onClick={() => setParams({ compare: null }, true)}><Icon name="close" size={13} /> Another</button>
          </span>
        </header>
        <dl class="figures">
          {figures.map((figure) => (
            <div key={figure.name}>
              <dt>{figure.name}</dt>
              <dd><span class="side-text-a">{written(figure, figure.a)}</span> <span class="muted">→</span> <span class="side-text-b">{written(figure, figure.b)}</span></dd>
              <dd class={`small ${tone(figure)}`}>{change(figure)}</dd>
            </div>
          ))}
        </dl>
      </section>
      <CompareTree a={a.trace} b={b.trace} rows={rows} />
    </div>
  );
}

function written(figure: Figure, value: number): string {
  return figure.unit === 'us' ? formatDurationUs(value) : figure.unit === 'usd' ? formatCost(value) : formatInteger(value);
}

function change({ a, b }: Figure): string {
  if (a === b) return 'equal';
  if (a === 0) return 'new';
  return `${b > a ? '+' : '−'}${formatPercent(Math.abs(b - a) / a)}`;
}

/** More is worse in every figure that is shown; the number of spans and calls is only different. */
function tone({ name, a, b }: Figure): string {
  if (a === b || name === 'Spans' || name === 'Model calls' || /Tokens/.test(name)) return 'muted';
  return b > a ? 'bad' : 'good';
}
