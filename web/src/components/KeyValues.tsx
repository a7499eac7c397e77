import { Fragment, type ComponentChildren } from 'preact';
import { CopyButton } from './CopyButton.tsx';

export interface KeyValue {
  readonly key: string;
  readonly value: string | number | boolean;
}

export interface KeyValuesProps {
  readonly label: string;
  readonly items: readonly KeyValue[];
  readonly actions?: (item: KeyValue) => ComponentChildren;
}

/** Keys and values as text; long JSON values are laid out. */
export function KeyValues({ label, items, actions }: KeyValuesProps) {
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
