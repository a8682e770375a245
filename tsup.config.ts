import { defineConfig, type Options } from 'tsup';
import { doors } from './scripts/doors.ts';

/** What every build of this repository has in common. */
export const buildOptions: Options = {
  target: 'es2023',
  platform: 'node',
  // Shared chunks in both formats: a class is the same object whichever entry it came through.
  splitting: true,
  // `node:sqlite` and its like exist only with the prefix.
  removeNodeProtocol: false,
  // ESM-only: bundled, so that hosts that cannot load ESM from CommonJS (Jest) can use us.
  noExternal: ['p-queue', 'commander'],
  plugins: [{ name: 'class-names', renderChunk: (code) => ({ code: withClassNames(code) }) }],
};

/** The bundler writes `var Name = class _Name` where a class mentions itself; its `name` is public, as in `error.name`, so it gets it back. */
function withClassNames(code: string): string {
  const renamed = code.matchAll(/^var (\w+) = class _\1\b/gm);
  return [...renamed].reduce((text, [, name]) => text.replace(new RegExp(`\\b_${name}\\b`, 'g'), `${name}`), code);
}

/** Types that only declarations mention, from a package that no user has to install, lie inside. */
export const dts = { only: true, resolve: ['@standard-schema/spec'] } satisfies Options['dts'];

const entry = Object.fromEntries(doors.map((door) => [door.built, door.source]));

export default defineConfig([
  { ...buildOptions, format: 'esm', entry: { ...entry, 'cli/main': 'src/cli/main.ts' } },
  { ...buildOptions, format: 'cjs', entry },
  { ...buildOptions, format: ['esm', 'cjs'], entry, dts },
]);
