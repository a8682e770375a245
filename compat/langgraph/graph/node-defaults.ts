/** Policies and error handlers of nodes: their own, or else those of the graph. */
import { CONFIG_KEY_NODE_ERROR } from '../reserved-names.ts';
import type { NodeError } from '../errors/index.ts';
import type { CachePolicy } from '../pregel/policies.ts';
import type { LangGraphRunnableConfig } from '../pregel/runnable-config.ts';
import { RunnableCallable } from '../runnable-callable.ts';
import type { StateDefinition } from '../state/index.ts';
import type { NodeErrorHandler, ResolvedNodeDefaults, StateGraphNodeSpec } from './node-spec.ts';

/** The node that handles failures of all nodes without a handler of their own. */
export const DEFAULT_ERROR_HANDLER_NODE = '__default_error_handler__';

/** @returns `false` where a node asks not to be cached */
export function resolveCachePolicy(policy: CachePolicy | boolean | undefined): CachePolicy | false | undefined {
  return policy === true ? {} : policy;
}

/** @returns the name of the node that handles failures of this one */
export function errorHandlerName(node: string, nodes: object): string {
  const name = `__error_handler__${node}`;
  if (!Object.hasOwn(nodes, name)) return name;
  throw new Error(
    `Cannot add error handler to node \`${node}\`: the reserved name \`${name}\` is already in use. ` +
      'StateGraph registers `__error_handler__<nodeName>` when you pass `errorHandler` in addNode options. ' +
      'Remove or rename the existing node with that name (for example, you may have added it manually).',
  );
}

/** A node that calls an error handler; the run leaves the error in its config. */
export function errorHandlerSpec<RunInput, RunOutput>(
  name: string,
  handler: NodeErrorHandler,
  input: StateDefinition,
): StateGraphNodeSpec<RunInput, RunOutput> {
  const func = (state: unknown, config: LangGraphRunnableConfig): unknown =>
    handler(state, config.configurable?.[CONFIG_KEY_NODE_ERROR] as NodeError, config);
  const runnable = new RunnableCallable<RunInput, RunOutput>({ func: func as never, name, trace: false });
  return { runnable, metadata: undefined, input, retryPolicy: undefined, cachePolicy: undefined, isErrorHandler: true };
}

/** The spec with the graph's defaults in place of what is missing. */
export function withDefaults<RunInput, RunOutput>(
  spec: StateGraphNodeSpec<RunInput, RunOutput>,
  defaults: ResolvedNodeDefaults,
): StateGraphNodeSpec<RunInput, RunOutput> {
  if (Object.keys(defaults).length === 0) return spec;
  const resolved = {
    ...spec,
    retryPolicy: spec.retryPolicy ?? defaults.retryPolicy,
    timeout: spec.timeout ?? defaults.timeout,
  };
  if (spec.isErrorHandler) return { ...resolved, cachePolicy: undefined };
  const handler = defaults.errorHandler === undefined ? undefined : DEFAULT_ERROR_HANDLER_NODE;
  return {
    ...resolved,
    cachePolicy: (spec.cachePolicy ?? defaults.cachePolicy) || undefined,
    errorHandlerNode: spec.errorHandlerNode ?? handler,
  };
}
