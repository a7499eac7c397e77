import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const shipped = ['preact', '@preact/signals', '@preact/signals-core', 'uplot'] as const;

/** Puts the licences of what is bundled beside it, as they ask for. */
export function licences(): Plugin {
  return {
    name: 'licences',
    apply: 'build',
    generateBundle() {
      const texts = shipped.map((name) => {
        const folder = new URL(`../node_modules/${name}/`, import.meta.url);
        const { version } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as { version: string };
        return `${name} ${version}\n\n${readFileSync(new URL('LICENSE', folder), 'utf8').trim()}\n`;
      });
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source: texts.join(`\n${'-'.repeat(80)}\n\n`) });
    },
  };
}
