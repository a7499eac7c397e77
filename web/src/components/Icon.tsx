const paths = {
  overview: 'M3 3h6v7H3zM11 3h6v4h-6zM11 9h6v8h-6zM3 12h6v5H3z',
  traces: 'M3 4h9M6 8h8M8 12h5M11 16h6',
  logs: 'M4 4h12M4 8h12M4 12h8M4 16h10',
  metrics: 'M3 16l4-6 3 3 6-9M3 3v14h14',
  llm: 'M4 4h12v9H9l-4 4v-4H4zM7.5 8.5h.01M10 8.5h.01M12.5 8.5h.01',
  status: 'M3 10h3l2-5 4 10 2-5h3',
  sun: 'M10 6.5a3.5 3.5 0 100 7 3.5 3.5 0 000-7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1',
  moon: 'M16 12.5A6.5 6.5 0 017.5 4a6.5 6.5 0 108.5 8.5z',
  auto: 'M10 3a7 7 0 100 14 7 7 0 000-14zM10 3v14M12 5v10M14 6.5v7',
  play: 'M6 4l10 6-10 6z',
  pause: 'M6.5 4v12M13.5 4v12',
  refresh: 'M16 10a6 6 0 11-2-4.5M16 3v4h-4',
  left: 'M12 4l-6 6 6 6',
  right: 'M8 4l6 6-6 6',
  down: 'M4 7l6 6 6-6',
  zoomOut: 'M9 4a5 5 0 100 10A5 5 0 009 4zM13 13l4 4M6.5 9h5',
  search: 'M9 4a5 5 0 100 10A5 5 0 009 4zM13 13l4 4',
  close: 'M5 5l10 10M15 5L5 15',
  copy: 'M7 7h9v10H7zM4 13V3h9',
  link: 'M8.5 11.5l3-3M9 6l2-2a3.5 3.5 0 015 5l-2 2M11 14l-2 2a3.5 3.5 0 01-5-5l2-2',
  error: 'M10 3l7.5 13.5h-15zM10 8v4M10 14.2v.1',
  help: 'M10 3a7 7 0 100 14 7 7 0 000-14zM8 8a2 2 0 113 1.7c-.7.4-1 .8-1 1.6M10 13.7v.1',
  check: 'M4 10.5l4 4 8-9',
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  tag: 'M3 4h7l7 7-6 6-7-7zM6.5 7.5h.01',
  clock: 'M10 3a7 7 0 100 14 7 7 0 000-14zM10 6v4l3 2',
  download: 'M10 3v9M6 9l4 4 4-4M4 16h12',
  keep: 'M6 3h8v14l-4-3-4 3z',
  upload: 'M10 13V4M6 8l4-4 4 4M4 16h12',
  tree: 'M4 4h4M8 9h4M8 14h4M6 4v10h2M6 9h2M15 4h2M15 9h2M15 14h2',
  panelSide: 'M3 4h14v12H3zM12 4v12',
  panelBelow: 'M3 4h14v12H3zM3 11h14',
  levelLess: 'M4 4h12M9 9h7M9 13h7M6 8L3 11l3 3',
  levelMore: 'M4 4h12M9 9h7M9 13h7M3 8l3 3-3 3',
  compare: 'M7 4v12M13 4v12M3 7l4-3M17 13l-4 3',
  // kinds of steps
  workflow: 'M4 4h5v4H4zM11 12h5v4h-5zM6.5 8v6H11',
  sequence: 'M3 10h4M9 10h2M13 10h4M15 8l2 2-2 2',
  parallel: 'M3 10h4M7 10c0-5 2-5 4-5h6M7 10h10M7 10c0 5 2 5 4 5h6',
  router: 'M3 10h5l4-5h5M8 10l4 5h5',
  retry: 'M16 10a6 6 0 11-2-4.5M16 3v4h-4',
  attempt: 'M5 10h8M10 6l4 4-4 4',
  fallback: 'M4 5h6a4 4 0 010 8H6M9 10l-3 3 3 3',
  timeout: 'M6 3h8M6 17h8M7 3c0 4 6 5 6 7s-6 3-6 7M13 3c0 4-6 5-6 7s6 3 6 7',
  cache: 'M4 5c0-2.500 12-2.500 12 0v10c0 2.500-12 2.500-12 0zM4 5c0 2.500 12 2.500 12 0M4 10c0 2.500 12 2.500 12 0',
  saga: 'M15 5H8a4 4 0 000 8h7M12 10l3 3-3 3',
  model: 'M10 3l1.800 5.200L17 10l-5.200 1.800L10 17l-1.800-5.200L3 10l5.200-1.800z',
  tool: 'M13 3a4 4 0 00-4 5.500L3.500 14 6 16.500l5.500-5.500A4 4 0 0017 7l-2.500 2-2-2 2-2.500z',
  agent: 'M5 8h10v8H5zM10 4v4M8 12h.01M12 12h.01M3 11v3M17 11v3',
  retrieval: 'M4 4h9v5M4 4v12h5M13 11a3 3 0 100 6 3 3 0 000-6zM15.500 16l2 2',
  embedding: 'M4 10h.01M7 6h.01M7 14h.01M11 4h.01M10 10h6M14 7l3 3-3 3M11 16h.01',
  guardrail: 'M10 3l6 2v5c0 4-3 6-6 7-3-1-6-3-6-7V5zM7.500 10l2 2 3.500-4',
  evaluator: 'M10 4v12M5 16h10M4 6h12M4 6l-2 5h4zM16 6l-2 5h4z',
  loop: 'M6 5h7a4 4 0 010 8H5M8 10l-3 3 3 3',
  persona: 'M10 3.500a3 3 0 100 6 3 3 0 000-6zM4 17c0-3.500 2.500-5.500 6-5.500s6 2 6 5.500',
  client: 'M4 10h10M10 6l4 4-4 4M17 4v12',
  server: 'M4 4h12v5H4zM4 11h12v5H4zM7 6.500h.01M7 13.500h.01',
  step: 'M6 6h8v8H6z',
} as const;

export type IconName = keyof typeof paths;

export function iconPath(name: IconName): string {
  return paths[name];
}

export interface IconProps {
  readonly name: IconName;
  readonly size?: number;
  readonly label?: string;
}

export function Icon({ name, size = 16, label }: IconProps) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': 'true' as const })}>
      <path d={paths[name]} />
    </svg>
  );
}
