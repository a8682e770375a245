import { registerHooks } from 'node:module';

/** Where the entries of the door are, by what follows the name of the package. */
const ENTRIES: Readonly<Record<string, string>> = {
  '': 'index.ts',
  '/zod': 'zod/index.ts',
};

const LANGGRAPH = '@langchain/langgraph';
const DOOR = new URL('../../../../compat/langgraph/', import.meta.url).href;

/**
 * From now on, `langchain` finds our door, from the source as it is now, where it imports LangGraph; and the door finds the
 * packages of this folder, so that there is one copy of `@langchain/core` as in a user's program.
 */
export function letOursStandIn(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const entry = specifier.startsWith(LANGGRAPH) ? ENTRIES[specifier.slice(LANGGRAPH.length)] : undefined;
      if (entry !== undefined) return { url: DOOR + entry, shortCircuit: true };
      const isFromDoor = context.parentURL?.startsWith(DOOR) === true && !/^(?:\.|node:)/.test(specifier);
      return next(specifier, isFromDoor ? { ...context, parentURL: import.meta.url } : context);
    },
  });
}
