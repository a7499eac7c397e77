import { Fragment, type ComponentChildren } from 'preact';
import { CopyButton } from './CopyButton.tsx';

export interface KeyValue {
  readonly key: string;
  readonly value: string | number | boolean;
}

export interface KeyValuesProps<T extends KeyValue> {
  readonly label: string;
  readonly items: readonly T[];
  readonly actions?: (item: T) => ComponentChildren;
}

/** Keys and values as text; long JSON values are laid out. */
export function KeyValues<T extends KeyValue>({ label, items, actions }: KeyValuesProps<T>) {
  return (
    <table class="key-values" aria-label={label}>
      <tbody>
        {items.map((item, index) => (
          <tr key={`${item.key}/${index}`}>
            <th scope="row">{breakable(item.key)}</th>
            <td>
              <span class="value">{laidOut(item.value)}</span>
              <span class="row-actions">
                {actions?.(item)}
                <CopyButton text={String(item.value)} label={`Copy ${item.key}`} quiet />
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Long names may break after a dot or an underscore. */
function breakable(key: string): ComponentChildren {
  return key.split(/(?<=[._])/).map((part, index) => <Fragment key={index}>{index > 0 && <wbr />}{part}</Fragment>);
}

function laidOut(value: KeyValue['value']): string {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return String(value);
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}
