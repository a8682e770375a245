import { RunnableLambda, type RunnableConfig } from '@langchain/core/runnables';
import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons';
import '@langchain/langgraph';
import { describe, expect, it } from 'vitest';
import { RunnableCallable, bodyOf } from '../../../../compat/langgraph/runnable-callable.ts';

function watched(): { names: unknown[]; callbacks: RunnableConfig['callbacks'] } {
  const names: unknown[] = [];
  return { names, callbacks: [{ handleChainStart: (...args: unknown[]) => void names.push(args[7]) }] };
}

describe('RunnableCallable', () => {
  it('calls its function with the input and a config', async () => {
    const callable = new RunnableCallable({
      func: function double(x: number, config: RunnableConfig) {
        return { x: x * 2, thread: config.configurable?.['thread_id'] as string };
      },
    });
    expect(callable.getName()).toBe('double');
    expect(await callable.invoke(2, { configurable: { thread_id: 't' } })).toEqual({ x: 4, thread: 't' });
  });

  it('shows its run under its name unless told not to', async () => {
    const { names, callbacks } = watched();
    await new RunnableCallable({ func: () => 1, name: 'shown' }).invoke(undefined, { callbacks });
    await new RunnableCallable({ func: () => 1, name: 'hidden', trace: false }).invoke(undefined, { callbacks });
    expect(names).toEqual(['shown']);
  });

  it('runs a Runnable that its function returns, unless told not to', async () => {
    const inner = RunnableLambda.from((x: number) => x + 1);
    expect(await new RunnableCallable<number, unknown>({ func: () => inner }).invoke(1)).toBe(2);
    expect(await new RunnableCallable<number, unknown>({ func: () => inner, recurse: false }).invoke(1)).toBe(inner);
  });

  it('gives its tags to its config', async () => {
    const callable = new RunnableCallable({
      func: (_input: unknown, { tags }: RunnableConfig) => tags,
      tags: ['own'],
      trace: false,
    });
    expect(await callable.invoke(0, { tags: ['given'] })).toEqual(expect.arrayContaining(['own', 'given']));
  });

  it.each([true, false])('lets what it calls find its config, traced: %s', async (trace) => {
    const find = (): unknown => AsyncLocalStorageProviderSingleton.getRunnableConfig()?.configurable;
    const callable = new RunnableCallable({ func: find, trace });
    expect(await callable.invoke(undefined, { configurable: { user: 'u' } })).toMatchObject({ user: 'u' });
  });

  it('rejects with what its function throws', async () => {
    const error = new TypeError('no');
    const callable = new RunnableCallable({
      func: () => {
        throw error;
      },
    });
    await expect(callable.invoke(undefined)).rejects.toBe(error);
  });
});

describe('the body of a callable', () => {
  it('is synchronous where the function is', () => {
    expect(bodyOf(new RunnableCallable({ func: (x: number) => x + 1 }))(1, {})).toBe(2);
  });

  it('runs a Runnable that the function returns, at once or later', async () => {
    const inner = RunnableLambda.from((x: number) => x + 1);
    const atOnce = (_: unknown, config: object): unknown => config && inner;
    const later = async (_: unknown, config: object): Promise<unknown> => config && inner;
    expect(await bodyOf(new RunnableCallable({ func: atOnce }))(1, {})).toBe(2);
    expect(await bodyOf(new RunnableCallable({ func: later }))(1, {})).toBe(2);
    expect(bodyOf(new RunnableCallable({ func: atOnce, recurse: false }))(1, {})).toBe(inner);
  });

  it('leaves that to the run where the function cannot see its config', () => {
    const inner = RunnableLambda.from((x: number) => x + 1);
    expect(bodyOf(new RunnableCallable({ func: () => inner as unknown }))(1, {})).toBe(inner);
  });
});
