/** A conditional edge: a condition, and the nodes that its answers stand for. */
import { Runnable, RunnableLambda, _coerceToRunnable } from '@langchain/core/runnables';
import type { END } from '../reserved-names.ts';
import { NodeInterrupt } from '../errors/index.ts';
import { ignoresConfig } from '../pregel/ignores-config.ts';
import { isPromiseLike } from '../pregel/is-promise-like.ts';
import type { NodeWriter, TaskScope } from '../pregel/node-writer.ts';
import type { LangGraphRunnableConfig } from '../pregel/runnable-config.ts';
import { Send } from '../send.ts';
import type { RunnableLike } from '../state/runnable-like.ts';
import { assertDestinations, type Destination } from './destinations.ts';

type Answer = string | Send | (string | Send)[];

/** What a condition may return. */
export type BranchPathReturnValue = Answer | Promise<Answer>;

export interface BranchOptions<
  IO,
  N extends string,
  CallOptions extends LangGraphRunnableConfig = LangGraphRunnableConfig,
> {
  source: N;
  path: RunnableLike<IO, BranchPathReturnValue, CallOptions>;
  /** Answer → node, or the nodes that it may choose. */
  pathMap?: Record<string, N | typeof END> | (N | typeof END)[];
}

/** Takes the destinations that a condition chose. */
export type BranchRoute = (destinations: readonly Destination[], scope: TaskScope, output: unknown) => void;

type Condition = (input: unknown, config: LangGraphRunnableConfig) => unknown;

const INTERRUPT_IN_CONDITION =
  "[WARN]: 'NodeInterrupt' thrown in conditional edge. This is likely a bug in your graph implementation.\n" +
  'NodeInterrupt should only be thrown inside a node, not in edge conditions.';

export class Branch<IO, N extends string, CallOptions extends LangGraphRunnableConfig = LangGraphRunnableConfig> {
  path: Runnable<IO, BranchPathReturnValue>;
  ends?: Record<string, N | typeof END>;
  /** The condition as it was given, where it is a function. */
  private readonly condition?: Condition;
  /** Whether that cannot see its config. */
  private readonly ignoresConfig: boolean = false;

  constructor({ path, pathMap }: Omit<BranchOptions<IO, N, CallOptions>, 'source'>) {
    this.path = Runnable.isRunnable(path)
      ? (path as Runnable<IO, BranchPathReturnValue>)
      : _coerceToRunnable<IO, BranchPathReturnValue, LangGraphRunnableConfig>(
          path as Parameters<typeof _coerceToRunnable<IO, BranchPathReturnValue, LangGraphRunnableConfig>>[0],
        );
    if (typeof path === 'function') {
      this.condition = path as Condition;
      this.ignoresConfig = ignoresConfig(path as Condition);
    }
    this.ends = Array.isArray(pathMap) ? Object.fromEntries(pathMap.map((end) => [end, end])) : pathMap;
  }

  /**
   * @param route what becomes of the destinations
   * @param read  what the condition is asked about; without it what the node returned
   */
  writer(route: BranchRoute, read?: (scope: TaskScope) => unknown): NodeWriter {
    return (output, scope) => {
      try {
        const answer = this.ask(read === undefined ? output : read(scope), scope);
        if (!isPromiseLike(answer)) return route(this.destinationsOf(answer), scope, output);
        return this.routeLater(answer, (destinations) => route(destinations, scope, output));
      } catch (error) {
        return rethrow(error);
      }
    };
  }

  private async routeLater(
    answer: PromiseLike<unknown>,
    take: (destinations: readonly Destination[]) => void,
  ): Promise<void> {
    try {
      take(this.destinationsOf(await answer));
    } catch (error) {
      rethrow(error);
    }
  }

  /** Calls the function itself unless callbacks have to see it run. */
  private ask(input: unknown, scope: TaskScope): unknown {
    const { condition } = this;
    if (condition === undefined || (scope.watched ?? isWatched(scope.config)))
      return this.path.invoke(input as IO, scope.config);
    const answer = condition(input, this.ignoresConfig ? NOT_MADE : scope.config);
    if (isPromiseLike(answer)) return answer.then((settled: unknown) => resolveAnswer(settled, input, scope));
    return resolveAnswer(answer, input, scope);
  }

  private destinationsOf(answer: unknown): readonly Destination[] {
    const answers = (Array.isArray(answer) ? answer : [answer]) as (string | Send)[];
    const { ends } = this;
    const destinations =
      ends === undefined
        ? answers
        : answers.map((each) => (each instanceof Send ? each : (ends[each] as string | undefined)));
    return assertDestinations(destinations);
  }
}

/** For conditions that cannot see it. */
const NOT_MADE: LangGraphRunnableConfig = Object.freeze({});

/** What a Runnable makes of a function's result: Runnables are run, streams are joined. */
function resolveAnswer(answer: unknown, input: unknown, scope: TaskScope): unknown {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer) || answer instanceof Send) return answer;
  return new RunnableLambda({ func: () => answer }).invoke(input, scope.config);
}

/** Whether callback handlers are told of what is done with a config. */
export function isWatched({ callbacks }: LangGraphRunnableConfig): boolean {
  if (callbacks === undefined) return false;
  return Array.isArray(callbacks) ? callbacks.length > 0 : callbacks.handlers.length > 0;
}

function rethrow(error: unknown): never {
  if (error instanceof Error && error.name === NodeInterrupt.unminifiable_name) console.warn(INTERRUPT_IN_CONDITION);
  throw error;
}
