import { param, setParams } from '../../app/address.ts';
import { lazy } from '../../components/lazy.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { CallsView } from './CallsView.tsx';

const SessionsView = lazy('the sessions', async () => (await import('./SessionsView.tsx')).SessionsView);
const PersonasView = lazy('the personas', async () => (await import('./PersonasView.tsx')).PersonasView);
const CostsView = lazy('the costs', async () => (await import('./CostsView.tsx')).CostsView);
const PromptsView = lazy('the prompts', async () => (await import('./PromptsView.tsx')).PromptsView);
const DatasetsView = lazy('the datasets', async () => (await import('./DatasetsView.tsx')).DatasetsView);
const ScoresView = lazy('the scores', async () => (await import('./ScoresView.tsx')).ScoresView);

const views = [
  { id: 'calls', title: 'Calls' },
  { id: 'sessions', title: 'Sessions' },
  { id: 'personas', title: 'Personas' },
  { id: 'costs', title: 'Costs' },
  { id: 'prompts', title: 'Prompts' },
  { id: 'scores', title: 'Scores' },
  { id: 'datasets', title: 'Datasets' },
] as const;

export function LlmPage() {
  const view = views.find((item) => item.id === param('view'))?.id ?? 'calls';
  return (
    <div class="stack">
      <div class="page-tools"><Tabs label="Views of model calls" tabs={views} active={view} onChange={(id) => setParams({ view: id === 'calls' ? null : id, session: null }, true)} /></div>
      {view === 'calls' && <CallsView />}
      {view === 'sessions' && <SessionsView />}
      {view === 'personas' && <PersonasView />}
      {view === 'costs' && <CostsView />}
      {view === 'prompts' && <PromptsView />}
      {view === 'scores' && <ScoresView />}
      {view === 'datasets' && <DatasetsView />}
    </div>
  );
}
