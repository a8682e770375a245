/**
 * Ends with 1 and says the remedy unless the Node that runs this is the one package.json pins.
 * Plain JavaScript in an old dialect: it must give its message on any Node.
 */
import { readFileSync } from 'fs';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const pinned = 'v' + manifest.devDependencies.node;

if (process.version !== pinned) {
  console.error(
    'This repository runs on its own Node ' +
      pinned +
      ' from node_modules/.bin, but this is ' +
      process.version +
      '. ' +
      'Start scripts with `npm run NAME`; if that is what you did, run `npm ci` (and if install scripts are switched off, `npm rebuild node`).',
  );
  process.exit(1);
}
