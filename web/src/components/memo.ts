import { Component, h, type ComponentType, type FunctionComponent } from 'preact';

/** Draws again only when a property changed: a list of rows stays cheap while one of them is selected. */
export function memo<P extends object>(inner: FunctionComponent<P>): ComponentType<P> {
  return class Memo extends Component<P> {
    override shouldComponentUpdate(next: P): boolean {
      const old = this.props as Readonly<Record<string, unknown>>;
      return Object.entries(next).some(([key, value]) => old[key] !== value);
    }

    override render() {
      return h(inner, this.props as P);
    }
  };
}
