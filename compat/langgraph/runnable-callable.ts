/** A function as a Runnable, for whoever looks at a node or calls it alone. Runs of a graph call the function itself. */
import { Runnable, mergeConfigs, patchConfig, type RunnableConfig } from '@langchain/core/runnables';
import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons';
import type { CallbackManagerForChainRun } from '@langchain/core/callbacks/manager';
import { ignoresConfig } from './pregel/ignores-config.ts';
import { isPromiseLike } from './pregel/is-promise-like.ts';
import { mergeRunConfig } from './pregel/merge-config.ts';
import type { NodeBody } from './pregel/node-writer.ts';
import type { LangGraphRunnableConfig } from './pregel/runnable-config.ts';

// Mirrors the published type: a function of any arguments is accepted.
// oxlint-disable-next-line typescript/no-explicit-any
type AnyFunction<Output> = (...args: any[]) => Output | Promise<Output>;

export interface RunnableCallableFields<Output> {
  func: AnyFunction<Output>;
  /** The name of `func` by default. */
  name?: string;
  tags?: string[];
  /** Whether callbacks see a run of its own. Default `true`. */
  trace?: boolean;
  /** Whether a Runnable that the function returns is run with the same input. Default `true`. */
  recurse?: boolean;
}

export class RunnableCallable<Input = unknown, Output = unknown> extends Runnable<Input, Output> {
  override lc_namespace: string[] = ['langgraph'];
  func: AnyFunction<Output>;
  tags?: string[];
  config?: LangGraphRunnableConfig;
  trace: boolean;
  recurse: boolean;

  constructor(fields: RunnableCallableFields<Output>) {
    super();
    this.name = fields.name ?? fields.func.name;
    this.func = fields.func;
    if (fields.tags) this.config = { tags: fields.tags };
    this.trace = fields.trace ?? true;
    this.recurse = fields.recurse ?? true;
  }

  override async invoke(input: Input, options?: Partial<RunnableConfig>): Promise<Output> {
    const config = mergeConfigs(this.config, mergeRunConfig(options));
    const result = this.trace
      ? await this._callWithConfig(this._tracedInvoke.bind(this), input, config)
      : await withAmbientConfig(config, () => this.func(input, config));
    if (!this.recurse || !Runnable.isRunnable(result)) return result;
    return withAmbientConfig(config, () => (result as Runnable<Input, Output>).invoke(input, config));
  }

  protected _tracedInvoke(
    input: Input,
    config?: Partial<RunnableConfig>,
    run?: CallbackManagerForChainRun,
  ): Promise<Output> {
    const childConfig = patchConfig(config, { callbacks: run?.getChild() });
    return withAmbientConfig(childConfig, () => this.func(input, childConfig));
  }
}

/** The function of a callable as a run calls it: a Runnable that it returns is run in its place. */
export function bodyOf(callable: RunnableCallable): NodeBody {
  const { func, recurse } = callable;
  // A run that gets a Runnable from its node runs it in any case.
  if (ignoresConfig(func)) return Object.assign((input: unknown) => func(input), { ignoresConfig: true });
  if (!recurse) return func;
  return (input, config) => {
    const result: unknown = func(input, config);
    if (isPromiseLike(result)) return result.then((settled: unknown) => runIfRunnable(settled, input, config));
    return runIfRunnable(result, input, config);
  };
}

function runIfRunnable(result: unknown, input: unknown, config: LangGraphRunnableConfig): unknown {
  if (typeof result !== 'object' || result === null || !Runnable.isRunnable(result)) return result;
  return result.invoke(input, config);
}

async function withAmbientConfig<Output>(
  config: Partial<RunnableConfig>,
  call: () => Output | Promise<Output>,
): Promise<Output> {
  return AsyncLocalStorageProviderSingleton.runWithConfig(config, async () => call());
}
