import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repository } from '../doors.ts';

const ours = pathToFileURL(repository).href;

/** The folder of a copy of LangGraph, in the address of any of its files. */
const COPY = /^.*\/node_modules\/@langchain\/langgraph\//;

/**
 * Lets packages that files of the repository name be found in `folder`, wherever the files are: the same programs run on
 * what is installed here and on what is installed there.
 *
 * @returns the copies of LangGraph that have been loaded by then, as addresses of folders
 */
export function resolveIn(folder: string): () => string[] {
  const parentURL = pathToFileURL(join(folder, 'package.json')).href;
  const copies = new Set<string>();
  registerHooks({
    resolve(specifier, context, next) {
      const from = context.parentURL ?? '';
      const isMoved = from.startsWith(ours) && !from.includes('/node_modules/') && isPackage(specifier);
      const resolved = next(specifier, isMoved ? { ...context, parentURL } : context);
      const copy = COPY.exec(resolved.url)?.[0];
      if (copy !== undefined) copies.add(copy);
      return resolved;
    },
  });
  return () => [...copies];
}

const isPackage = (specifier: string): boolean => !/^(?:\.|\/|node:|file:|data:)/.test(specifier);
