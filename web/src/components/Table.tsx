import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';

export interface Column<T> {
  readonly key: string;
  readonly title: string;
  readonly numeric?: boolean;
  /** Left out where the table is narrow; `last` only on a phone. */
  readonly minor?: boolean | 'last';
  readonly cell: (row: T) => ComponentChildren;
  /** Makes the column sortable. */
  readonly sort?: (row: T) => number | string;
}

export interface TableProps<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  readonly initialSort?: { readonly key: string; readonly descending: boolean };
  readonly testId?: string;
  readonly selected?: string | null;
  readonly onOpen?: (row: T) => void;
  readonly shown?: number;
}

/** A sortable table; past `shown` rows it asks before it draws more. */
export function Table<T>({ label, columns, rows, rowKey, initialSort, testId, selected = null, onOpen, shown = 100 }: TableProps<T>) {
  const [sort, setSort] = useState(initialSort ?? null);
  const [limit, setLimit] = useState(shown);
  const sorted = useMemo(() => {
    const by = columns.find((column) => column.key === sort?.key)?.sort;
    if (!by || !sort) return rows;
    const sign = sort.descending ? -1 : 1;
    return [...rows].sort((a, b) => {
      const left = by(a);
      const right = by(b);
      return sign * (left < right ? -1 : left > right ? 1 : 0);
    });
  }, [rows, sort, columns]);
  return (
    <div class="table-scroll">
      <table class="table" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" class={cellClass(column)} aria-sort={sort?.key === column.key ? (sort.descending ? 'descending' : 'ascending') : undefined}>
                {column.sort ? (
                  <button type="button" class="sort" onClick={() => setSort({ key: column.key, descending: sort?.key === column.key ? !sort.descending : column.numeric === true })}>
                    {column.title}
                    <span aria-hidden="true">{sort?.key === column.key ? (sort.descending ? ' ↓' : ' ↑') : ''}</span>
                  </button>
                ) : (
                  column.title
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, limit).map((row) => {
            const key = rowKey(row);
            return (
              <tr key={key} data-testid={testId} class={onOpen ? 'is-link' : ''} aria-current={selected === key ? 'true' : undefined} tabIndex={onOpen ? 0 : undefined} {...(onOpen ? openers(() => onOpen(row)) : {})}>
                {columns.map((column) => (
                  <td key={column.key} class={cellClass(column)}>{column.cell(row)}</td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      {sorted.length > limit && (
        <button type="button" class="button more" onClick={() => setLimit(limit + shown * 2)}>
          Show more ({sorted.length - limit} left)
        </button>
      )}
    </div>
  );
}

/** Click and Enter open a row; arrows move between rows; links and buttons inside keep working. */
function openers(open: () => void) {
  return {
    onClick: (event: MouseEvent) => {
      if (!(event.target instanceof Element) || event.target.closest('a,button') || window.getSelection()?.toString()) return;
      open();
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.target !== event.currentTarget || !(event.currentTarget instanceof HTMLElement)) return;
      if (event.key === 'Enter') open();
      const next = event.key === 'ArrowDown' || event.key === 'j' ? event.currentTarget.nextElementSibling : event.key === 'ArrowUp' || event.key === 'k' ? event.currentTarget.previousElementSibling : null;
      if (next instanceof HTMLElement) {
        event.preventDefault();
        next.focus();
      }
    },
  };
}

function cellClass<T>(column: Column<T>): string {
  return `${column.numeric ? 'numeric' : ''} ${column.minor === 'last' ? 'minor-last' : column.minor ? 'minor' : ''}`.trim();
}
