import { FakeListChatModel } from '@langchain/core/utils/testing';
import type { Library } from '../library.ts';
import type { Programs } from '../run-program.ts';
import { logState, logger, thread, type Loose } from './log-state.ts';

const chat = (lib: Library, compile: Loose = {}): Loose =>
  new lib.StateGraph(lib.MessagesAnnotation)
    .addNode('model', (async (s: Loose) => ({
      messages: [await new FakeListChatModel({ responses: ['ab'] }).invoke(s.messages)],
    })) as Loose)
    .addEdge(lib.START, 'model')
    .compile(compile);

const input = { messages: [{ role: 'user', content: 'x', id: '1' }] };

/** Timestamps of events are numbers. */
const timeless = (event: Loose): Loose => ({
  ...event,
  params: { ...event.params, timestamp: typeof event.params?.timestamp },
});

const open = (graph: Loose, more: Loose = {}, given: Loose = {}): Promise<Loose> =>
  graph.streamEvents(given, { version: 'v3', ...more });

const plain = (lib: Library, node: Loose = logger('n'), compile: Loose = {}): Loose =>
  new lib.StateGraph(logState(lib))
    .addNode('n', node)
    .addNode('z', logger('z'))
    .addEdge(lib.START, 'n')
    .addEdge('n', 'z')
    .compile(compile);

export const runStreams: Programs = {
  'events of a plain graph': async (lib, t) => {
    const run = await open(plain(lib), {}, { log: ['x'] });
    t.record('events', (await t.collect<Loose>(run)).map(timeless));
    t.record('output', await run.output);
    t.record('flags', [run.interrupted, run.interrupts]);
  },
  'events with checkpoints': async (lib, t) => {
    const run = await open(plain(lib, logger('n'), { checkpointer: t.memory() }), thread('1'));
    t.record('events', (await t.collect<Loose>(run)).map(timeless));
  },
  'values as an iterable and as a promise': async (lib, t) => {
    const run = await open(plain(lib));
    await t.chunks('values', async function* () {
      yield* run.values;
    });
    t.record('last', await run.values);
    t.record('output', await run.output);
  },
  'messages of a run': async (lib, t) => {
    const run = await open(chat(lib), {}, input);
    for await (const message of run.messages) {
      t.record('text', await message.text);
      t.record('node', message.node);
    }
    t.record('output', await run.output);
  },
  'events of a run with messages': async (lib, t) => {
    t.record('events', (await t.collect<Loose>(await open(chat(lib), {}, input))).map(timeless));
  },
  'nested graphs and lifecycle': async (lib, t) => {
    const run = await open(plain(lib, plain(lib)));
    const lifecycle = t.collect<Loose>(run.lifecycle);
    for await (const nested of run.subgraphs) t.record('subgraph', [nested.name, nested.path, await nested.output]);
    t.record(
      'lifecycle',
      (await lifecycle).map((entry) => ({ ...entry, timestamp: undefined })),
    );
  },
  'questions of a run': async (lib, t) => {
    const run = await open(
      plain(lib, () => ({ log: [lib.interrupt('q')] }), { checkpointer: t.memory() }),
      thread('1'),
    );
    await t.attempt('output', () => run.output);
    t.record('flags', [run.interrupted, run.interrupts]);
  },
  'errors of a run': async (lib, t) => {
    const bad = (): never => {
      throw new TypeError('bad');
    };
    const run = await open(plain(lib, bad));
    await t.chunks('events', async function* () {
      for await (const event of run) yield timeless(event);
    });
    await t.attempt('output', () => run.output);
  },
  'a transformer': async (lib, t) => {
    const count = (): Loose => {
      const channel = lib.StreamChannel.local<number>();
      let events = 0;
      return {
        init: () => ({ counts: channel, total: Promise.resolve(7) }),
        process: (event: Loose) => {
          if (event.method === 'updates') channel.push(++events);
          return event.method !== 'tasks';
        },
      };
    };
    const run = await open(plain(lib), { transformers: [count] });
    t.record('extensions', Object.keys(run.extensions ?? {}));
    const counts = t.collect(run.extensions.counts as Loose);
    t.record(
      'methods',
      (await t.collect<Loose>(run)).map(({ method }) => method),
    );
    t.record('counts', await counts);
  },
  'logs and channels': async (lib, t) => {
    const log = new lib.EventLog<number>();
    log.push(1);
    log.push(2);
    const reader = t.collect(log.toAsyncIterable());
    log.push(3);
    log.close();
    t.record('log', [await reader, log.size, await t.collect(log.toAsyncIterable())]);
    const failing = new lib.EventLog<number>();
    failing.push(1);
    failing.fail(new Error('log'));
    await t.chunks('failed', () => failing.toAsyncIterable());
    t.record('channel', [lib.protocol.isStreamChannel(lib.StreamChannel.local()), lib.protocol.isStreamChannel({})]);
  },
  'chunks become protocol events': async (lib, t) => {
    const convert: Loose = lib.convertToProtocolEvent;
    const chunks: [string, Loose][] = [
      ['values', { a: 1 }],
      ['updates', { n: { a: 1 } }],
      ['custom', { c: 1 }],
      ['custom', 'text'],
      ['tasks', { id: '1', name: 'n', input: 1, triggers: [], interrupts: [] }],
      ['tools', { event: 'on_tool_start', toolCallId: 'c', name: 'f', input: '{}' }],
      ['tools', { event: 'on_tool_end', toolCallId: 'c', name: 'f', output: 'x' }],
      ['tools', { event: 'on_tool_error', toolCallId: 'c', name: 'f', error: new Error('x') }],
    ];
    for (const [mode, payload] of chunks) {
      await t.attempt(`${mode} ${JSON.stringify(payload)}`, () => {
        const event = convert({ namespace: ['a'], mode, payload, seq: 3 });
        return Array.isArray(event) ? event.map(timeless) : timeless(event);
      });
    }
    t.record('envelope', [
      lib.isCheckpointEnvelope({ id: 'x', step: 1, source: 'loop' } as Loose),
      lib.isCheckpointEnvelope({} as Loose),
    ]);
  },
  subscriptions: async (lib, t) => {
    const { inferChannel, isPrefixMatch, isSupportedChannel, normalizeNamespaceSegment, SUPPORTED_CHANNELS } =
      lib.protocol as Loose;
    t.record('supported', [...SUPPORTED_CHANNELS]);
    for (const method of ['values', 'custom', 'custom:x', 'nope']) {
      await t.attempt(method, () => [inferChannel({ method, params: {} }), isSupportedChannel(method)]);
    }
    t.record('prefix', [isPrefixMatch(['a:1', 'b:2'], ['a']), isPrefixMatch(['a:1'], ['b']), isPrefixMatch([], [])]);
    t.record('segment', [normalizeNamespaceSegment('a:1'), normalizeNamespaceSegment('a')]);
  },
};
