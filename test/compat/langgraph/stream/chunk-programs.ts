/** Which chunks a run gives, and in which order. */
import { RunnableLambda, RunnableSequence } from '@langchain/core/runnables';
import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import type { Library } from '../differential/library.ts';
import { logger, logState, pause, thread, type Loose } from '../differential/programs/log-state.ts';
import type { Programs } from '../differential/run-program.ts';

const MODES = ['values', 'updates', 'custom', 'messages', 'tasks', 'checkpoints', 'debug', 'tools'];

const one = (lib: Library, node: Loose, compile: Loose = {}, name = 'n'): Loose =>
  new lib.StateGraph(logState(lib)).addNode(name, node).addEdge(lib.START, name).compile(compile);

const telling =
  (name: string) =>
  (state: Loose, config: Loose): Loose => (
    config.writer?.({ from: name }),
    { log: [`${name}${state.log?.length ?? ''}`] }
  );

/** A graph within a graph, reached in the given way. */
const WAYS: Record<string, (inner: Loose) => Loose> = {
  'as a node': (inner) => inner,
  'in a node, with config': (inner) => async (state: Loose, config: Loose) => ({
    plain: (await inner.invoke(state, config)).log,
  }),
  'in a node, without config': (inner) => async (state: Loose) => ({ plain: (await inner.invoke(state)).log }),
  'in a node, streamed': (inner) => async (state: Loose) => {
    const chunks: Loose[] = [];
    for await (const chunk of await inner.stream(state)) chunks.push(chunk);
    return { plain: chunks };
  },
  'in a node, streamed in two modes': (inner) => async (state: Loose) => {
    const chunks: Loose[] = [];
    for await (const chunk of await inner.stream(state, { streamMode: ['updates', 'custom'] })) chunks.push(chunk);
    return { plain: chunks };
  },
  'in a tool': (inner) => {
    const asks = tool(async (_input: Loose, config: Loose) => (await inner.invoke({ log: ['t'] }, config)).log.join(), {
      name: 'asks',
      description: 'asks',
      schema: z.object({ q: z.string() }),
    });
    return async (_state: Loose, config: Loose) => ({ log: [await asks.invoke({ q: '1' }, config)] });
  },
  'in a lambda': (inner) =>
    RunnableLambda.from(async (state: Loose, config: Loose) => ({ plain: await inner.invoke(state, config) })),
  'returned by a lambda': (inner) => RunnableLambda.from(() => inner),
  'in a sequence': (inner) => RunnableSequence.from([(state: Loose) => state, inner, (state: Loose) => state]),
  piped: (inner) => inner.pipe((state: Loose) => ({ plain: state.log })),
  'in a batch': (inner) => async (state: Loose) => ({ plain: await inner.batch([state]) }),
};

const nestings: Record<string, (lib: Library, t: Loose) => Promise<void>> = Object.fromEntries(
  Object.entries(WAYS).flatMap(([name, way]) =>
    [false, true].map((kept) => [
      `a nested graph ${name}${kept ? ', kept' : ''}`,
      async (lib: Library, t: Loose) => {
        const inner = new lib.StateGraph(logState(lib))
          .addNode('i', telling('i'))
          .addNode('k', telling('k'))
          .addEdge(lib.START, 'i')
          .addEdge('i', 'k')
          .compile({ name: 'inner' });
        const graph = one(lib, way(inner), kept ? { checkpointer: t.memory() } : {}, 'outer');
        for (const streamMode of [...MODES, MODES, ['values', 'updates']] as Loose[])
          for (const subgraphs of [false, true])
            await t.chunks(`${streamMode} ${subgraphs}`, () =>
              graph.stream({ log: ['x'] }, { streamMode, subgraphs, ...(kept && thread(`${streamMode}${subgraphs}`)) }),
            );
      },
    ]),
  ),
);

export const chunkPrograms: Programs = {
  ...(nestings as Programs),
  'fast and slow tasks in every mode': async (lib, t) => {
    const builder: Loose = new lib.StateGraph(logState(lib));
    const times = { a: 30, b: 0, c: 15, d: -1 };
    for (const [name, ms] of Object.entries(times)) {
      const node = async (_s: Loose, { writer }: Loose): Promise<Loose> => {
        writer(`${name} begins`);
        if (ms >= 0) await pause(ms);
        writer(`${name} ends`);
        return { log: [name] };
      };
      builder.addNode(name, node).addEdge(lib.START, name);
    }
    builder.addNode('end', logger('end')).addEdge(['a', 'b', 'c', 'd'], 'end');
    for (const streamMode of [...MODES, MODES] as Loose[])
      await t.chunks(String(streamMode), () => builder.compile().stream({}, { streamMode }));
  },
  'synchronous tasks side by side': async (lib, t) => {
    const builder: Loose = new lib.StateGraph(logState(lib));
    for (const name of ['c', 'a', 'b']) builder.addNode(name, telling(name)).addEdge(lib.START, name);
    for (const streamMode of [...MODES, MODES] as Loose[])
      await t.chunks(String(streamMode), () =>
        builder.compile({ checkpointer: t.memory() }).stream({}, { streamMode, ...thread('1') }),
      );
  },
  packets: async (lib, t) => {
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addNode('w', telling('w'))
      .addEdge(lib.START, 'a')
      .addConditionalEdges(
        'a',
        (() => [1, 2, 3].map((n) => new lib.Send('w', { log: [], n }))) as Loose,
        ['w'] as Loose,
      )
      .compile({ checkpointer: t.memory() });
    for (const streamMode of [...MODES, MODES] as Loose[])
      await t.chunks(String(streamMode), () => graph.stream({}, { streamMode, ...thread(String(streamMode)) }));
  },
  'errors after chunks in every mode': async (lib, t) => {
    const bad = async (_s: Loose, { writer }: Loose): Promise<Loose> => {
      writer('before');
      await pause(1);
      throw new RangeError('bad');
    };
    const graph = (): Loose =>
      new lib.StateGraph(logState(lib))
        .addNode('good', telling('good'))
        .addNode('bad', bad)
        .addNode('slow', async () => (await pause(20), { log: ['slow'] }))
        .addEdge(lib.START, 'good')
        .addEdge('good', 'bad')
        .addEdge('good', 'slow')
        .compile({ checkpointer: t.memory() });
    for (const streamMode of MODES) {
      await t.chunks(String(streamMode), () => graph().stream({}, { streamMode, ...thread('1') }));
      await t.chunks(`nested ${streamMode}`, () =>
        one(lib, graph(), { checkpointer: t.memory() }).stream({}, { streamMode, subgraphs: true, ...thread('1') }),
      );
    }
  },
  'interrupts in every mode': async (lib, t) => {
    const asks = (state: Loose): Loose => ({ plain: lib.interrupt({ saw: state.log.length }) });
    for (const streamMode of [...MODES, MODES, ['values', 'updates']] as Loose[]) {
      for (const nested of [false, true]) {
        const inner = one(lib, asks, {}, 'asks');
        const graph = one(lib, nested ? inner : asks, { checkpointer: t.memory() });
        const options = { streamMode, subgraphs: nested, ...thread('1') };
        await t.chunks(`asks ${streamMode} ${nested}`, () => graph.stream({ log: ['x'] }, options));
        await t.chunks(`goes on ${streamMode} ${nested}`, () =>
          graph.stream(new lib.Command({ resume: 'r' }), options),
        );
      }
    }
  },
  'breakpoints in every mode': async (lib, t) => {
    for (const streamMode of [...MODES, MODES] as Loose[]) {
      const graph: Loose = new lib.StateGraph(logState(lib))
        .addNode('a', telling('a'))
        .addNode('b', telling('b'))
        .addEdge(lib.START, 'a')
        .addEdge('a', 'b')
        .compile({ checkpointer: t.memory(), interruptBefore: ['b'] });
      const options = { streamMode, ...thread('1') };
      await t.chunks(`stops ${streamMode}`, () => graph.stream({ log: ['x'] }, options));
      await t.chunks(`goes on ${streamMode}`, () => graph.stream(null, options));
    }
  },
  'invoke with lists of modes': async (lib, t) => {
    const graph = one(lib, telling('n'));
    for (const streamMode of [...MODES, MODES, ['values'], ['updates'], [], ['values', 'custom']] as Loose[]) {
      await t.attempt(String(streamMode), () => graph.invoke({ log: ['x'] }, { streamMode }));
      await t.attempt(`${streamMode} subgraphs`, () => one(lib, graph).invoke({}, { streamMode, subgraphs: true }));
    }
    await t.attempt('encoding', () => graph.invoke({}, { encoding: 'text/event-stream' }));
    await t.attempt('keys', () =>
      graph.invoke({ log: ['x'] }, { outputKeys: ['log'], streamMode: ['values', 'updates'] }),
    );
    await t.attempt('key', () =>
      graph.invoke({ log: ['x'] }, { outputKeys: 'log', streamMode: ['values', 'updates'] }),
    );
    await t.attempt('keys in tasks', () =>
      graph.invoke({ log: ['x'] }, { outputKeys: 'plain', streamMode: ['tasks', 'updates'] }),
    );
  },
  'modes given to the compiled graph': async (lib, t) => {
    for (const streamMode of [['values'], ['values', 'updates'], ['custom'], []] as Loose[]) {
      const graph = one(lib, telling('n'));
      graph.streamMode = streamMode;
      await t.chunks(`compiled ${streamMode}`, () => graph.stream({ log: ['x'] }));
      await t.attempt(`invoked ${streamMode}`, () => graph.invoke({ log: ['x'] }));
      await t.chunks(`withConfig ${streamMode}`, () =>
        one(lib, telling('n'))
          .withConfig({ streamMode } as Loose)
          .stream({}),
      );
    }
  },
  'calls that fail before the first chunk': async (lib, t) => {
    const graph = one(lib, telling('n'), { checkpointer: t.memory() });
    const open = async (name: string, call: () => Loose): Promise<void> => {
      const stream = await t.attempt(`${name}: opened`, async () => typeof (await call()));
      t.record(name, stream);
      await t.chunks(`${name}: read`, call);
    };
    await open('no input', () => one(lib, telling('n')).stream(null));
    await open('limit', () => graph.stream({}, { recursionLimit: 0, ...thread('1') }));
    await open('key', () => graph.stream({}, { outputKeys: 'nope', ...thread('1') }));
    await open('bad node', () =>
      one(lib, () => {
        throw new TypeError('now');
      }).stream({}),
    );
    await open('aborted', () => graph.stream({}, { signal: AbortSignal.abort(), ...thread('1') }));
    await open('durability', () => graph.stream({}, { durability: 'sync', checkpointDuring: true, ...thread('1') }));
    await open('bad update', () => one(lib, () => 5).stream({}));
    await open('unknown goto', () => one(lib, () => new lib.Command({ goto: 'nope' })).stream({}));
    await open('bad sse', () =>
      one(lib, () => {
        throw new TypeError('now');
      }).stream({}, { encoding: 'text/event-stream' }),
    );
  },
};
