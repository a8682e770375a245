/** `streamEvents` of version 3 on a server. */
import type { Programs } from '../differential/run-program.ts';
import type { Loose } from '../differential/programs/log-state.ts';
import type { Script } from './platform-server.ts';
import { against, thread } from './run-programs.ts';

const event = (seq: number, method: string, data: unknown, namespace: string[] = []): Loose => ({
  type: 'event',
  event_id: `e${seq}`,
  seq,
  method,
  params: { namespace, timestamp: seq, data },
});

const EVENTS: Loose[] = [
  event(1, 'lifecycle', { event: 'running', graph_name: 'agent' }),
  event(2, 'values', { log: [] }),
  event(3, 'updates', { node: 'a', values: { log: ['a'] } }),
  event(4, 'lifecycle', { event: 'started', graph_name: 'sub' }, ['sub:1']),
  event(5, 'custom', { name: 'news', payload: 1 }),
  event(6, 'lifecycle', { event: 'completed', graph_name: 'sub' }, ['sub:1']),
  event(7, 'values', { log: ['a'] }),
];
const DONE = event(8, 'lifecycle', { event: 'completed', graph_name: 'agent' });

/** A run has begun to work only when its readers have found their places. */
const WORK = 40;

/** Answers commands, and tells of the run to everyone who asks. */
const platform =
  (...last: Loose[]): Script =>
  async ({ path, body }, answer) => {
    const { id, method } = (body ?? {}) as Loose;
    if (path.includes('/cancel')) return answer.json({});
    if (path.endsWith('/commands'))
      return answer.json({ type: 'success', id, result: method === 'run.start' ? { run_id: 'run-1' } : {} });
    const { channels } = body as { channels: string[] };
    const wanted = (method: string): boolean => channels.includes(method === 'input.requested' ? 'input' : method);
    answer.open();
    await new Promise((resolve) => setTimeout(resolve, WORK));
    for (const sent of [...EVENTS, ...last].filter((known) => wanted(known.method)))
      answer.send({ id: sent.event_id, event: sent.method, data: sent });
    await answer.left;
  };

/** Event streams are opened by the SDK as it sees fit; what counts is what runs were asked for. */
const commands = (requests: readonly Loose[]): Loose[] =>
  requests.filter(({ path }) => !path.includes('/stream/events'));

const typed = (
  use: (remote: Loose, t: Loose) => Promise<void>,
  script = platform(DONE),
  params: object = {},
): Programs[string] =>
  against(
    script,
    async (remote, t, _lib, server) => {
      await use(remote, t);
      const asked = commands(server.requests);
      t.record('commands', asked);
      server.requests.length = 0;
    },
    params,
  );

const start = (remote: Loose, more: object = {}, id = 't1'): Promise<Loose> =>
  remote.streamEvents({ log: [] }, { ...thread(id), version: 'v3', ...more });

export const typedRunPrograms: Programs = {
  'the output': typed(async (remote, t) => {
    const run = await start(remote);
    t.record('output', await run.output);
    t.record('facts', [run.interrupted, run.interrupts, run.signal.aborted, run.path, run.thread.threadId]);
    run.abort();
  }),
  'the values': typed(async (remote, t) => {
    const run = await start(remote);
    t.record('values', await t.collect(run.values));
    t.record('awaited', await run.values);
    run.abort();
  }),
  'the events': typed(async (remote, t) => {
    const run = await start(remote);
    t.record('events', await t.collect(run));
    run.abort();
  }),
  'the lifecycle': typed(async (remote, t) => {
    const run = await start(remote);
    t.record('lifecycle', await t.collect(run.lifecycle));
    run.abort();
  }),
  'messages of a node, of which there are none': typed(async (remote, t) => {
    const run = await start(remote);
    t.record('messages', await t.collect(run.messagesFrom('a')));
    run.abort();
  }),
  'an extension': typed(async (remote, t) => {
    const run = await start(remote);
    t.record('news', await t.collect(run.extensions.news));
    run.abort();
  }),
  questions: typed(
    async (remote, t) => {
      const run = await start(remote);
      await run.output;
      t.record('asked', [run.interrupted, run.interrupts]);
      run.abort();
    },
    platform(
      event(8, 'input.requested', { interrupt_id: 'i1', payload: 'sure?' }),
      event(9, 'lifecycle', { event: 'interrupted' }),
    ),
  ),
  'server-sent events': typed(async (remote, t) => {
    const bytes = await start(remote, { encoding: 'text/event-stream' });
    t.record('text', new TextDecoder().decode(Buffer.concat(await t.collect(bytes))));
  }),
  'a thread is made for a run without one': typed(async (remote, t) => {
    const run = await remote.streamEvents({ log: [] }, { version: 'v3' });
    t.record('output', await run.output);
    run.abort();
  }),
  'a command, a config and an abort': typed(async (remote, t) => {
    const command = { lg_name: 'Command', resume: 1, toJSON: () => ({ lg_name: 'Command', resume: 1 }) };
    const config = { ...thread('t1', { user: 'u', checkpoint_ns: 'x' }), tags: ['x'], recursionLimit: 9 };
    const run = await remote.streamEvents(command, { ...config, version: 'v3' });
    await run.output;
    run.abort('enough');
    run.abort('again');
    t.record('aborted', [run.signal.aborted, run.signal.reason]);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }),
  'what a server cannot be asked for': typed(async (remote, t) => {
    for (const option of ['transformers', 'control', 'interruptBefore', 'interruptAfter'])
      await t.attempt(option, () => start(remote, { [option]: [] }));
  }),
  'breakpoints of the graph': typed((remote, t) => t.attempt('start', () => start(remote)), platform(DONE), {
    interruptAfter: '*',
  }),
  'a run that is refused': typed(
    async (remote, t) => {
      await start(remote).catch((error: Loose) => t.record('error', [error.status, error.message]));
    },
    (_asked, answer) => answer.json({ message: 'no such graph' }, 404),
  ),
  'a command that is refused': typed(
    async (remote, t) => {
      await t.attempt('start', () => start(remote));
    },
    ({ body }, answer) =>
      answer.json({ type: 'error', id: (body as Loose).id, error: 'invalid_argument', message: 'no' }),
  ),
};
