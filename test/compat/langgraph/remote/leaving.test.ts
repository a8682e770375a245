/** Leaving and aborting: the connection is closed at once, and nothing stays behind. */
import { getEventListeners } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RemoteGraph } from '../../../../compat/langgraph/remote/index.ts';
import { load, type Library } from '../differential/library.ts';
import { logState, type Loose } from '../differential/programs/log-state.ts';
import { served, until, type PlatformServer, type Script } from './platform-server.ts';

let lib: Library;
const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
beforeAll(async () => {
  lib = await load('ours');
  process.on('unhandledRejection', note);
});
afterEach(() => expect(unhandled).toEqual([]));
afterAll(() => void process.off('unhandledRejection', note));

const at = (id: string): Loose => ({ configurable: { thread_id: id } });
const collect = async (items: AsyncIterable<unknown>): Promise<unknown[]> => {
  const list: unknown[] = [];
  for await (const item of items) list.push(item);
  return list;
};
const caught = (promise: Promise<unknown>): Promise<Loose> =>
  promise.then(
    () => 'no error',
    (error: unknown) => error,
  );
const remoteOf = ({ url }: PlatformServer, more: object = {}): RemoteGraph =>
  new RemoteGraph({ graphId: 'agent', url, apiKey: 'k', ...more });

/** Tells one chunk, and then nothing until the client leaves. */
const endless =
  (state: { left: boolean }, headers: Record<string, string> = {}): Script =>
  async ({ path }, answer) => {
    if (path.includes('/cancel')) return answer.json({});
    answer.open({ 'content-location': '/threads/t1/runs/r1', ...headers });
    answer.send({ event: 'values', data: { log: ['a'] } });
    await answer.left;
    state.left = true;
  };
const CANCEL = 'POST /threads/t1/runs/r1/cancel?wait=0&action=interrupt';

const WAYS: Record<string, (stream: Loose, controller: AbortController) => Promise<unknown>> = {
  'a break': async (stream) => {
    for await (const _chunk of stream) break;
  },
  'return() while a chunk is waited for': async (stream) => {
    await stream.next();
    const waiting = stream.next().catch(() => {});
    await stream.return();
    return waiting;
  },
  'cancel()': (stream) => stream.cancel(),
  'cancel() of a reader': (stream) => stream.getReader().cancel(),
  'an abort': (stream, controller) => {
    setTimeout(() => controller.abort(), 10);
    return caught(collect(stream));
  },
};

describe.each(Object.entries(WAYS))('%s', (_name, leave) => {
  it('closes the connection, has the run canceled and leaves no listener', async () => {
    const state = { left: false };
    await served(endless(state), async (server) => {
      const controller = new AbortController();
      const stream = await remoteOf(server).stream(
        {},
        { ...at('t1'), streamMode: 'values', signal: controller.signal },
      );
      await leave(stream, controller);
      await until(() => state.left && server.requests.length > 1);
      expect(state.left).toBe(true);
      expect(server.lines).toEqual(['POST /threads/t1/runs/stream', CANCEL]);
      expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    });
  });

  it('leaves a resumable run to those who will join it', async () => {
    const state = { left: false };
    await served(endless(state, { location: '/threads/t1/runs/r1/stream' }), async (server) => {
      const controller = new AbortController();
      const remote = remoteOf(server, { streamResumable: true });
      await leave(
        await remote.stream({}, { ...at('t1'), streamMode: 'values', signal: controller.signal }),
        controller,
      );
      await until(() => state.left);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect([state.left, server.lines]).toEqual([true, ['POST /threads/t1/runs/stream']]);
    });
  });
});

describe('a run that nobody knows the place of', () => {
  it.each(['/threads/t1/runs/../../x', '/threads/other/runs/r1', 'nonsense', '/runs/..'])(
    'is not canceled elsewhere: %s',
    async (place) => {
      const state = { left: false };
      await served(endless(state, { 'content-location': place }), async (server) => {
        for await (const _chunk of await remoteOf(server).stream({}, { ...at('t1'), streamMode: 'values' })) break;
        await until(() => state.left);
        await new Promise((resolve) => setTimeout(resolve, 20));
        for (const line of server.lines.slice(1)) expect(line).toMatch(/^POST \/threads\/t1\/runs\/[^/]+\/cancel/);
      });
    },
  );
});

describe('an abort', () => {
  const hangs =
    (state: { left: boolean }): Script =>
    async (_asked, answer) => {
      await answer.left;
      state.left = true;
    };

  it.each([undefined, new Error('enough'), 'words'])(
    'ends the wait for a server that hangs, reason: %s',
    async (reason) => {
      const state = { left: false };
      await served(hangs(state), async (server) => {
        const controller = new AbortController();
        const result = caught(remoteOf(server).invoke({}, { ...at('t1'), signal: controller.signal }));
        await until(() => server.requests.length > 0);
        controller.abort(reason);
        expect(await result).not.toBe('no error');
        await until(() => state.left);
        expect(state.left).toBe(true);
        await new Promise((resolve) => setTimeout(resolve, 1200));
        expect(server.requests).toHaveLength(1);
        expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
      });
    },
  );

  it('of a graph around closes the connection too', async () => {
    const state = { left: false };
    await served(endless(state), async (server) => {
      const graph: Loose = (new lib.StateGraph(logState(lib)) as Loose)
        .addNode('remote', remoteOf(server))
        .addEdge(lib.START, 'remote')
        .compile();
      const controller = new AbortController();
      const result = caught(graph.invoke({ log: [] }, { ...at('t1'), signal: controller.signal }));
      await until(() => server.requests.length > 0);
      controller.abort();
      expect((await result).name).toBe('AbortError');
      await until(() => state.left);
      expect(state.left).toBe(true);
    });
  });

  it('before a run makes no request', async () => {
    await served(endless({ left: false }), async (server) => {
      const options = { ...at('t1'), signal: AbortSignal.abort() };
      expect((await caught(remoteOf(server).invoke({}, options))).name).toBe('AbortError');
      expect((await caught(remoteOf(server).streamEvents({}, { ...options, version: 'v3' }))).name).toBe('AbortError');
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(server.requests).toEqual([]);
    });
  });
});

describe('a typed run', () => {
  const script =
    (state: { left: number }): Script =>
    async ({ path, body }, answer) => {
      if (path.includes('/cancel')) return answer.json({});
      if (path.endsWith('/commands'))
        return answer.json({ type: 'success', id: (body as Loose).id, result: { run_id: '../x' } });
      answer.open();
      await answer.left;
      state.left++;
    };

  it('is canceled and closed when its signal aborts, and listens no longer', async () => {
    const state = { left: 0 };
    await served(script(state), async (server) => {
      const controller = new AbortController();
      const options = { ...at('a/b'), signal: controller.signal };
      const run: Loose = await (remoteOf(server) as Loose).streamEvents({}, { ...options, version: 'v3' });
      const events = collect(run);
      await until(() => server.lines.some((line) => line.includes('/stream/events')));
      controller.abort('enough');
      await events;
      await expect(run.output).rejects.toBe('enough');
      await expect(run.values).rejects.toBe('enough');
      expect(await collect(run)).toEqual([]);
      await until(() => state.left > 0 && server.lines.some((line) => line.includes('/cancel')));
      expect(state.left).toBeGreaterThan(0);
      expect(server.lines).toContain('POST /threads/a%2Fb/runs/..%2Fx/cancel?wait=0&action=interrupt');
      expect([run.signal.reason, getEventListeners(controller.signal, 'abort')]).toEqual(['enough', []]);
    });
  });

  it('as bytes is closed when its reader leaves', async () => {
    const state = { left: 0 };
    await served(script(state), async (server) => {
      const bytes = await remoteOf(server).streamEvents(
        {},
        { ...at('t1'), version: 'v3', encoding: 'text/event-stream' },
      );
      await until(() => server.lines.some((line) => line.includes('/stream/events')));
      await bytes.cancel();
      await until(() => state.left > 0);
      expect(state.left).toBeGreaterThan(0);
    });
  });

  it('that the server does not start can be aborted', async () => {
    await served(
      async (_asked, answer) => answer.left,
      async (server) => {
        const options = { ...at('t1'), signal: AbortSignal.timeout(30) };
        const error = await caught(remoteOf(server).streamEvents({}, { ...options, version: 'v3' }));
        expect(error.name).toBe('AbortError');
      },
    );
  });
});

describe('a run that has ended', () => {
  const ends: Record<string, Script> = {
    well: (_asked, answer) => answer.events([{ event: 'values', data: { log: ['a'] } }]),
    'with an error': (_asked, answer) => answer.events([{ event: 'error', data: 'broke' }]),
    'with a question': (_asked, answer) =>
      answer.events([{ event: 'updates', data: { __interrupt__: [{ value: 'sure?' }] } }]),
    'with a question, on a connection that stays open': async (_asked, answer) => {
      answer.open({ 'content-location': '/threads/t1/runs/r1' });
      answer.send({ event: 'updates', data: { __interrupt__: [{ value: 'sure?' }] } });
      await answer.left;
    },
    'in being refused': (_asked, answer) => answer.text('no', 401),
    'in rubbish': (_asked, answer) => answer.text('<p>', 200, { 'content-type': 'text/event-stream' }),
  };

  it.each(Object.entries(ends))('%s leaves no connection, timer or listener', async (_name, script) => {
    await served(script, async (server) => {
      const { signal } = new AbortController();
      const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
      const before = timers();
      const remote = remoteOf(server);
      for (let nth = 0; nth < 5; nth++) await caught(remote.invoke({}, { ...at('t1'), signal }));
      await until(() => server.busy === 0);
      expect(timers()).toBeLessThanOrEqual(before);
      expect([server.busy, getEventListeners(signal, 'abort').length]).toEqual([0, 0]);
      expect(server.lines).toEqual(Array.from({ length: 5 }, () => 'POST /threads/t1/runs/stream'));
    });
  });
});

describe('a client of another make', () => {
  it('may give any iterable, which is left too', async () => {
    let closed = 0;
    const events = async function* (): AsyncGenerator<Loose> {
      try {
        for (let n = 0; n < 3; n++) yield { event: 'values', data: { n } };
      } finally {
        closed++;
      }
    };
    const client: Loose = { runs: { stream: () => ({ [Symbol.asyncIterator]: events }) } };
    const remote = new RemoteGraph({ graphId: 'agent', client });
    expect(await remote.invoke({}, at('t1'))).toEqual({ n: 2 });
    for await (const _chunk of await remote.stream({}, { ...at('t1'), streamMode: 'values' })) break;
    await until(() => closed === 2);
    expect(closed).toBe(2);
  });
});
