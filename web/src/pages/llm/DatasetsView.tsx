import { fetchDatasets, fetchExperiments, fetchItems } from '../../api/datasets.ts';
import { param, paramList, setParams } from '../../app/address.ts';
import { asked } from '../../app/live.ts';
import { isUtc } from '../../app/preferences.ts';
import { useResource } from '../../app/useResource.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Empty } from '../../components/States.tsx';
import { Table, type Column } from '../../components/Table.tsx';
import type { Dataset, DatasetItem, Experiment } from '../../lib/experiments.ts';
import { formatInteger, formatSignificant, plural } from '../../lib/format.ts';
import { pretty } from '../../lib/messages.ts';
import { summariseScores } from '../../lib/scores.ts';
import { formatDateTime } from '../../lib/time.ts';
import { RunComparison } from './RunComparison.tsx';

/** Datasets, the experiments over one of them, and what they made of its items. */
export function DatasetsView() {
  const datasets = useResource(`datasets/${asked.value}`, fetchDatasets);
  return (
    <Loaded resource={datasets} what="the datasets">
      {(list) => {
        if (list.length === 0) return <Empty title="No dataset is kept here yet"><p>Datasets are made with the Langfuse client: <code>langfuse.dataset.create(…)</code>, with <code>LangfuseClient.Datasets</code> in .NET, or <code>POST /api/public/v2/datasets</code>.</p></Empty>;
        const open = list.find((item) => item.name === param('dataset'));
        return open ? <DatasetPage key={open.id} dataset={open} /> : <section class="card"><DatasetTable datasets={list} /></section>;
      }}
    </Loaded>
  );
}

function DatasetTable({ datasets }: { readonly datasets: readonly Dataset[] }) {
  const columns: readonly Column<Dataset>[] = [
    { key: 'name', title: 'Dataset', cell: (item) => <strong>{item.name}</strong>, sort: (item) => item.name },
    { key: 'description', title: 'Description', minor: true, cell: (item) => item.description ?? <span class="muted">–</span> },
    { key: 'updated', title: 'Changed', cell: (item) => <span class="nowrap">{formatDateTime(item.updatedMs, isUtc())}</span>, sort: (item) => item.updatedMs },
  ];
  return <Table label="Datasets" columns={columns} rows={datasets} rowKey={(item) => item.id} testId="dataset-row" initialSort={{ key: 'updated', descending: true }} onOpen={(item) => setParams({ dataset: item.name, run: null, item: null }, true)} />;
}

function DatasetPage({ dataset }: { readonly dataset: Dataset }) {
  const found = useResource(`${dataset.id}/${asked.value}`, async (abort) => {
    const [items, experiments] = await Promise.all([fetchItems(dataset.name, abort), fetchExperiments(dataset.id, abort)]);
    return { items, experiments };
  }, dataset.id);
  return (
    <div class="stack">
      <p><button type="button" class="link" onClick={() => setParams({ dataset: null, run: null, item: null }, true)}>All datasets</button> <span class="muted">/</span> <strong>{dataset.name}</strong> {dataset.description !== null && <span class="muted">{dataset.description}</span>}</p>
      <Loaded resource={found} what="the dataset">
        {({ items, experiments }) => {
          const wanted = paramList('run');
          const chosen = experiments.filter((experiment) => wanted.includes(experiment.id)).sort((a, b) => wanted.indexOf(a.id) - wanted.indexOf(b.id));
          return (
            <div class="stack">
              <section class="card">
                <header class="card-header"><h2>{plural(experiments.length, 'run')}</h2><span class="muted">{experiments.length > 0 && 'choose the runs to compare'}</span></header>
                {experiments.length === 0 ? <p class="card-empty">No experiment has run over this dataset yet.</p> : <ExperimentTable experiments={experiments} chosen={chosen} />}
              </section>
              {chosen.length > 0 ? <RunComparison items={items} experiments={chosen} /> : <ItemCard items={items} />}
            </div>
          );
        }}
      </Loaded>
    </div>
  );
}

function ExperimentTable({ experiments, chosen }: { readonly experiments: readonly Experiment[]; readonly chosen: readonly Experiment[] }) {
  const ids = chosen.map((experiment) => experiment.id);
  const toggle = (experiment: Experiment): void => setParams({ run: ids.includes(experiment.id) ? ids.filter((id) => id !== experiment.id) : [...ids, experiment.id], item: null }, true);
  const columns: readonly Column<Experiment>[] = [
    { key: 'name', title: 'Run', cell: (item) => <strong>{item.name}</strong>, sort: (item) => item.name },
    { key: 'description', title: 'Description', minor: true, cell: (item) => item.description ?? <span class="muted">–</span> },
    { key: 'items', title: 'Items', numeric: true, cell: (item) => formatInteger(item.items), sort: (item) => item.items },
    { key: 'scores', title: 'Scores of the run', minor: true, cell: (item) => <span class="tags">{summariseScores(item.scores).map((score) => <span key={score.name} class="badge badge-neutral">{score.name} {score.mean === null ? (score.categories[0]?.value ?? '').slice(0, 60) : formatSignificant(score.mean)}</span>)}</span> },
    { key: 'compare', title: 'Shown', cell: (item) => <button type="button" class="button" aria-pressed={ids.includes(item.id)} onClick={() => toggle(item)}>{ids.length === 0 || (ids.length === 1 && ids.includes(item.id)) ? 'Show' : 'Compare'}</button> },
    { key: 'start', title: 'Began', cell: (item) => <span class="nowrap">{formatDateTime(item.startMs, isUtc())}</span>, sort: (item) => item.startMs },
  ];
  return <Table label="Runs over the dataset" columns={columns} rows={experiments} rowKey={(item) => item.id} testId="experiment-row" initialSort={{ key: 'start', descending: true }} onOpen={toggle} />;
}

function ItemCard({ items }: { readonly items: readonly DatasetItem[] }) {
  const columns: readonly Column<DatasetItem>[] = [
    { key: 'id', title: 'Item', minor: true, cell: (item) => <span class="mono">{item.id.slice(0, 12)}{item.archived && <span class="badge badge-neutral">archived</span>}</span>, sort: (item) => item.id },
    { key: 'input', title: 'Input', cell: (item) => <pre class="json item-text">{shown(item.input)}</pre> },
    { key: 'expected', title: 'Expected', cell: (item) => <pre class="json item-text">{shown(item.expectedOutput)}</pre> },
  ];
  return (
    <section class="card">
      <header class="card-header"><h2>{plural(items.length, 'item')}</h2></header>
      {items.length === 0 ? <p class="card-empty">The dataset has no items yet.</p> : <Table label="Items of the dataset" columns={columns} rows={items} rowKey={(item) => item.id} testId="item-row" shown={50} />}
    </section>
  );
}

function shown(value: unknown): string {
  return value === null ? '' : typeof value === 'string' ? value : pretty(value);
}
