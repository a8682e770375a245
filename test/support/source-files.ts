/** The files that the package is made of. */
import { readdirSync } from 'node:fs';

/**
 * Lists the TypeScript files of `src/` and `compat/`, sorted, by path from the repository's root.
 * Oracles and clients are left out: workspaces of their own, with a `node_modules` of hundreds of megabytes where they are installed.
 */
export function sourceFiles(): string[] {
  return ['src', 'compat']
    .flatMap(filesBelow)
    .filter((path) => path.endsWith('.ts'))
    .sort();
}

const ELSEWHERE = new Set(['oracle', 'clients', 'node_modules']);

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return [path];
    return ELSEWHERE.has(entry.name) ? [] : filesBelow(path);
  });
}
