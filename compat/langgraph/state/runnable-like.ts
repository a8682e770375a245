import type { RunnableConfig, RunnableInterface } from '@langchain/core/runnables';

type RunnableFunction<Input, Output, CallOptions extends RunnableConfig> = (
  input: Input,
  options: CallOptions,
) => Output | Promise<Output>;

type RunnableMapLike<Input, Output> = { [K in keyof Output]: RunnableLike<Input, Output[K]> };

/** What may stand for a step: a Runnable, a function whose second argument is the config, or a record of such things. */
export type RunnableLike<Input, Output, CallOptions extends RunnableConfig = RunnableConfig> =
  | RunnableInterface<Input, Output, CallOptions>
  | RunnableFunction<Input, Output, CallOptions>
  | RunnableMapLike<Input, Output>;
