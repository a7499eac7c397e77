import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/components.css';
import './styles/charts.css';
import './styles/trace.css';
import './styles/traceViews.css';
import './styles/pages.css';
import { askAhead } from './api/jaeger.ts';
import { route } from './app/address.ts';
import { App } from './app/App.tsx';
import { connectLive } from './app/live.ts';

const root = document.getElementById('app');
if (root) {
  const [page, traceId] = route.peek().path;
  if (page === 'traces' && traceId) askAhead(traceId.toLowerCase());
  connectLive();
  render(<App />, root);
}
