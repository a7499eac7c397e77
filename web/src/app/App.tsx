import { useEffect } from 'preact/hooks';
import { LlmPage } from '../pages/llm/LlmPage.tsx';
import { LogsPage } from '../pages/logs/LogsPage.tsx';
import { MetricsPage } from '../pages/metrics/MetricsPage.tsx';
import { OverviewPage } from '../pages/overview/OverviewPage.tsx';
import { StatusPage } from '../pages/status/StatusPage.tsx';
import { TracePage } from '../pages/trace/TracePage.tsx';
import { TracesPage } from '../pages/traces/TracesPage.tsx';
import { Empty } from '../components/States.tsx';
import { href, param, route } from './address.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { FileDrop } from './FileDrop.tsx';
import { attachKeys, KeyboardHelp } from './Keys.tsx';
import { Nav } from './Nav.tsx';
import { TopBar } from './TopBar.tsx';

/** Views of a page that a tab of the browser should tell apart. */
const viewTitles: ReadonlyMap<string, string> = new Map([
  ['traceql', 'TraceQL'], ['map', 'Map'], ['sessions', 'Sessions'], ['personas', 'Personas'], ['costs', 'Costs'], ['prompts', 'Prompts'], ['scores', 'Scores'], ['datasets', 'Datasets'],
]);

export function App() {
  useEffect(attachKeys, []);
  const page = pageOf(route.value.path);
  const view = viewTitles.get(param('view'));
  useEffect(() => {
    document.title = `${view ? `${view} · ` : ''}${page.title} · TTA`;
  }, [page.title, view]);
  return (
    <div class="shell">
      <a class="skip-link" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>Skip to content</a>
      <Nav active={page.nav} />
      <div class="shell-body">
        <TopBar title={page.title} ranged={page.ranged} />
        <main id="main" tabIndex={-1} class={page.fill ? 'main main-fill' : 'main'}>
          <ErrorBoundary key={route.value.path.join('/')}>{page.content()}</ErrorBoundary>
        </main>
      </div>
      <FileDrop />
      <KeyboardHelp />
    </div>
  );
}

function pageOf(path: readonly string[]) {
  const [first, second] = path;
  switch (first) {
    case undefined:
    case 'overview':
      return { nav: 'overview', title: 'Overview', ranged: true, fill: false, content: () => <OverviewPage /> };
    case 'traces':
    case 'trace':
      if (second) return { nav: 'traces', title: 'Trace', ranged: false, fill: true, content: () => <TracePage traceId={second.toLowerCase()} /> };
      return { nav: 'traces', title: 'Traces', ranged: true, fill: false, content: () => <TracesPage /> };
    case 'logs':
      return { nav: 'logs', title: 'Logs', ranged: true, fill: false, content: () => <LogsPage /> };
    case 'metrics':
      return { nav: 'metrics', title: 'Metrics', ranged: true, fill: false, content: () => <MetricsPage /> };
    case 'llm':
      return { nav: 'llm', title: 'Model calls', ranged: true, fill: false, content: () => <LlmPage /> };
    case 'status':
      return { nav: 'status', title: 'Status', ranged: false, fill: false, content: () => <StatusPage /> };
    default:
      return {
        nav: '',
        title: 'Not found',
        ranged: false,
        fill: false,
        content: () => (
          <Empty title="There is no such page">
            <p><a href={href(['overview'])}>Go to the overview</a></p>
          </Empty>
        ),
      };
  }
}
