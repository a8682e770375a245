import { Runnable, type RunnableConfig } from '@langchain/core/runnables';
import type { IterableReadableStream } from '@langchain/core/utils/stream';

/* oxlint-disable typescript/no-explicit-any -- widens what a Runnable's methods give, so that a graph may give what its types say */

/** A Runnable whose subclasses say themselves what their calls and streams give. */
export class PartialRunnable<RunInput, RunOutput, CallOptions extends RunnableConfig> extends Runnable<
  RunInput,
  RunOutput,
  CallOptions
> {
  lc_namespace = ['langgraph', 'pregel'];

  override invoke(_input: RunInput, _options?: Partial<CallOptions>): Promise<any> {
    throw new Error('Not implemented');
  }

  override withConfig(config: Partial<CallOptions>): any {
    return super.withConfig(config);
  }

  override stream(input: RunInput, options?: Partial<CallOptions>): Promise<IterableReadableStream<any>> {
    return super.stream(input, options);
  }
}
