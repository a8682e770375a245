import type { Library } from '../library.ts';

/** Where a program does what types forbid, or what they could only say at length. */
// oxlint-disable-next-line typescript/no-explicit-any -- that is its purpose
export type Loose = any;

/** State of most programs: a list of what happened, and two plain keys. */
export const logState = (lib: Library) =>
  lib.Annotation.Root({
    log: lib.Annotation<string[]>({ reducer: (held, more) => held.concat(more), default: () => [] }),
    plain: lib.Annotation<unknown>,
    other: lib.Annotation<unknown>(),
  });

/** A node that adds its name, and how much of the list it saw. */
export const logger =
  (name: string) =>
  (state: { readonly log?: readonly string[] }): { log: string[] } => ({ log: [`${name}${state.log?.length ?? '-'}`] });

/** Resolves after a number of milliseconds. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The config of a thread. */
export const thread = (id: string, more: object = {}) => ({ configurable: { thread_id: id, ...more } });
