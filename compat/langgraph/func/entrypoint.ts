/** A function as a graph of one node. */
import type { BaseCache, BaseCheckpointSaver, BaseStore } from '@langchain/langgraph-checkpoint';
import { EphemeralValue } from '../channels/ephemeral-value.ts';
import { LastValue } from '../channels/last-value.ts';
import { END, PREVIOUS, START, TAG_HIDDEN } from '../reserved-names.ts';
import { getConfig } from '../pregel/ambient-config.ts';
import type { NodeWriter, TaskScope } from '../pregel/node-writer.ts';
import { coerceTimeoutPolicy, type TimeoutPolicy } from '../pregel/policies.ts';
import { Pregel } from '../pregel/pregel.ts';
import { PregelNode } from '../pregel/pregel-node.ts';
import type { LangGraphRunnableConfig } from '../pregel/runnable-config.ts';
import { RunnableCallable } from '../runnable-callable.ts';
import { refuseGenerators, type AnyGenerator } from './refuse-generators.ts';

/* oxlint-disable typescript/no-explicit-any -- what an entrypoint streams is not known to its types, upstream's either */

export type EntrypointOptions = {
  name: string;
  checkpointer?: BaseCheckpointSaver;
  store?: BaseStore;
  cache?: BaseCache;
  /** Milliseconds for one attempt, or a policy. */
  timeout?: number | TimeoutPolicy;
};

export type EntrypointFinal<ValueT, SaveT> = { value?: ValueT; save?: SaveT; __lg_type: '__pregel_final' };
/** What its caller gets of what the function returned. */
export type EntrypointReturnT<OutputT> = OutputT extends
  | EntrypointFinal<infer ValueT, unknown>
  | Promise<EntrypointFinal<infer ValueT, unknown>>
  ? ValueT
  : OutputT;
/** What its next run finds of what the function returned. */
export type EntrypointFinalSaveT<OutputT> = OutputT extends
  | EntrypointFinal<unknown, infer SaveT>
  | Promise<EntrypointFinal<unknown, infer SaveT>>
  ? SaveT
  : OutputT;
/** Whatever returns no generator. */
export type EntrypointFunc<InputT, OutputT> = [OutputT] extends never
  ? (input: InputT, config: LangGraphRunnableConfig) => never
  : OutputT extends AnyGenerator
    ? never
    : (input: InputT, config: LangGraphRunnableConfig) => OutputT;

export interface EntrypointFunction {
  <InputT, OutputT>(
    optionsOrName: EntrypointOptions | string,
    func: EntrypointFunc<InputT, OutputT>,
  ): Pregel<
    Record<string, PregelNode<InputT, EntrypointReturnT<OutputT>>>,
    {
      [START]: EphemeralValue<InputT>;
      [END]: LastValue<EntrypointReturnT<OutputT>>;
      [PREVIOUS]: LastValue<EntrypointFinalSaveT<OutputT>>;
    },
    Record<string, unknown>,
    InputT,
    EntrypointReturnT<OutputT>,
    any,
    Awaited<EntrypointReturnT<OutputT>>
  >;
  /** What an entrypoint returns to give its caller one thing and keep another for its next run. */
  final<ValueT, SaveT>(options: { value?: ValueT; save?: SaveT }): EntrypointFinal<ValueT, SaveT>;
}

type EntrypointBody = (input: any, config: LangGraphRunnableConfig) => unknown;

/**
 * Makes a graph of a function, which may call tasks, ask with `interrupt` and find what its last run on the thread saved.
 *
 * @throws Error for a generator function, and for a timeout that is not above 0
 * @example
 * const upper = task('upper', async (word: string) => word.toUpperCase());
 * const shout = entrypoint('shout', async (word: string) => `${await upper(word)}!`);
 * await shout.invoke('ahoy');
 */
export const entrypoint: EntrypointFunction = Object.assign(
  function entrypoint(optionsOrName: EntrypointOptions | string, func: EntrypointBody): Pregel<any, any> {
    const options = typeof optionsOrName === 'string' ? { name: optionsOrName } : optionsOrName;
    const { name, checkpointer, store, cache } = options;
    const timeout = coerceTimeoutPolicy(options.timeout);
    refuseGenerators('entrypoints', func);
    const body = (input: unknown, config: LangGraphRunnableConfig): unknown => func(input, config);
    const bound = new RunnableCallable({ func: body, name, trace: false, recurse: false });
    const node = new PregelNode({ bound, body, triggers: [START], channels: [START], timeout, writers: [writeFinal] });
    return new Pregel({
      name,
      checkpointer,
      nodes: { [name]: node },
      channels: { [START]: new EphemeralValue(), [END]: new LastValue(), [PREVIOUS]: new LastValue() },
      inputChannels: START,
      outputChannels: END,
      streamChannels: END,
      streamMode: 'updates',
      store,
      cache,
    });
  },
  {
    final: <ValueT, SaveT>({ value, save }: { value?: ValueT; save?: SaveT }): EntrypointFinal<ValueT, SaveT> => ({
      value,
      save,
      __lg_type: '__pregel_final',
    }),
  },
) as EntrypointFunction;

const writeFinal: NodeWriter = (output, scope) => {
  if (scope.config.callbacks !== undefined) return writeTraced(output, scope);
  const final = isFinal(output) ? output : { value: output, save: output };
  scope.write(END, final.value);
  scope.write(PREVIOUS, final.save);
};

const pluckReturnValue = new RunnableCallable({
  name: 'pluckReturnValue',
  tags: [TAG_HIDDEN],
  func: (output: unknown) => (isFinal(output) ? output.value : output),
});
const pluckSaveValue = new RunnableCallable({
  name: 'pluckSaveValue',
  tags: [TAG_HIDDEN],
  func: (output: unknown) => (isFinal(output) ? output.save : output),
});

/** Traces show how a result is taken apart, hidden from whoever reads them. */
async function writeTraced(output: unknown, scope: TaskScope): Promise<void> {
  const { runName: _name, ...config } = scope.config;
  scope.write(END, await pluckReturnValue.invoke(output, config));
  scope.write(PREVIOUS, await pluckSaveValue.invoke(output, config));
}

function isFinal(output: unknown): output is EntrypointFinal<unknown, unknown> {
  return (
    typeof output === 'object' && output !== null && '__lg_type' in output && output.__lg_type === '__pregel_final'
  );
}

/** What the entrypoint saved in its last run on the thread. */
export function getPreviousState<StateT>(): StateT {
  return getConfig().configurable?.__pregel_previous as StateT;
}
