import { fetchStatus } from '../../api/tta.ts';
import { useResource } from '../../app/useResource.ts';
import { href, range, setRange } from '../../app/address.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { durationText } from '../../lib/time.ts';

const day = 86_400_000;

/** Nothing arrived yet: what to set in a program so that it does. */
export function FirstRun() {
  const status = useResource('first-run', fetchStatus);
  const otlp = addressOf(status.data?.listeners ?? [], /otlp.*http|http.*otlp/i) ?? `http://${location.hostname || '127.0.0.1'}:4318`;
  const here = location.origin;
  const environment = [
    `export OTEL_EXPORTER_OTLP_ENDPOINT=${otlp}`,
    'export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
    'export OTEL_SERVICE_NAME=my-service',
    'export TTA_WORKSPACE=my-workspace',
    `export LANGFUSE_HOST=${here}`,
  ].join('\n');
  const check = `curl -sS ${otlp}/v1/logs -H 'Content-Type: application/json' -d '{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"hello"}}]},"scopeLogs":[{"logRecords":[{"body":{"stringValue":"hello from curl"},"severityText":"INFO"}]}]}]}'`;
  return (
    <div class="first-run" data-testid="empty-state">
      <h2>No data in this range yet</h2>
      <p>
        Anything that speaks OpenTelemetry shows up here within a second. Set these variables in the terminal that starts your program:
      </p>
      <CodeBlock text={environment} label="Copy the variables" />
      <p>Or send one log line from the terminal, to see that it works:</p>
      <CodeBlock text={check} label="Copy the command" />
      <p>
        Or run <code>tta demo</code>: it starts a sample workflow that sends traces, metrics, logs and model calls.
      </p>
      <p class="muted">
        {range.value.kind === 'last' && range.value.lastMs >= day ? null : <>Only looking at {range.value.kind === 'last' ? `the last ${durationText(range.value.lastMs)}` : 'a fixed range'}: <button type="button" class="link" onClick={() => setRange({ kind: 'last', lastMs: day })}>look at the last day</button>. </>}
        Listeners and their state: <a href={href(['status'])}>status</a>.
      </p>
    </div>
  );
}

function CodeBlock({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div class="code-block">
      <pre>{text}</pre>
      <CopyButton text={text} label={label} />
    </div>
  );
}

function addressOf(listeners: readonly { readonly name: string; readonly url: string }[], pattern: RegExp): string | null {
  return listeners.find((listener) => pattern.test(listener.name))?.url.replace(/\/$/, '') || null;
}
