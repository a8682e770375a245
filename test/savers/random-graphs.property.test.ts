import { setTimeout } from 'node:timers/promises';
import { MemorySaver } from '@langchain/langgraph-checkpoint';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RecordingSaver } from './recording-saver.ts';
import { START, enginePlayer, langgraphPlayer, type Player, type Shape } from './twins.ts';

const LONGEST = 9;

interface Node {
  readonly edges: readonly number[];
  /** Where it leads while the log is short. */
  readonly loops: readonly { readonly to: number; readonly sent: boolean }[];
  readonly defer: boolean;
}

const graphs = fc.integer({ min: 2, max: 5 }).chain((size) =>
  fc.record({
    nodes: fc.array(
      fc.record({
        edges: fc.uniqueArray(fc.nat(size - 1), { maxLength: 2 }),
        loops: fc.uniqueArray(fc.record({ to: fc.nat(size - 1), sent: fc.boolean() }), {
          maxLength: 2,
          selector: ({ to, sent }) => `${to}${sent}`,
        }),
        defer: fc.boolean(),
      }),
      { minLength: size, maxLength: size },
    ),
    join: fc.boolean(),
  }),
);

function shapeOf({ nodes, join }: { readonly nodes: readonly Node[]; readonly join: boolean }): Shape {
  const sends = nodes.some(({ loops }) => loops.some(({ sent }) => sent));
  const names = nodes.map((_, place) => `n${place}`);
  const edges: [string | string[], string][] = [
    [START, 'n0'],
    [START, 'n1'],
  ];
  for (const [place, { edges: to }] of nodes.entries()) {
    for (const next of to) if (next > place) edges.push([`n${place}`, `n${next}`]);
  }
  if (join) edges.push([['n0', 'n1'], 'z']);
  const run = (name: string) => (_side: unknown, input: { x?: number; n?: number; log?: readonly string[] }) => ({
    log: [`${name}:${input.n ?? input.log?.length}`],
  });
  return {
    nodes: Object.fromEntries([...names, 'z'].map((name) => [name, run(name)])),
    edges,
    routers: Object.fromEntries(
      nodes.map(({ loops }, place) => [
        `n${place}`,
        ({ send }, { log }) => {
          const all = log.length > LONGEST ? [] : loops;
          return all.map(({ to, sent }) => (sent ? send(`n${to}`, { n: place }) : `n${to}`));
        },
      ]),
    ),
    // LangGraph does not wait with a deferred node for what was sent.
    defer: sends ? [] : names.filter((_, place) => place > 1 && nodes[place]?.defer),
  };
}

/**
 * Within a super-step what finishes first is stored first, which is nobody's business; nor is what the branch to a deferred node holds:
 * LangGraph tells there who chose the node.
 */
function inAnyOrder(calls: readonly unknown[]): unknown[] {
  const ordered: unknown[] = [];
  let writes: string[] = [];
  for (const call of calls as { putWrites?: string; writes?: [string, unknown][]; channel_values?: object }[]) {
    const written = call.writes?.map(([channel, value]) => {
      return JSON.stringify([channel, channel.startsWith('branch:to:') ? null : value]);
    });
    for (const [channel, value] of Object.entries(call.channel_values ?? {})) {
      if (channel.startsWith('branch:to:') && Array.isArray(value)) value[0] = null;
    }
    if (call.putWrites !== undefined) writes.push(JSON.stringify([call.putWrites, written?.sort()]));
    else {
      ordered.push(writes.sort(), call);
      writes = [];
    }
  }
  return ordered;
}

it('random graphs: a saver is called as LangGraph calls it', async () => {
  await fc.assert(
    fc.asyncProperty(graphs, fc.constantFrom('sync', 'exit'), async (graph, durability) => {
      const theirs = new RecordingSaver();
      const ours = new RecordingSaver();
      const step = { input: { x: 1 } };
      const expected = await langgraphPlayer(shapeOf(graph), theirs).play(step, durability);
      fc.pre(typeof expected !== 'string');
      expect(await enginePlayer(shapeOf(graph), ours).play(step, durability)).toEqual(expected);
      expect(inAnyOrder(ours.take())).toEqual(inAnyOrder(theirs.take()));
    }),
    { numRuns: 100 },
  );
});

it('random graphs: a thread goes to and fro between the two, super-step by super-step', async () => {
  await fc.assert(
    fc.asyncProperty(graphs, fc.infiniteStream(fc.boolean()), async (graph, turns) => {
      const shape = shapeOf(graph);
      const expected = await enginePlayer(shape, new MemorySaver()).play({ input: { x: 1 } });
      fc.pre(typeof expected !== 'string');
      const saver = new MemorySaver();
      const players: readonly Player[] = [enginePlayer(shape, saver, true), langgraphPlayer(shape, saver, true)];
      let state: unknown;
      for (let turn = 0; turn < 60; turn++) {
        const player = players[turns.next().value ? 0 : 1]!;
        // LangGraph's ids come from the clock alone.
        await setTimeout(1);
        state = await player.play({ input: turn === 0 ? { x: 1 } : null });
        if (await player.isOver()) break;
      }
      expect(state).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

it('random graphs: a run whose store failed at any one call goes on to the same end', async () => {
  await fc.assert(
    fc.asyncProperty(
      graphs,
      fc.nat(20),
      fc.constantFrom('sync', 'async', 'exit'),
      async (graph, failing, durability) => {
        const shape = shapeOf(graph);
        const expected = await enginePlayer(shape, new MemorySaver()).play({ input: { x: 1 } });
        fc.pre(typeof expected !== 'string');
        let calls = 0;
        const fail = (): void => {
          if (calls++ === failing) throw new Error('unplugged');
        };
        class Failing extends MemorySaver {
          override async put(...call: Parameters<MemorySaver['put']>) {
            fail();
            return super.put(...call);
          }
          override async putWrites(...call: Parameters<MemorySaver['putWrites']>) {
            fail();
            return super.putWrites(...call);
          }
        }
        const player = enginePlayer(shape, new Failing());
        let state = await player.play({ input: { x: 1 } }, durability);
        const hasBegun = (await player.isOver()) !== undefined;
        if (typeof state === 'string') {
          expect(state).toContain('SaverError');
          state = await player.play({ input: hasBegun ? null : { x: 1 } }, durability);
        }
        expect(state).toEqual(expected);
      },
    ),
    { numRuns: 100 },
  );
});
