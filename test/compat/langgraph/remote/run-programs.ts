/** Runs on a server: modes, chunks, inputs, configs. */
import { AIMessage, HumanMessage } from '@langchain/core/messages';
import type { Library } from '../differential/library.ts';
import type { Program, Programs } from '../differential/run-program.ts';
import type { Loose } from '../differential/programs/log-state.ts';
import { served, streams, type PlatformServer, type Script } from './platform-server.ts';
import type { Tape } from '../differential/tape.ts';

export const thread = (id: string, more: object = {}): Loose => ({ configurable: { thread_id: id, ...more } });

function remoteOf(lib: Library, { url }: PlatformServer, more: object = {}): Loose {
  return new lib.remote.RemoteGraph({ graphId: 'agent', url, apiKey: 'key', ...more });
}

/** A program against a server; the requests that it made are compared too. */
export function against(
  script: Script,
  use: (remote: Loose, t: Tape, lib: Library, server: PlatformServer) => Promise<void>,
  params: object = {},
): Program {
  return (lib, t) =>
    served(script, async (server) => {
      await use(remoteOf(lib, server, params), t, lib, server);
      t.record('requests', server.requests);
    });
}

const RUN: Script = streams(
  { event: 'metadata', data: { run_id: 'run-1', attempt: 1 } },
  { event: 'values', data: { log: [] } },
  { event: 'updates', data: { a: { log: ['a'] } } },
  { event: 'updates|sub:1', data: { inner: { log: ['i'] } } },
  { event: 'values|sub:1', data: { log: ['i'] } },
  { event: 'messages', data: [{ type: 'AIMessageChunk', content: 'hi' }, { langgraph_node: 'a' }] },
  { event: 'custom', data: { progress: 1 } },
  { event: 'command', data: { goto: 'b' } },
  { event: 'debug', data: { type: 'task' } },
  { event: 'values', data: { log: ['a'] } },
  { event: 'end', data: null },
);

const chunksWith = (options: object, params: object = {}): Program =>
  against(
    RUN,
    async (remote, t) => {
      await t.chunks('chunks', () => remote.stream({ log: [] }, { ...thread('t1'), ...options }));
    },
    params,
  );

const invokedWith = (input: Loose, options: object = {}, params: object = {}): Program =>
  against(
    RUN,
    async (remote, t) => {
      await t.attempt('result', () => remote.invoke(input, options));
    },
    params,
  );

const circular: Loose = { name: 'circle', big: 12n };
circular.self = circular;

export const runPrograms: Programs = {
  'invoke gives the last values': invokedWith({ log: [] }, thread('t1')),
  'invoke without a thread': invokedWith({ log: [] }),
  'invoke with a number for a thread': invokedWith({ log: [] }, { configurable: { thread_id: 42 } }),
  'invoke with nothing for an input': invokedWith(null, thread('t1')),
  'stream by default': chunksWith({}),
  'stream values': chunksWith({ streamMode: 'values' }),
  'stream messages': chunksWith({ streamMode: 'messages' }),
  'stream a list of one mode': chunksWith({ streamMode: ['custom'] }),
  'stream several modes': chunksWith({ streamMode: ['values', 'updates', 'messages', 'custom', 'debug'] }),
  'stream an empty list of modes': chunksWith({ streamMode: [] }),
  'stream tasks, tools and checkpoints': chunksWith({ streamMode: ['tasks', 'tools', 'checkpoints', 'command'] }),
  'stream with subgraphs': chunksWith({ streamMode: 'updates', subgraphs: true }),
  'stream several modes with subgraphs': chunksWith({ streamMode: ['values', 'updates'], subgraphs: true }),
  'stream without subgraphs still shows what the server tells of them': chunksWith({
    streamMode: ['updates'],
    subgraphs: false,
  }),
  'breakpoints of the graph': chunksWith({}, { interruptBefore: ['a'], interruptAfter: '*' }),
  'breakpoints of the call come over those of the graph': chunksWith(
    { interruptBefore: ['b'] },
    { interruptBefore: ['a'] },
  ),
  'a resumable stream is asked for': chunksWith({}, { streamResumable: true }),
  'headers and a trailing slash': (lib, t) =>
    served(RUN, async (server) => {
      const headers = { Authorization: 'Bearer b', 'x-tenant': 'moss' };
      const remote: Loose = new lib.remote.RemoteGraph({
        graphId: 'agent',
        url: `${server.url}/`,
        apiKey: 'key',
        headers,
      });
      await t.attempt('result', () => remote.invoke({}, thread('t1')));
      t.record('requests', server.requests);
    }),
  'messages in the input': invokedWith(
    {
      messages: [new HumanMessage({ content: 'hi', id: 'm1' }), new AIMessage('yes')],
      nested: { deep: [new HumanMessage('x')] },
    },
    thread('t1'),
  ),
  'a command': against(RUN, async (remote, t, lib) => {
    const command = new lib.Command({
      resume: { yes: true },
      update: { log: ['u'] },
      goto: [new lib.Send('a', { x: 1 }), 'b'],
    });
    await t.attempt('result', () => remote.invoke(command, thread('t1')));
  }),
  'context, tags, metadata and a recursion limit': invokedWith(
    { log: [] },
    {
      ...thread('t1', { user: 'u1' }),
      context: { tenant: 'moss' },
      tags: ['x'],
      metadata: { m: 1 },
      recursionLimit: 7,
    },
  ),
  'the config is cleaned': invokedWith(
    { log: [] },
    thread('t1', {
      __pregel_read: () => 1,
      __pregel_x: 1,
      checkpoint_id: 'c',
      checkpoint_ns: 'a|b',
      checkpoint_map: {},
      callbacks: [],
      keep: { a: [1] },
    }),
  ),
  'circular values and long integers in the config': invokedWith(
    { log: [] },
    { ...thread('t1', { circular }), metadata: { big: 3n } },
  ),
  'configs within the config': invokedWith(
    { log: [] },
    thread('t1', { inner: { configurable: { thread_id: 'other', graph_id: 'g' }, metadata: { m: 1 } } }),
  ),
  'a bound config is merged': against(RUN, async (remote, t) => {
    const bound = remote
      .withConfig({ ...thread('t1', { a: 1 }), tags: ['bound'], metadata: { m: 1 } })
      .withConfig({ tags: ['again'] });
    await t.chunks('chunks', () => bound.stream({}, { configurable: { b: 2 }, tags: ['call'], streamMode: 'values' }));
    t.record('bound', [bound.config, bound.graphId, bound.lg_is_pregel]);
  }),
  'what a remote graph is': against(RUN, async (remote, t, lib) => {
    const named: Loose = new lib.remote.RemoteGraph({
      graphId: 'g',
      url: 'http://127.0.0.1:1',
      name: 'named',
      apiKey: 'k',
    });
    t.record('names', [remote.getName(), named.getName(), named.name, lib.remote.RemoteGraph.lc_name()]);
    t.record('facts', [remote.lc_namespace, remote.lg_is_pregel, lib.isCommand(remote), Object.keys(remote).sort()]);
    await t.attempt('batch', () => remote.batch([{ a: 1 }, { a: 2 }], { ...thread('t1'), maxConcurrency: 1 }));
    await t.attempt('pipe', () => remote.pipe((values: Loose) => values.log.length).invoke({}, thread('t1')));
  }),
  'an error event': against(
    streams({ event: 'values', data: { log: [] } }, { event: 'error', data: { error: 'ValueError', message: 'no' } }),
    async (remote, t) => {
      await t.chunks('chunks', () => remote.stream({}, { ...thread('t1'), streamMode: 'values' }));
      await t.attempt('result', () => remote.invoke({}, thread('t1')));
    },
  ),
  'an error event that is text': against(streams({ event: 'error|sub:1', data: 'it broke' }), async (remote, t) => {
    await t.attempt('result', () => remote.invoke({}, thread('t1')));
  }),
  questions: against(
    streams(
      { event: 'values', data: { log: [] } },
      { event: 'updates', data: { __interrupt__: [{ id: 'i1', value: 'sure?' }] } },
    ),
    async (remote, t) => {
      await t.chunks('chunks', () => remote.stream({}, { ...thread('t1'), streamMode: ['values', 'updates'] }));
      await t.attempt('result', () => remote.invoke({}, thread('t1')));
    },
  ),
  'questions of a graph within': against(
    streams({ event: 'updates|sub:1', data: { __interrupt__: [{ id: 'i1', value: 'sure?' }] } }),
    async (remote, t) => {
      await t.attempt('result', () => remote.invoke({}, thread('t1')));
    },
  ),
  'streamEvents of version 2': against(RUN, async (remote, t) => {
    await t.attempt('v1', () => remote.streamEvents({}, { version: 'v1' }));
    await t.attempt('v2', () => remote.streamEvents({}, { version: 'v2', encoding: 'text/event-stream' }));
  }),
  'a run that goes on where the connection broke': against(
    async (_asked, answer, nth) => {
      const headers = { location: '/threads/t1/runs/r1/stream' };
      if (nth > 0) return answer.events([{ id: '3', event: 'values', data: { log: ['b'] } }], headers);
      answer.open(headers);
      answer.send({ id: '1', event: 'values', data: { log: [] } });
      answer.send({ id: '2', event: 'values', data: { log: ['a'] } });
      await answer.cut();
    },
    async (remote, t) => {
      await t.chunks('chunks', () => remote.stream({}, { ...thread('t1'), streamMode: 'values' }));
    },
    { streamResumable: true },
  ),
  'a server that fails at first': against(
    (_asked, answer, nth) =>
      nth === 0 ? answer.text('busy', 503) : answer.events([{ event: 'values', data: { ok: true } }]),
    async (remote, t) => {
      await t.attempt('result', () => remote.invoke({}, thread('t1')));
    },
  ),
};
