import { Fragment } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { fetchStatus } from '../../api/tta.ts';
import type { Status } from '../../api/types.ts';
import { asked, paused } from '../../app/live.ts';
import { isUtc, narrow } from '../../app/preferences.ts';
import { useResource } from '../../app/useResource.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Notice } from '../../components/States.tsx';
import { formatBytes, formatDurationMs, formatInteger } from '../../lib/format.ts';
import { formatDateTime } from '../../lib/time.ts';

const everyMs = 5000;

export function StatusPage() {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden && !paused.peek()) setTick((old) => old + 1);
    }, everyMs);
    return () => clearInterval(timer);
  }, []);
  const status = useResource(`${tick}/${asked.value}`, fetchStatus, 'status');
  return <Loaded resource={status} what="the status">{(data) => <Filled status={data} />}</Loaded>;
}

function Filled({ status }: { readonly status: Status }) {
  return (
    <div class="stack">
      <p class="muted">
        tta {status.version} · running for {formatDurationMs(Date.now() - status.startedAtMs)}, since {formatDateTime(status.startedAtMs, isUtc())}
      </p>
      <section class="card">
        <header class="card-header"><h2>Listeners</h2></header>
        <div class="table-scroll" tabIndex={narrow.value ? 0 : undefined}>
          <table class="table" aria-label="Listeners">
            <thead><tr><th scope="col">State</th><th scope="col">Name</th><th scope="col">Address</th></tr></thead>
            <tbody>
              {status.listeners.map((item) => (
                <tr key={item.name}>
                  <td><Health ok={item.problem === null} text={item.state} /></td>
                  <td>{item.name}</td>
                  <td><span class="with-action"><code>{item.url}</code> <CopyButton text={item.url} label={`Copy the address of ${item.name}`} quiet /></span>{item.problem !== null && <p class="bad small">{item.problem}</p>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section class="card">
        <header class="card-header"><h2>Stores</h2></header>
        <div class="table-scroll" tabIndex={narrow.value ? 0 : undefined}>
          <table class="table" aria-label="Stores">
            <thead><tr><th scope="col">Signal</th><th scope="col" class="numeric">Items</th><th scope="col" class="numeric">Write-ahead log</th></tr></thead>
            <tbody>
              {status.stores.map((store) => (
                <Fragment key={store.signal}>
                  <tr>
                    <td>{store.signal}</td>
                    <td class="numeric">{formatInteger(store.items)}</td>
                    <td class="numeric">{formatBytes(store.walBytes)}</td>
                  </tr>
                  {(store.unavailable !== null || store.warnings.length > 0) && (
                    <tr class="row-note">
                      <td colSpan={3}>{store.unavailable !== null && <Notice tone="bad">{store.unavailable}</Notice>}{store.warnings.map((warning) => <Notice key={warning}>{warning}</Notice>)}</td>
                    </tr>
                  )}
                </Fragment>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section class="card">
        <header class="card-header"><h2>Scrape targets</h2></header>
        {status.targets.length === 0 ? <p class="card-empty">No target is scraped. Applications that expose metrics on port 9464 are found by <code>tta workspace add</code> or a <code>--config</code> file.</p> : (
          <div class="table-scroll" tabIndex={narrow.value ? 0 : undefined}>
            <table class="table" aria-label="Scrape targets">
              <thead><tr><th scope="col">Health</th><th scope="col">Job</th><th scope="col">Address</th></tr></thead>
              <tbody>
                {status.targets.map((target) => (
                  <tr key={`${target.job}/${target.url}`}>
                    <td><Health ok={target.health === 'up' ? true : target.health === 'down' ? false : null} text={target.health} /></td>
                    <td>{target.job}</td>
                    <td><code>{target.url}</code>{target.lastError !== '' && <p class="bad small">{target.lastError}</p>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
      <p class="footnote"><a href="./licences.txt">Licences of the libraries in this page</a></p>
    </div>
  );
}

function Health({ ok, text }: { readonly ok: boolean | null; readonly text: string }) {
  return <span class={`health nowrap ${ok === null ? 'muted' : ok ? 'good' : 'bad'}`}><Icon name={ok === null ? 'help' : ok ? 'check' : 'error'} size={14} /> {text}</span>;
}
