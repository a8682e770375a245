import type { Library } from '../library.ts';
import type { Programs } from '../run-program.ts';
import { logState, logger, pause, thread, type Loose } from './log-state.ts';

const two = (lib: Library, compile: Loose = {}, a: Loose = logger('a'), b: Loose = logger('b')): Loose =>
  new lib.StateGraph(logState(lib))
    .addNode('a', a, { metadata: { kind: 'first' } })
    .addNode('b', b)
    .addEdge(lib.START, 'a')
    .addEdge('a', 'b')
    .compile(compile);

const MODES = ['values', 'updates', 'custom', 'messages', 'tasks', 'checkpoints', 'debug', 'tools'];

export const streaming: Programs = {
  'every mode alone and in a list, without a saver': async (lib, t) => {
    for (const streamMode of MODES) {
      await t.chunks(streamMode, () => two(lib).stream({ log: ['x'] }, { streamMode }));
      await t.chunks(`[${streamMode}]`, () => two(lib).stream({ log: ['x'] }, { streamMode: [streamMode] }));
    }
    await t.chunks('default', () => two(lib).stream({ log: ['x'] }));
    await t.chunks('all', () => two(lib).stream({ log: ['x'] }, { streamMode: MODES }));
  },
  'every mode with a saver': async (lib, t) => {
    const graph = two(lib, { checkpointer: t.memory() });
    for (const streamMode of MODES) {
      await t.chunks(streamMode, () => graph.stream({ log: ['x'] }, { streamMode, ...thread(streamMode) }));
    }
    await t.chunks('all', () => graph.stream({ log: ['x'] }, { streamMode: MODES, ...thread('all') }));
  },
  'modes that do not exist': async (lib, t) => {
    await t.chunks('unknown', () => two(lib).stream({}, { streamMode: 'nope' }));
    await t.chunks('empty list', () => two(lib).stream({}, { streamMode: [] }));
    await t.chunks('twice', () => two(lib).stream({}, { streamMode: ['values', 'values'] }));
  },
  'invoke with modes, and output and input keys': async (lib, t) => {
    t.record('values', await two(lib).invoke({ log: ['x'] }, { streamMode: 'values' }));
    t.record('updates', await two(lib).invoke({ log: ['x'] }, { streamMode: 'updates' }));
    t.record('both', await two(lib).invoke({ log: ['x'] }, { streamMode: ['values', 'updates'] }));
    t.record('one key', await two(lib).invoke({ log: ['x'], plain: 1 }, { outputKeys: 'log' }));
    t.record('keys', await two(lib).invoke({ log: ['x'], plain: 1 }, { outputKeys: ['plain'] }));
    await t.chunks('values of a key', () =>
      two(lib).stream({ plain: 1 }, { outputKeys: 'plain', streamMode: 'values' }),
    );
    await t.chunks('updates of keys', () => two(lib).stream({ plain: 1 }, { outputKeys: ['plain'] }));
    await t.attempt('unknown key', () => two(lib).invoke({}, { outputKeys: 'x' }));
  },
  'updates come as tasks end, values in the order of paths': async (lib, t) => {
    const builder: Loose = new lib.StateGraph(logState(lib));
    for (const [name, ms] of [
      ['a', 60],
      ['b', 5],
      ['c', 30],
    ] as const) {
      const node = async (): Promise<Loose> => {
        await pause(ms);
        return { log: [name] };
      };
      builder.addNode(name, node).addEdge(lib.START, name);
    }
    const stream = await builder.compile().stream({}, { streamMode: ['updates', 'values', 'tasks'] });
    await t.chunks('chunks', () => stream);
  },
  'updates of tasks of different shapes': async (lib, t) => {
    const builder: Loose = new lib.StateGraph(logState(lib))
      .addNode('plain', logger('plain'))
      .addNode('async', (async (s: Loose) => logger('async')(s)) as Loose)
      .addNode('command', (() => new lib.Command({ update: { log: ['command'] }, goto: 'next' })) as Loose, {
        ends: ['next'],
      })
      .addNode('branching', logger('branching'))
      .addNode('edged', logger('edged'))
      .addNode('silent', (() => undefined) as Loose)
      .addNode('next', logger('next'));
    for (const name of ['silent', 'branching', 'command', 'async', 'edged', 'plain']) builder.addEdge(lib.START, name);
    builder.addEdge('edged', 'next').addConditionalEdges('branching', () => 'next');
    await t.chunks('updates', () => builder.compile().stream({}));
  },
  'an update is seen before its slow sibling ends': async (lib, t) => {
    let ended = false;
    const builder: Loose = new lib.StateGraph(logState(lib))
      .addNode('quick', logger('quick'))
      .addNode('slow', (async () => {
        await pause(30);
        ended = true;
        return {};
      }) as Loose)
      .addEdge(lib.START, 'quick')
      .addEdge(lib.START, 'slow');
    for await (const chunk of await builder.compile().stream({})) t.record('chunk', [chunk, ended]);
  },
  'custom chunks by every way to the writer': async (lib, t) => {
    const node = (_state: Loose, config: Loose): Loose => {
      config.writer({ by: 'config' });
      lib.writer({ by: 'global' });
      lib.getWriter()?.({ by: 'getWriter' });
      lib.getWriter(config)?.('passed');
      lib.getConfig().writer?.(undefined);
      return {};
    };
    await t.chunks('custom', () => two(lib, {}, node).stream({}, { streamMode: 'custom' }));
    await t.chunks('with updates', () => two(lib, {}, node).stream({}, { streamMode: ['custom', 'updates'] }));
    await t.attempt('not asked for', () => two(lib, {}, node).invoke({}));
    await t.attempt('outside', () => lib.writer('x'));
    await t.attempt('outside, got', () => lib.getWriter());
    const inner = two(lib, {}, node);
    await t.chunks('nested', () => two(lib, {}, inner).stream({}, { streamMode: 'custom', subgraphs: true }));
    await t.chunks('nested, not asked', () => two(lib, {}, inner).stream({}, { streamMode: 'custom' }));
  },
  'custom chunks in time': async (lib, t) => {
    const node = async (_state: Loose, { writer }: Loose): Promise<Loose> => {
      writer(1);
      await pause(5);
      writer(2);
      return { log: ['done'] };
    };
    await t.chunks('chunks', () => two(lib, {}, node).stream({}, { streamMode: ['custom', 'updates', 'values'] }));
  },
  'errors come after the chunks before them': async (lib, t) => {
    const fails = (): never => {
      throw new TypeError('b fails');
    };
    for (const streamMode of ['values', 'updates', 'tasks', 'debug']) {
      await t.chunks(streamMode, () => two(lib, {}, logger('a'), fails).stream({}, { streamMode }));
    }
  },
  'several writes of one task to one key': async (lib, t) => {
    const node = (): Loose => [{ log: ['1'] }, { log: ['2'], plain: 1 }, new lib.Command({ update: { log: ['3'] } })];
    await t.chunks('updates', () => two(lib, {}, node).stream({}, { streamMode: 'updates' }));
    await t.chunks('tasks', () => two(lib, {}, node).stream({}, { streamMode: 'tasks' }));
  },
  'steps that write nothing give no values': async (lib, t) => {
    const graph = two(
      lib,
      {},
      () => ({}),
      () => undefined,
    );
    await t.chunks('values', () => graph.stream({ log: ['x'] }, { streamMode: 'values' }));
    await t.chunks('empty input', () => graph.stream({}, { streamMode: 'values' }));
    await t.chunks('updates', () => graph.stream({}, { streamMode: 'updates' }));
  },
  'server-sent events': async (lib, t) => {
    for (const streamMode of ['values', ['updates', 'custom'], 'debug'] as Loose[]) {
      const parts: string[] = [];
      for await (const bytes of await two(lib).stream({ log: ['é'] }, { streamMode, encoding: 'text/event-stream' })) {
        parts.push(new TextDecoder().decode(bytes as Uint8Array));
      }
      t.record(
        JSON.stringify(streamMode),
        parts.map((part) => part.replaceAll(/"(timestamp|ts)":"[^"]*"/g, '"$1":"-"')),
      );
    }
    await t.attempt('nested', async () => {
      const stream = await two(lib, {}, two(lib)).stream({}, { encoding: 'text/event-stream', subgraphs: true });
      return (await t.collect<Uint8Array>(stream)).map((bytes) => new TextDecoder().decode(bytes));
    });
  },
  'leaving a stream': async (lib, t) => {
    const ran: string[] = [];
    const slow = (name: string) => async () => {
      await pause(5);
      ran.push(name);
      return { log: [name] };
    };
    const cancelled = await two(lib, {}, slow('a'), slow('b')).stream({});
    for await (const chunk of cancelled) {
      t.record('chunk', chunk);
      break;
    }
    const other = await two(lib, {}, slow('c'), slow('d')).stream({});
    await other.cancel();
    await pause(40);
    t.record(
      'c and d',
      ran.filter((name) => 'cd'.includes(name)),
    );
  },
  'a stream is a ReadableStream': async (lib, t) => {
    const stream = await two(lib).stream({});
    t.record('kind', [stream instanceof ReadableStream, typeof stream.getReader, typeof stream[Symbol.asyncIterator]]);
    const reader = stream.getReader();
    t.record('read', [await reader.read(), await reader.read(), await reader.read()]);
    const transformed = (await two(lib).stream({})).pipeThrough(new TransformStream());
    await t.chunks('piped', () => transformed);
    const next = await two(lib).stream({});
    t.record('next', [await next.next(), await next.next(), await next.next()]);
  },
  'hidden nodes and Runnable methods': async (lib, t) => {
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addNode('b', logger('b'), { metadata: { x: 1 } })
      .addEdge(lib.START, 'a')
      .addEdge('a', 'b')
      .compile();
    t.record('batch', await graph.batch([{ log: ['1'] }, { log: ['2'] }]));
    t.record('pipe', await graph.pipe((s: Loose) => s.log.length).invoke({}));
    t.record('withConfig', await graph.withConfig({ tags: ['t'] }).invoke({}));
    t.record('names', [graph.getName(), graph.lc_id, graph.withConfig({ runName: 'r' }).getName?.()]);
    t.record('streamed by pipe', await t.collect(await graph.pipe((s: Loose) => s).stream({})));
  },
};
