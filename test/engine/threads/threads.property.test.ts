import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MemorySaver,
  MossError,
  START,
  StateGraphEngine,
  lastValue,
  send,
  stateGraph,
  type Saver,
  type ThreadState,
} from '../../../src/engine/index.ts';
import { list } from './fixtures.ts';

const RUNS = { numRuns: 150 };
const T = { threadId: 't' } as const;
const LONGEST = 9;

interface Node {
  /** Later nodes that always run next. */
  readonly edges: readonly number[];
  /** Where it leads while the log is short: to any node, by a route or with an input of its own. */
  readonly loops: readonly { readonly to: number; readonly sent: boolean }[];
}

const graphs = fc.integer({ min: 1, max: 5 }).chain((size) =>
  fc.array(
    fc.record({
      edges: fc.array(fc.nat(size - 1), { maxLength: 2 }),
      loops: fc.array(fc.record({ to: fc.nat(size - 1), sent: fc.boolean() }), { maxLength: 2 }),
    }),
    { minLength: size, maxLength: size },
  ),
);

/** Called in every node, before it answers; may delay or fail it. */
type Around = (node: string) => unknown;

function planOf(nodes: readonly Node[], around: Around) {
  const answer = async (name: string, seen: number) => {
    await around(name);
    return { log: [`${name}:${seen}`], seen };
  };
  const builder = stateGraph({ log: list(), seen: lastValue(0), most: lastValue(0) })
    .addNode('0' as string, (input: { log?: readonly string[] }) => answer('0', input.log?.length ?? -1))
    .addNode('count', async (state: { log: readonly string[] }) => ({ most: state.log.length }))
    .addEdge(START, '0')
    .addEdge(START, 'count')
    // Names a place for nodes that nothing leads to.
    .addConditionalEdges(START, () => []);
  for (let place = 1; place < nodes.length; place++) {
    builder.addNode(`${place}`, (input: { log?: readonly string[] }) => answer(`${place}`, input.log?.length ?? -1));
  }
  for (const [place, { edges, loops }] of nodes.entries()) {
    for (const to of edges) if (to > place) builder.addEdge(`${place}`, `${to}`);
    builder.addConditionalEdges(`${place}`, ({ log }) =>
      log.length > LONGEST ? [] : loops.map(({ to, sent }) => (sent ? send(`${to}`, {}) : `${to}`)),
    );
  }
  return builder.compile();
}

type State = { readonly log: readonly string[]; readonly seen: number; readonly most: number };

/** Several nodes in one step write `seen`, which takes one write: such graphs fail, all the same way. */
const engineOf = (nodes: readonly Node[], saver: Saver, around: Around = () => {}) =>
  new StateGraphEngine(planOf(nodes, around), { saver });

type Verdict = { readonly state: State } | { readonly error: string };

async function verdictOf(running: Promise<State>): Promise<Verdict> {
  try {
    return { state: await running };
  } catch (error) {
    if (!MossError.is(error)) throw error;
    return { error: error.code };
  }
}

async function historyOf(engine: { history(threadId: string): AsyncIterable<ThreadState<State>> }) {
  const all: ThreadState<State>[] = [];
  for await (const state of engine.history('t')) all.push(state);
  return all;
}

const told = ({ step, source, values, next }: ThreadState<State>): unknown => ({ step, source, values, next });

/** Runs on until the run ends in another way than by what `again` accepts. */
async function insist(engine: ReturnType<typeof engineOf>, again: (verdict: Verdict) => boolean, stepLimit = 25) {
  let verdict = await verdictOf(engine.invoke({}, { ...T, stepLimit }));
  for (let attempt = 0; again(verdict) && attempt < 200; attempt++) {
    const begun = (await engine.state('t')) !== undefined;
    verdict = await verdictOf(engine.invoke(begun ? null : {}, { ...T, stepLimit }));
  }
  return verdict;
}

const failedWith = (code: string) => (verdict: Verdict) => 'error' in verdict && verdict.error === code;

describe('random graphs on a thread', () => {
  it('come to the same, checkpoint by checkpoint, whatever finishes first', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.scheduler(), async (nodes, scheduler) => {
        const plain = engineOf(nodes, new MemorySaver());
        const expected = await verdictOf(plain.invoke({}, T));
        const shuffled = engineOf(nodes, new MemorySaver(), () => scheduler.schedule(Promise.resolve()));
        expect(await scheduler.waitFor(verdictOf(shuffled.invoke({}, T)))).toEqual(expected);
        expect((await historyOf(shuffled)).map(told)).toEqual((await historyOf(plain)).map(told));
      }),
      RUNS,
    );
  });

  it('come to the same when they are cut after every step and reloaded', async () => {
    const reached = new Set<string>();
    await fc.assert(
      fc.asyncProperty(graphs, async (nodes) => {
        const plain = engineOf(nodes, new MemorySaver());
        const expected = await verdictOf(plain.invoke({}, T));
        reached.add('error' in expected ? expected.error : 'state');
        const cut = engineOf(nodes, new MemorySaver());
        expect(await insist(cut, failedWith('GRAPH_RECURSION_LIMIT'), 1)).toEqual(expected);
        expect((await historyOf(cut)).map(told)).toEqual((await historyOf(plain)).map(told));
      }),
      RUNS,
    );
    // The graphs drawn are worth something: they end in every way there is.
    expect([...reached].sort()).toEqual(['INVALID_CONCURRENT_GRAPH_UPDATE', 'state']);
  });

  it('come to the same when the store fails at any one call, and no finished task runs again', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.nat(12), fc.constantFrom('sync', 'async'), async (nodes, failing, durability) => {
        const expected = await verdictOf(engineOf(nodes, new MemorySaver()).invoke({}, T));
        const kept = new MemorySaver();
        let calls = 0;
        const fail = (): void => {
          if (calls++ === failing) throw new Error('unplugged');
        };
        const saver: Saver = {
          commit: (commit) => (fail(), kept.commit(commit)),
          putRecord: (...record) => (fail(), kept.putRecord(...record)),
          load: (...key) => kept.load(...key),
          history: (...key) => kept.history(...key),
          deleteThread: (thread) => kept.deleteThread(thread),
        };
        const engine = engineOf(nodes, saver);
        const first = await verdictOf(engine.invoke({}, { ...T, durability }));
        const begun = (await engine.state('t')) !== undefined;
        const again = failedWith('SAVER_FAILED')(first) ? await verdictOf(engine.invoke(begun ? null : {}, T)) : first;
        expect(again).toEqual(expected);
      }),
      RUNS,
    );
  });

  it('resume after failures with the unfinished tasks alone', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.infiniteStream(fc.integer({ min: 0, max: 3 })), async (nodes, dice) => {
        const expected = await verdictOf(engineOf(nodes, new MemorySaver()).invoke({}, T));
        const ended: (string | undefined)[] = [];
        let failures = 0;
        const engine = new StateGraphEngine(
          planOf(nodes, async () => {
            if (dice.next().value !== 0 || failures++ > 20) return;
            // Late enough for the tasks beside it to finish.
            for (let turn = 0; turn < 20; turn++) await Promise.resolve();
            throw new MossError('USAGE', 'again');
          }),
          {
            saver: new MemorySaver(),
            hooks: { onTaskEnd: ({ id }, { status }) => void (status === 'done' && ended.push(id)) },
          },
        );
        expect(await insist(engine, failedWith('USAGE'))).toEqual(expected);
        if ('state' in expected) expect(new Set(ended).size).toBe(ended.length);
      }),
      RUNS,
    );
  });

  it('tell by their updates what they tell by their values and keep as their state', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, async (nodes) => {
        const engine = engineOf(nodes, new MemorySaver());
        let folded: State = { log: [], seen: 0, most: 0 };
        let values = folded;
        try {
          for await (const { mode, data } of engine.stream({}, { ...T, modes: ['updates', 'values'] })) {
            if (mode === 'values') values = data;
            else {
              for (const update of Object.values(data)) {
                const more = (update?.log ?? []) as readonly string[];
                folded = { ...folded, ...update, log: [...folded.log, ...more] };
              }
            }
          }
          expect({ ...folded, log: [...folded.log].sort() }).toEqual({ ...values, log: [...values.log].sort() });
          expect((await engine.state('t'))?.values).toEqual(values);
        } catch (error) {
          if (!MossError.is(error)) throw error;
        }
      }),
      RUNS,
    );
  });

  it('replay from any checkpoint to the same end; what is written on a fork changes nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.nat(20), async (nodes, pick) => {
        const engine = engineOf(nodes, new MemorySaver());
        const end = await verdictOf(engine.invoke({}, T));
        const before = await historyOf(engine);
        const { checkpoint } = before[pick % before.length] as ThreadState<State>;
        expect(await verdictOf(engine.invoke(null, { ...T, checkpoint }))).toEqual(end);
        const forked = await engine.updateState('t', { log: ['forked'] }, { checkpoint });
        await verdictOf(engine.invoke(null, { ...T, checkpoint: forked }));
        expect((await historyOf(engine)).slice(-before.length)).toEqual(before);
      }),
      RUNS,
    );
  });
});
