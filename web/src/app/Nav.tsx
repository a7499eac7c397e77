import { Icon, type IconName } from '../components/Icon.tsx';
import { href } from './address.ts';

const pages: readonly { readonly id: IconName & string; readonly title: string; readonly key: string }[] = [
  { id: 'overview', title: 'Overview', key: 'o' },
  { id: 'traces', title: 'Traces', key: 't' },
  { id: 'logs', title: 'Logs', key: 'l' },
  { id: 'metrics', title: 'Metrics', key: 'm' },
  { id: 'llm', title: 'Model calls', key: 'c' },
  { id: 'status', title: 'Status', key: 's' },
];

export const pageKeys: ReadonlyMap<string, string> = new Map(pages.map((page) => [page.key, page.id]));

export function Nav({ active }: { readonly active: string }) {
  return (
    <nav class="nav" aria-label="Pages">
      <a class="brand" href={href(['overview'])} aria-label="TTA, overview">
        <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="7" class="brand-ground" />
          <rect x="6" y="8" width="20" height="4" rx="2" class="brand-a" />
          <rect x="10" y="14" width="10" height="4" rx="2" class="brand-b" />
          <rect x="15" y="20" width="9" height="4" rx="2" class="brand-c" />
        </svg>
        <span>TTA</span>
      </a>
      <ul>
        {pages.map((page) => (
          <li key={page.id}>
            <a href={href([page.id])} data-testid={`nav-${page.id}`} aria-current={active === page.id ? 'page' : undefined} title={`${page.title} (g ${page.key})`}>
              <Icon name={page.id} size={18} />
              <span>{page.title}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
