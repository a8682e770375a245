import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { END, START, StateGraphEngine, lastValue, reducer, send, stateGraph } from '../../src/engine/index.ts';

const list = () =>
  reducer<string[]>(
    (held, more) => [...held, ...more],
    () => [],
  );

describe('a super-step', () => {
  it('runs its nodes on the same state and applies their writes in the order in which they were added', async () => {
    const seen: string[][] = [];
    const node = (name: string, delay: number) => async (state: { readonly log: string[] }) => {
      seen.push(state.log);
      await wait(delay);
      return { log: [name] };
    };
    const plan = stateGraph({ log: list() })
      .addNode('slow', node('slow', 12))
      .addNode('fast', node('fast', 0))
      .addNode('sync', (state) => (seen.push(state.log), { log: ['sync'] }))
      .addNode('after', (state) => ({ log: [`after ${state.log.length}`] }))
      .addEdge(START, 'sync')
      .addEdge(START, 'fast')
      .addEdge(START, 'slow')
      .addEdge('fast', 'after')
      .addEdge('slow', 'after')
      .addEdge('sync', 'after')
      .compile();
    expect(await new StateGraphEngine(plan).invoke({ log: ['in'] })).toEqual({
      log: ['in', 'slow', 'fast', 'sync', 'after 4'],
    });
    expect(seen).toEqual([['in'], ['in'], ['in']]);
  });

  it('runs a node once, however many edges lead to it from the step before', async () => {
    const steps: number[] = [];
    const plan = stateGraph({})
      .addNode('a', () => {})
      .addNode('b', () => {})
      .addNode('join', (_, { step }) => void steps.push(step))
      .addEdge(START, 'a')
      .addEdge(START, 'b')
      .addEdge('a', 'join')
      .addEdge('b', 'join')
      .compile();
    await new StateGraphEngine(plan).invoke({});
    expect(steps).toEqual([2]);
  });

  it('refuses two writes to a plain channel, naming the nodes and the channel', async () => {
    const plan = stateGraph({ answer: lastValue<string>() })
      .addNode('left', () => ({ answer: 'l' }))
      .addNode('right', () => ({ answer: 'r' }))
      .addEdge(START, 'left')
      .addEdge(START, 'right')
      .compile();
    await expect(new StateGraphEngine(plan).invoke({})).rejects.toMatchObject({
      name: 'InvalidUpdateError',
      code: 'INVALID_CONCURRENT_GRAPH_UPDATE',
      message: expect.stringMatching(/"left" and "right".*"answer".*reducer/),
    });
  });

  it('shows no node what another one of the same step wrote', async () => {
    const seen: (number | undefined)[] = [];
    const plan = stateGraph({ n: lastValue(1) })
      .addNode('writer', () => ({ n: 2 }))
      .addNode('reader', async (state) => {
        await wait(1);
        seen.push(state.n);
      })
      .addEdge(START, 'writer')
      .addEdge(START, 'reader')
      .compile();
    await new StateGraphEngine(plan).invoke({});
    expect(seen).toEqual([1]);
  });

  it('takes a node that returns nothing, null or an empty object as one that writes nothing', async () => {
    const plan = stateGraph({ n: lastValue(1) })
      .addNode('a', () => {})
      .addNode('b', () => null)
      .addNode('c', async () => ({}))
      .addEdge(START, 'a')
      .addEdge('a', 'b')
      .addEdge('b', 'c')
      .compile();
    expect(await new StateGraphEngine(plan).invoke({})).toEqual({ n: 1 });
  });
});

describe('conditional edges', () => {
  it("read the state with their own node's writes applied, and nobody else's", async () => {
    const seen: Record<string, number[]> = { a: [], b: [] };
    const route =
      (name: 'a' | 'b') =>
      async (state: { readonly n: number[] }): Promise<typeof END> => {
        await wait(name === 'a' ? 3 : 0);
        seen[name] = [...state.n];
        return END;
      };
    const sum = reducer<number[]>(
      (held, more) => [...held, ...more],
      () => [0],
    );
    const plan = stateGraph({ n: sum })
      .addNode('a', () => ({ n: [1] }))
      .addNode('b', () => ({ n: [2] }))
      .addEdge(START, 'a')
      .addEdge(START, 'b')
      .addConditionalEdges('a', route('a'))
      .addConditionalEdges('b', route('b'))
      .compile();
    expect(await new StateGraphEngine(plan).invoke({})).toEqual({ n: [0, 1, 2] });
    expect(seen).toEqual({ a: [0, 1], b: [0, 2] });
  });

  it('fold a reducer once where the node is alone in its step', async () => {
    let folds = 0;
    const counted = reducer(
      (held: number, more: number) => (folds++, held + more),
      () => 0,
    );
    const plan = stateGraph({ n: counted })
      .addNode('a', () => ({ n: 1 }))
      .addEdge(START, 'a')
      .addConditionalEdges('a', (state) => (state.n < 3 ? 'a' : END))
      .compile();
    expect(await new StateGraphEngine(plan).invoke({})).toEqual({ n: 3 });
    expect(folds).toBe(3);
  });

  it('lead from START by what the input says, in step 0', async () => {
    const plan = stateGraph({ kind: lastValue<string>(), by: lastValue<string>() })
      .addNode('poem', () => ({ by: 'poet' }))
      .addNode('code', () => ({ by: 'programmer' }))
      .addConditionalEdges(START, async (state, { step }) => (step === 0 && state.kind === 'poem' ? 'poem' : 'code'))
      .compile();
    const engine = new StateGraphEngine(plan);
    expect(await engine.invoke({ kind: 'poem' })).toEqual({ kind: 'poem', by: 'poet' });
    expect(await engine.invoke({ kind: 'code' })).toEqual({ kind: 'code', by: 'programmer' });
  });

  it('may answer several nodes, none, or the keys of a record, and several of them may leave one node', async () => {
    const order: string[] = [];
    const note = (name: string) => () => void order.push(name);
    const plan = stateGraph({})
      .addNode('a', note('a'))
      .addNode('b', note('b'))
      .addNode('c', note('c'))
      .addNode('d', note('d'))
      .addEdge(START, 'a')
      .addConditionalEdges('a', () => ['c', END, 'b'])
      .addConditionalEdges('a', async () => 'yes' as const, { yes: 'd', no: END })
      .addConditionalEdges('b', () => [])
      .compile();
    await new StateGraphEngine(plan).invoke({});
    expect(order).toEqual(['a', 'b', 'c', 'd']);
  });

  it.each([
    ['an unknown node', 'ghost', /from "a" answered "ghost".*"a", "__end__"|"ghost"/],
    ['undefined', undefined, /answered undefined/],
    ['null in an array', [null], /answered null/],
    ['a number', 5, /answered a number/],
    ['a send to an unknown node', send('ghost', 1), /answered "ghost"/],
    ['a send to END', send(END, 1), /answered "__end__"/],
    ['a name of Object.prototype', 'constructor', /answered "constructor"/],
  ])('are refused when they answer %s', async (_, answer, message) => {
    const plan = stateGraph({})
      .addNode('a', () => {})
      .addEdge(START, 'a')
      .addConditionalEdges('a', () => answer as never)
      .compile();
    await expect(new StateGraphEngine(plan).invoke({})).rejects.toMatchObject({
      code: 'INVALID_ROUTE',
      message: expect.stringMatching(message),
    });
  });

  it('are refused when they answer a node that their targets do not list', async () => {
    const plan = stateGraph({})
      .addNode('a', () => {})
      .addEdge(START, 'a')
      .addConditionalEdges('a', () => 'a' as never, [END])
      .compile();
    await expect(new StateGraphEngine(plan).invoke({})).rejects.toMatchObject({ code: 'INVALID_ROUTE' });
  });
});

describe('send', () => {
  it('runs one task per send, after the nodes that edges lead to, in the order of sending', async () => {
    const inputs: unknown[] = [];
    const packet = { topic: 'x' };
    const plan = stateGraph({ log: list() })
      .addNode('work', async (input: string | object) => {
        inputs.push(input);
        await wait(input === 'b' ? 0 : 3);
        return { log: [String(input)] };
      })
      .addNode('split', () => ({ log: ['split'] }))
      .addNode('other', () => ({ log: ['other'] }))
      .addEdge(START, 'split')
      .addEdge('split', 'other')
      .addConditionalEdges('split', () => [send('work', 'a'), send('work', packet), send('work', 'b')])
      .compile();
    const { log } = await new StateGraphEngine(plan).invoke({});
    expect(log).toEqual(['split', 'other', 'a', '[object Object]', 'b']);
    expect(inputs[1]).toBe(packet);
  });

  it('goes on from all of the tasks together', async () => {
    const plan = stateGraph({
      sum: reducer(
        (held: number, more: number) => held + more,
        () => 0,
      ),
      seen: lastValue<number>(),
    })
      .addNode('work', (amount: number) => ({ sum: amount }))
      .addNode('gather', (state) => ({ seen: state.sum }))
      .addConditionalEdges(START, () => Array.from({ length: 1000 }, () => send('work', 2)))
      .addEdge('work', 'gather')
      .compile();
    expect(await new StateGraphEngine(plan).invoke({})).toEqual({ sum: 2000, seen: 2000 });
  });
});
