import { Component, type ComponentChildren } from 'preact';

interface Props {
  readonly children: ComponentChildren;
}

interface State {
  readonly error: Error | null;
}

/** A bug in one page leaves the rest of the tool usable and says what to report. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null };

  static override getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div class="state state-error" data-testid="error-state" role="alert">
        <h3>This page failed to draw</h3>
        <p class="state-message">{error.message}</p>
        <button type="button" class="button" onClick={() => this.setState({ error: null })}>Try again</button>
      </div>
    );
  }
}
