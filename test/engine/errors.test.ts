import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { START, StateGraphEngine, isAbortError, lastValue, reducer, stateGraph } from '../../src/engine/index.ts';

const unhandled = vi.fn();
beforeEach(() => void process.on('unhandledRejection', unhandled));
afterEach(async () => {
  await wait(1);
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

async function rejectionOf(running: Promise<unknown>): Promise<unknown> {
  return running.then(
    () => expect.unreachable('the run succeeded'),
    (error: unknown) => error,
  );
}

const thrown: [string, unknown][] = [
  ['an Error', new Error('boom')],
  ['a frozen Error', Object.freeze(new Error('cold'))],
  ['a string', 'boom'],
  ['null', null],
  ['undefined', undefined],
  ['a number', 0],
  ['a plain object', { message: 'boom' }],
  ['an Error without a message', new TypeError()],
];

describe('what is thrown arrives unchanged', () => {
  it.each(thrown)('by a node: %s', async (_, value) => {
    const sync = stateGraph({})
      .addNode('a', () => {
        throw value;
      })
      .addEdge(START, 'a')
      .compile();
    const later = stateGraph({})
      .addNode('a', () => Promise.reject(value))
      .addEdge(START, 'a')
      .compile();
    expect(await rejectionOf(new StateGraphEngine(sync).invoke({}))).toBe(value);
    expect(await rejectionOf(new StateGraphEngine(later).invoke({}))).toBe(value);
  });

  it('by a conditional edge, a reducer, or the maker of a first value', async () => {
    const boom = new Error('boom');
    const fail = (): never => {
      throw boom;
    };
    const edge = stateGraph({})
      .addNode('a', () => {})
      .addEdge(START, 'a')
      .addConditionalEdges('a', fail)
      .compile();
    const fold = stateGraph({ n: reducer<number>(fail, () => 0) })
      .addNode('a', () => ({ n: 1 }))
      .addEdge(START, 'a')
      .compile();
    const init = stateGraph({ n: reducer<number>((held) => held, fail) })
      .addNode('a', () => {})
      .addEdge(START, 'a')
      .compile();
    expect(await rejectionOf(new StateGraphEngine(edge).invoke({}))).toBe(boom);
    expect(await rejectionOf(new StateGraphEngine(fold).invoke({}))).toBe(boom);
    expect(await rejectionOf(new StateGraphEngine(init).invoke({}))).toBe(boom);
  });
});

describe('a node that fails beside others', () => {
  it('aborts their signal with the error as cause, and is not kept waiting by them', async () => {
    const boom = new Error('boom');
    let signal: AbortSignal | undefined;
    const plan = stateGraph({})
      .addNode('stuck', (_, runtime) => ((signal = runtime.signal), new Promise<undefined>(() => {})))
      .addNode('failing', () => wait(1).then(() => Promise.reject(boom)))
      .addEdge(START, 'stuck')
      .addEdge(START, 'failing')
      .compile();
    expect(await rejectionOf(new StateGraphEngine(plan).invoke({}))).toBe(boom);
    expect(signal?.reason).toMatchObject({ name: 'AbortError', cause: boom });
    expect(isAbortError(signal?.reason)).toBe(true);
  });

  it('that fail too: the first failure counts', async () => {
    const failAfter = (ms: number, error: string) => () => wait(ms).then(() => Promise.reject(error));
    const plan = stateGraph({})
      .addNode('late', failAfter(8, 'late'))
      .addNode('early', failAfter(1, 'early'))
      .addEdge(START, 'late')
      .addEdge(START, 'early')
      .compile();
    expect(await rejectionOf(new StateGraphEngine(plan).invoke({}))).toBe('early');
    await wait(10);
  });

  it('at once keeps the rest of the super-step from starting', async () => {
    const second = vi.fn();
    const plan = stateGraph({})
      .addNode('first', () => {
        throw new Error('first');
      })
      .addNode('second', second)
      .addEdge(START, 'first')
      .addEdge(START, 'second')
      .compile();
    await expect(new StateGraphEngine(plan).invoke({})).rejects.toThrow('first');
    expect(second).not.toHaveBeenCalled();
  });
});

describe('an update is refused', () => {
  const returning = (update: unknown) =>
    new StateGraphEngine(
      stateGraph({ n: lastValue(0) })
        .addNode('a', () => update as never)
        .addEdge(START, 'a')
        .compile(),
    ).invoke({});

  it.each([
    ['a string', 'text'],
    ['a number', 5],
    ['a boolean', false],
    ['an array', [{ n: 1 }]],
    ['a Map', new Map([['n', 1]])],
    ['a Date', new Date(0)],
    ['a function', () => {}],
  ])('when it is %s', async (kind, update) => {
    await expect(returning(update)).rejects.toMatchObject({
      name: 'InvalidUpdateError',
      code: 'INVALID_GRAPH_NODE_RETURN_VALUE',
      message: expect.stringContaining(`Node "a" returned ${kind}`),
    });
  });

  it.each(['typo', 'constructor', 'toString', '__proto__'])(
    'when it writes "%s", which no channel is called',
    async (name) => {
      await expect(returning(JSON.parse(`{"${name}": {"polluted": true}}`))).rejects.toMatchObject({
        name: 'InvalidUpdateError',
        code: 'UNKNOWN_CHANNEL',
        message: expect.stringMatching(new RegExp(`Node "a" wrote "${name}".*one of "n"`)),
      });
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    },
  );
});

describe('an input is refused', () => {
  const engine = new StateGraphEngine(
    stateGraph({ n: lastValue(0) })
      .addNode('a', () => {})
      .addEdge(START, 'a')
      .compile(),
  );

  it.each([
    ['null', null],
    ['undefined', undefined],
    ['a string', 'hello'],
    ['an array', []],
  ])('when it is %s', async (kind, input) => {
    await expect(engine.invoke(input as never)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(kind),
    });
    expect(() => engine.stream(input as never)).toThrow(kind);
  });

  it('when it writes what is not a channel', async () => {
    await expect(engine.invoke({ m: 1 } as never)).rejects.toMatchObject({
      code: 'UNKNOWN_CHANNEL',
      message: expect.stringMatching(/^The input wrote "m"/),
    });
  });

  it('and so is a signal that is none', async () => {
    await expect(engine.invoke({}, { signal: {} as AbortSignal })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});
