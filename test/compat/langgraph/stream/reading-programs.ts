/** The ways to read a run's stream, and to leave it. */
import type { Library } from '../differential/library.ts';
import { logState, pause, thread, type Loose } from '../differential/programs/log-state.ts';
import type { Programs } from '../differential/run-program.ts';

const chain = (lib: Library, nodes: Record<string, Loose>, compile: Loose = {}): Loose => {
  const builder: Loose = new lib.StateGraph(logState(lib));
  let last = lib.START;
  for (const [name, node] of Object.entries(nodes)) {
    builder.addNode(name, node).addEdge(last, name);
    last = name;
  }
  return builder.compile(compile);
};

const slow =
  (name: string, ran: string[] = []) =>
  async (): Promise<Loose> => {
    await pause(5);
    ran.push(name);
    return { log: [name] };
  };

const fails = async (): Promise<never> => {
  await pause(2);
  throw new RangeError('fails');
};

const three = (lib: Library, ran?: string[]): Loose =>
  chain(lib, { a: slow('a', ran), b: slow('b', ran), c: slow('c', ran) });

export const readingPrograms: Programs = {
  'a reader': async (lib, t) => {
    const stream = await three(lib).stream({});
    const reader = stream.getReader();
    t.record('locked', stream.locked);
    for (let n = 0; n < 5; n++) t.record('read', await reader.read());
    await reader.closed;
    reader.releaseLock();
    t.record('unlocked', stream.locked);
  },
  'a pipe': async (lib, t) => {
    const stream = (await three(lib).stream({})).pipeThrough(
      new TransformStream({ transform: (chunk, to) => to.enqueue(JSON.stringify(chunk)) }),
    );
    await t.chunks('piped', () => stream);
    const written: Loose[] = [];
    await (await three(lib).stream({})).pipeTo(new WritableStream({ write: (chunk) => void written.push(chunk) }));
    t.record('written', written);
  },
  'a tee': async (lib, t) => {
    const [one, two] = (await three(lib).stream({})).tee();
    await t.chunks('one', () => one);
    await t.chunks('two', () => two);
  },
  'by hand': async (lib, t) => {
    const stream = await three(lib).stream({});
    const iterator = stream[Symbol.asyncIterator]();
    t.record('next', [await iterator.next(), await iterator.next(), await iterator.next(), await iterator.next()]);
    const eager = await three(lib).stream({});
    t.record('eager', await Promise.all([eager.next(), eager.next(), eager.next(), eager.next()]));
  },
  'read late': async (lib, t) => {
    const stream = await three(lib).stream({}, { streamMode: ['values', 'updates'] });
    await pause(40);
    await t.chunks('late', () => stream);
  },
  'a run that nobody reads': async (lib, t) => {
    let steps = 0;
    const loop: Loose = new lib.StateGraph(logState(lib))
      .addNode('n', (_s: Loose, { writer }: Loose) => {
        for (let chunk = 0; chunk < 20; chunk++) writer(chunk);
        return { plain: ++steps };
      })
      .addEdge(lib.START, 'n')
      .addConditionalEdges('n', (() => (steps < 40 ? 'n' : lib.END)) as Loose)
      .compile();
    const stream = await loop.stream({}, { streamMode: ['custom', 'updates'], recursionLimit: 100 });
    await pause(300);
    t.record('steps', steps);
    t.record('chunks', (await t.collect(stream)).length);
  },
  'failures, read in every way': async (lib, t) => {
    const graph = (): Loose => chain(lib, { a: slow('a'), bad: fails });
    await t.chunks('iterated', () => graph().stream({}));
    await t.attempt('reader', async () => {
      const reader = (await graph().stream({})).getReader();
      for (;;) if ((await reader.read()).done) return 'ended';
    });
    await t.attempt('next', async () => {
      const stream = await graph().stream({});
      for (;;) if ((await stream.next()).done) return 'ended';
    });
    await t.attempt('piped', async () => t.collect((await graph().stream({})).pipeThrough(new TransformStream())));
    await t.attempt('tee', async () =>
      Promise.all((await graph().stream({})).tee().map((half: Loose) => t.collect(half))),
    );
    await t.attempt('first', async () => t.collect(await chain(lib, { bad: fails }).stream({})));
    await t.attempt('updates and values', async () =>
      t.collect(await graph().stream({}, { streamMode: ['updates', 'values'] })),
    );
  },
  leaving: async (lib, t) => {
    const first = await three(lib).stream({});
    for await (const chunk of first) {
      t.record('chunk', chunk);
      break;
    }
    const second = await three(lib).stream({});
    await second.next();
    t.record('returned', await second.return?.());
    const third = await three(lib).stream({});
    t.record('cancelled', await third.cancel('enough'));
    t.record('signal', [third.signal?.aborted, third.signal?.reason]);
    const fourth = await three(lib).stream({});
    await t.attempt('thrown', async () => {
      for await (const _chunk of fourth) throw new RangeError('mine');
    });
    const fifth = await three(lib).stream({});
    t.record('signal', [fifth.signal?.aborted, fifth.constructor.name.length > 0]);
    await t.collect(fifth);
  },
  'signals while it is read': async (lib, t) => {
    for (const reason of [undefined, new RangeError('mine'), 'text']) {
      const controller = new AbortController();
      await t.chunks('aborted', async () => {
        const stream = await three(lib).stream({}, { signal: controller.signal });
        return (async function* () {
          for await (const chunk of stream) {
            yield chunk;
            controller.abort(reason);
          }
        })();
      });
    }
  },
  encoded: async (lib, t) => {
    const decode = (parts: Loose[]): string[] =>
      parts.map((part) => new TextDecoder().decode(part).replaceAll(/"(timestamp|ts)":"[^"]*"/g, '"$1":"-"'));
    for (const streamMode of ['values', 'updates', ['values', 'updates', 'tasks', 'custom']] as Loose[])
      for (const subgraphs of [false, true])
        await t.attempt(`${streamMode} ${subgraphs}`, async () =>
          decode(
            await t.collect(
              await chain(lib, { sub: three(lib) }).stream(
                { log: ['é'] },
                { streamMode, subgraphs, encoding: 'text/event-stream' },
              ),
            ),
          ),
        );
    await t.attempt('failing', async () =>
      decode(
        await t.collect(await chain(lib, { a: slow('a'), bad: fails }).stream({}, { encoding: 'text/event-stream' })),
      ),
    );
    await t.attempt('messages', async () =>
      decode(
        await t.collect(
          await chain(lib, { a: () => ({ plain: new Map([[1, 2]]), other: new Set([1]) }) }).stream(
            {},
            { encoding: 'text/event-stream' },
          ),
        ),
      ),
    );
    await t.attempt('question', async () =>
      decode(
        await t.collect(
          await chain(lib, { a: () => ({ plain: lib.interrupt('q') }) }, { checkpointer: t.memory() }).stream(
            {},
            { encoding: 'text/event-stream', ...thread('1') },
          ),
        ),
      ),
    );
  },
};
