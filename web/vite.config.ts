import { defineConfig } from 'vitest/config';
import { licences } from './dev/licences.ts';
import { fixtureServer } from './dev/fixtureServer.ts';

export default defineConfig(({ command }) => ({
  base: '',
  // `vite` alone answers the APIs from generated data; `TTA_URL=http://127.0.0.1:3000 npm run dev` uses a running server.
  plugins: [licences(), ...(command === 'build' || process.env['TTA_URL'] ? [] : [fixtureServer()])],
  server: process.env['TTA_URL']
    ? { proxy: Object.fromEntries(['/api', '/prometheus', '/jaeger', '/loki', '/tempo'].map((path) => [path, process.env['TTA_URL'] ?? ''])) }
    : {},
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The page's content security policy allows no data: URLs and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
}));
