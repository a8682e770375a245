/** The two libraries of this suite; one process loads one of them. */
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import type * as LangGraph from '@langchain/langgraph';

export type Library = typeof LangGraph;

const DOOR = new URL('../../compat/langgraph/index.ts', import.meta.url);

/** Ours, from the source as it is now. */
export async function loadOurs(): Promise<Library> {
  return (await import(DOOR.href)) as Library;
}

/**
 * Imports an entry of `@langchain/core` as our door does: from the main tree. What is imported by name in this folder is the
 * copy that LangGraph has here, and objects of two copies do not know each other.
 */
export async function importOurCore<T>(entry: string): Promise<T> {
  const file = findPackageJSON('@langchain/core', DOOR);
  if (file === undefined) throw new Error('@langchain/core is not installed.');
  const { exports } = JSON.parse(readFileSync(file, 'utf8')) as {
    exports: Record<string, { import: { default: string } } | undefined>;
  };
  const path = exports[entry]?.import.default;
  if (path === undefined) throw new Error(`@langchain/core has no ${entry}.`);
  return (await import(new URL(path, `file://${file}`).href)) as T;
}
