import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { END, START, StateGraphEngine, isAbortError, lastValue, reducer, stateGraph } from '../../src/engine/index.ts';

async function readAll<T>(chunks: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

const twoSteps = () =>
  new StateGraphEngine(
    stateGraph({
      log: reducer<string[]>(
        (held, more) => [...held, ...more],
        () => [],
      ),
    })
      .addNode('a', (_, runtime) => {
        runtime.emit({ half: 1 });
        return { log: ['a'] };
      })
      .addNode('b', () => {})
      .addEdge(START, 'a')
      .addEdge('a', 'b')
      .compile(),
  );

describe('stream modes', () => {
  it('values: the state after the input, and after each super-step that wrote something', async () => {
    expect(await readAll(twoSteps().stream({ log: ['in'] }, { modes: ['values'] }))).toEqual([
      { mode: 'values', data: { log: ['in'] } },
      { mode: 'values', data: { log: ['in', 'a'] } },
    ]);
  });

  it('updates: what each node returned, null for nothing; the default', async () => {
    const expected = [
      { mode: 'updates', data: { a: { log: ['a'] } } },
      { mode: 'updates', data: { b: null } },
    ];
    expect(await readAll(twoSteps().stream({}, { modes: ['updates'] }))).toEqual(expected);
    expect(await readAll(twoSteps().stream({}))).toEqual(expected);
  });

  it('custom: what nodes emit, also after they took the function off the runtime', async () => {
    const plan = stateGraph({})
      .addNode('a', (_, { emit }) => {
        emit('text');
        emit(undefined);
      })
      .addEdge(START, 'a')
      .compile();
    expect(await readAll(new StateGraphEngine(plan).stream({}, { modes: ['custom'] }))).toEqual([
      { mode: 'custom', data: 'text' },
      { mode: 'custom', data: undefined },
    ]);
  });

  it('come together in the order in which things happened', async () => {
    const chunks = await readAll(twoSteps().stream({}, { modes: ['custom', 'values', 'updates'] }));
    expect(chunks.map(({ mode }) => mode)).toEqual(['values', 'custom', 'updates', 'values', 'updates']);
  });

  it('agree: folding the updates gives the values, and the result', async () => {
    const stream = twoSteps().stream({ log: ['in'] }, { modes: ['updates', 'values'] });
    const folded = ['in'];
    for await (const { mode, data } of stream) {
      if (mode === 'values') expect(data.log).toEqual(folded);
      else
        for (const { log } of Object.values(data).filter((update) => update !== null))
          folded.push(...(log as string[]));
    }
    expect(await stream.result()).toEqual({ log: folded });
  });

  it('tell of a fast node before its slow sibling has ended', async () => {
    const release = Promise.withResolvers<void>();
    const plan = stateGraph({})
      .addNode('slow', () => release.promise)
      .addNode('fast', () => wait(0))
      .addEdge(START, 'slow')
      .addEdge(START, 'fast')
      .compile();
    const names: string[] = [];
    for await (const { data } of new StateGraphEngine(plan).stream({})) {
      names.push(...Object.keys(data));
      release.resolve();
    }
    expect(names).toEqual(['fast', 'slow']);
  });

  it.each([[[]], [['values', 'nonsense']], [['constructor']]])('are refused at once when they are %j', (modes) => {
    expect(() => twoSteps().stream({}, { modes: modes as 'values'[] })).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringMatching(/modes .*"values", "updates", "messages"/),
      }),
    );
  });
});

describe('a stream', () => {
  it('begins the run with the first read and not before', async () => {
    const node = vi.fn();
    const plan = stateGraph({}).addNode('a', node).addEdge(START, 'a').compile();
    const stream = new StateGraphEngine(plan).stream({});
    await wait(2);
    expect(node).not.toHaveBeenCalled();
    await readAll(stream);
    expect(node).toHaveBeenCalledTimes(1);
  });

  it('gives the final state alone to who asks for nothing else', async () => {
    expect(
      await twoSteps()
        .stream({}, { modes: ['values'] })
        .result(),
    ).toEqual({ log: ['a'] });
  });

  it('meets the error of a node after the chunks before it', async () => {
    const boom = new Error('boom');
    const plan = stateGraph({})
      .addNode('a', () => {})
      .addNode('b', () => Promise.reject(boom))
      .addEdge(START, 'a')
      .addEdge('a', 'b')
      .compile();
    const stream = new StateGraphEngine(plan).stream({});
    const iterator = stream[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toEqual({ mode: 'updates', data: { a: null } });
    await expect(iterator.next()).rejects.toBe(boom);
    await expect(stream.result()).rejects.toBe(boom);
  });
});

describe('a stream whose run cannot even begin', () => {
  const boom = new Error('boom');
  const failing = (): never => {
    throw boom;
  };
  const plan = stateGraph({ n: reducer<number>((held) => held, failing) })
    .addNode('a', () => {})
    .addEdge(START, 'a')
    .compile();

  it('tells its reader, and who asks for the result', async () => {
    await expect(readAll(new StateGraphEngine(plan).stream({}))).rejects.toBe(boom);
    await expect(new StateGraphEngine(plan).stream({}).result()).rejects.toBe(boom);
  });
});

describe('leaving a stream', () => {
  function endless() {
    const signals: AbortSignal[] = [];
    let ran = 0;
    const plan = stateGraph({ n: lastValue(0) })
      .addNode('tick', async (state, runtime) => {
        ran++;
        signals.push(runtime.signal);
        if (ran % 2 === 0) await wait(0);
        return { n: state.n + 1 };
      })
      .addEdge(START, 'tick')
      .addConditionalEdges('tick', (state) => (state.n < 10_000 ? 'tick' : END))
      .compile();
    const stream = new StateGraphEngine(plan).stream({}, { stepLimit: 10_000 });
    return { stream, ran: () => ran, signals };
  }

  const ways: [string, (stream: AsyncIterable<unknown>) => Promise<void>][] = [
    [
      'break',
      async (stream) => {
        for await (const _ of stream) break;
      },
    ],
    [
      'throw',
      async (stream) => {
        const reading = (async () => {
          for await (const chunk of stream) throw new Error(typeof chunk);
        })();
        await expect(reading).rejects.toThrow('object');
      },
    ],
    [
      'return()',
      async (stream) => {
        const iterator = stream[Symbol.asyncIterator]();
        await iterator.next();
        await iterator.return?.();
      },
    ],
  ];

  it.each(ways)('by %s aborts the running node and starts no further one', async (_, leave) => {
    const { stream, ran, signals } = endless();
    await leave(stream);
    const ranAtLeaving = ran();
    expect(signals.at(-1)?.aborted).toBe(true);
    await wait(5);
    expect(ran()).toBe(ranAtLeaving);
    await expect(stream.result()).rejects.toSatisfy(isAbortError);
  });

  it('stops synchronous nodes at the next super-step', async () => {
    let ran = 0;
    const plan = stateGraph({})
      .addNode('tick', () => void ran++)
      .addEdge(START, 'tick')
      .addEdge('tick', 'tick')
      .compile();
    for await (const _ of new StateGraphEngine(plan).stream({}, { stepLimit: 1000 })) if (ran === 5) break;
    await wait(1);
    expect(ran).toBe(5);
  });

  it('before the first read runs nothing', async () => {
    const { stream, ran } = endless();
    await stream[Symbol.asyncIterator]().return?.();
    await wait(1);
    expect(ran()).toBe(0);
  });
});

describe('a slow reader', () => {
  it('makes the run wait, so that it is never further ahead than the bound', async () => {
    let ran = 0;
    const plan = stateGraph({})
      .addNode('tick', () => void ran++)
      .addEdge(START, 'tick')
      .addEdge('tick', 'tick')
      .compile();
    const iterator = new StateGraphEngine(plan).stream({}, { stepLimit: 5000 })[Symbol.asyncIterator]();
    for (let read = 1; read <= 600; read++) {
      await iterator.next();
      if (read % 100 === 0) await wait(2);
      expect(ran - read).toBeLessThanOrEqual(257);
    }
    await wait(10);
    expect(ran).toBeLessThanOrEqual(857);
    await iterator.return?.();
  });

  it('is waited for by a node that asks whether it has caught up', async () => {
    let emitted = 0;
    const plan = stateGraph({ n: lastValue(0) })
      .addNode('talk', async (_, runtime) => {
        for (; emitted < 5000; emitted++) {
          runtime.emit(emitted);
          if (emitted % 50 === 0) await runtime.drained();
        }
      })
      .addEdge(START, 'talk')
      .compile();
    let read = 0;
    let furthest = 0;
    for await (const _ of new StateGraphEngine(plan).stream({}, { modes: ['custom'] })) {
      furthest = Math.max(furthest, emitted - read++);
      if (read % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(read).toBe(5000);
    expect(furthest).toBeLessThan(400);
  });

  it('holds nobody up where nobody reads', async () => {
    const plan = stateGraph({ n: lastValue(0) })
      .addNode('talk', async (_, { emit, drained }) => {
        emit('unheard');
        await drained();
        return { n: 1 };
      })
      .addEdge(START, 'talk')
      .compile();
    expect(await new StateGraphEngine(plan).invoke({})).toEqual({ n: 1 });
  });

  it('who aborts meanwhile is told, and no further node starts', async () => {
    const controller = new AbortController();
    let ran = 0;
    const plan = stateGraph({})
      .addNode('tick', () => void ran++)
      .addEdge(START, 'tick')
      .addEdge('tick', 'tick')
      .compile();
    const stream = new StateGraphEngine(plan).stream({}, { stepLimit: 5000, signal: controller.signal });
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    await wait(10);
    const ranBefore = ran;
    controller.abort('enough');
    await wait(1);
    expect(ran).toBe(ranBefore);
    await expect(stream.result()).rejects.toMatchObject({ name: 'AbortError', cause: 'enough' });
  });
});
