import { useMemo } from 'preact/hooks';
import { fetchResults } from '../../api/datasets.ts';
import { href, param, setParams } from '../../app/address.ts';
import { asked } from '../../app/live.ts';
import { useResource } from '../../app/useResource.ts';
import { DiffText } from '../../components/DiffText.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { ScorePills } from '../../components/ScorePills.tsx';
import { Table, type Column } from '../../components/Table.tsx';
import { compareRuns, scoreMeans, type ComparedItem, type ComparedRun, type DatasetItem, type Experiment, type ExperimentResult } from '../../lib/experiments.ts';
import { formatDurationMs, formatSignificant } from '../../lib/format.ts';
import { diffLines } from '../../lib/lineDiff.ts';
import { pretty } from '../../lib/messages.ts';

export interface RunComparisonProps {
  readonly items: readonly DatasetItem[];
  readonly experiments: readonly Experiment[];
}

/** Runs side by side: means of their scores, and what each made of every item; one item opens with the difference of the outputs. */
export function RunComparison({ items, experiments }: RunComparisonProps) {
  const ids = experiments.map((experiment) => experiment.id).join(',');
  const found = useResource(`${ids}/${asked.value}`, (abort) => Promise.all(experiments.map(async (experiment) => ({ experiment, results: await fetchResults(experiment.id, abort) }))), ids);
  return (
    <Loaded resource={found} what="the results">
      {(runs) => {
        const rows = compareRuns(items, runs);
        const open = rows.find((row) => row.item.id === param('item'));
        return (
          <div class="stack">
            <Means runs={runs} />
            <div class={open ? 'split' : ''}>
              <section class="card split-list"><ResultTable runs={runs} rows={rows} selected={open?.item.id ?? null} /></section>
              {open && <ItemDetail key={open.item.id} runs={runs} row={open} />}
            </div>
          </div>
        );
      }}
    </Loaded>
  );
}

function Means({ runs }: { readonly runs: readonly ComparedRun[] }) {
  const means = useMemo(() => scoreMeans(runs), [runs]);
  if (means.length === 0) return null;
  return (
    <section class="card">
      <header class="card-header"><h2>Mean scores</h2></header>
      <div class="table-scroll">
        <table class="table" aria-label="Mean scores of the runs">
          <thead><tr><th scope="col">Score</th>{runs.map(({ experiment }) => <th key={experiment.id} scope="col" class="numeric">{experiment.name}</th>)}</tr></thead>
          <tbody>
            {means.map((row) => (
              <tr key={row.name} data-testid="mean-row">
                <td><strong>{row.name}</strong></td>
                {row.means.map((mean, index) => <td key={runs[index]?.experiment.id ?? index} class="numeric">{mean === null ? <span class="muted">–</span> : <>{formatSignificant(mean)} <Change from={row.means[0] ?? null} to={mean} first={index === 0} /></>}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Change({ from, to, first }: { readonly from: number | null; readonly to: number; readonly first: boolean }) {
  if (first || from === null || from === to) return null;
  return <small class={to > from ? 'good' : 'bad'}>{to > from ? '+' : '−'}{formatSignificant(Math.abs(to - from))}</small>;
}

function ResultTable({ runs, rows, selected }: { readonly runs: readonly ComparedRun[]; readonly rows: readonly ComparedItem[]; readonly selected: string | null }) {
  const columns: readonly Column<ComparedItem>[] = [
    { key: 'input', title: 'Input', cell: (row) => <pre class="json item-text">{shown(row.item.input) || row.item.id}</pre> },
    { key: 'expected', title: 'Expected', minor: true, cell: (row) => <pre class="json item-text">{shown(row.item.expectedOutput)}</pre> },
    ...runs.map(({ experiment }, index): Column<ComparedItem> => ({ key: experiment.id, title: experiment.name, cell: (row) => <Result result={row.results[index] ?? null} /> })),
  ];
  return <Table label="Results by item" columns={columns} rows={rows} rowKey={(row) => row.item.id} testId="result-row" selected={selected} shown={50} onOpen={(row) => setParams({ item: row.item.id === selected ? null : row.item.id }, true)} />;
}

function Result({ result }: { readonly result: ExperimentResult | null }) {
  if (result === null) return <span class="muted">did not run</span>;
  return (
    <>
      <pre class="json item-text">{shown(result.output)}</pre>
      <span class="tags"><ScorePills scores={result.scores} />{result.failed && <span class="badge badge-bad">failed</span>} {result.durationMs > 0 && <small class="muted">{formatDurationMs(result.durationMs)}</small>}</span>
    </>
  );
}

function ItemDetail({ runs, row }: { readonly runs: readonly ComparedRun[]; readonly row: ComparedItem }) {
  // The first run is compared with the second, or a single one with what was expected.
  const [first, second] = row.results;
  const before = second ? shown(first?.output ?? null) : shown(row.item.expectedOutput);
  const after = second ? shown(second.output) : shown(first?.output ?? null);
  const names = second ? [runs[0]?.experiment.name ?? '', runs[1]?.experiment.name ?? ''] : ['expected', runs[0]?.experiment.name ?? ''];
  const diff = useMemo(() => diffLines(before, after), [before, after]);
  return (
    <aside class="detail" data-testid="item-detail" aria-label={`Item ${row.item.id}`}>
      <header class="detail-header">
        <h3 class="mono">{row.item.id}</h3>
        <button type="button" class="button" onClick={() => setParams({ item: null }, true)}>Close</button>
      </header>
      <div class="detail-body">
        <h4>Input</h4>
        <pre class="json">{shown(row.item.input)}</pre>
        {row.item.expectedOutput !== null && <><h4>Expected</h4><pre class="json">{shown(row.item.expectedOutput)}</pre></>}
        <h4>From {names[0]} to {names[1]}</h4>
        <DiffText lines={diff} testId="output-diff" />
        {row.results.map((result, index) => result && (
          <p key={result.id}><a href={href(['traces', result.traceId])}>Trace of {runs[index]?.experiment.name}</a> <ScorePills scores={result.scores} /></p>
        ))}
      </div>
    </aside>
  );
}

function shown(value: unknown): string {
  return value === null || value === undefined ? '' : typeof value === 'string' ? value : pretty(value);
}
