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
import { App } from './app/App.tsx';
import { connectLive } from './app/live.ts';

const root = document.getElementById('app');
if (root) {
  connectLive();
  render(<App />, root);
}
