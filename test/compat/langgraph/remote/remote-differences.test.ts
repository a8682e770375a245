/** Where remote graphs differ on purpose: what the original does, and what is done here. */
import { beforeAll, describe, expect, it } from 'vitest';
import { load, type Library, type Subject } from '../differential/library.ts';
import { pause, type Loose } from '../differential/programs/log-state.ts';
import { PlatformServer, served, streams, until, type Script } from './platform-server.ts';

const libraries = {} as Record<Subject, Library>;
beforeAll(async () => {
  for (const subject of ['oracle', 'ours'] as const) libraries[subject] = await load(subject);
});

const at = (id: unknown, more: object = {}): Loose => ({ configurable: { thread_id: id, ...more } });
const caught = (promise: Promise<unknown>): Promise<Loose> =>
  promise.then(
    () => 'no error',
    (error: unknown) => error,
  );

/** Runs the same on both, each against a server of its own, and gives what came of it. */
async function both(script: Script, use: (remote: Loose, server: PlatformServer) => Promise<unknown>): Promise<Loose> {
  const results = {} as Record<Subject, unknown>;
  for (const subject of ['oracle', 'ours'] as const)
    await served(script, async (server) => {
      const remote = new libraries[subject].remote.RemoteGraph({ graphId: 'agent', url: server.url, apiKey: 'secret' });
      results[subject] = await use(remote, server);
    });
  return results;
}

const VALUES = streams({ event: 'values', data: { log: ['a'] } });
const STATE = {
  values: {},
  next: [],
  tasks: [],
  checkpoint: null,
  metadata: null,
  created_at: null,
  parent_checkpoint: null,
};

describe('requests', () => {
  it('an id is a name, not a way through the path', async () => {
    const lines = await both(VALUES, async (remote, server) => {
      await caught(remote.invoke({}, at('../assistants/victim/versions?x=')));
      return server.lines;
    });
    expect(lines.oracle).toEqual(['POST /assistants/victim/versions?x=/runs/stream']);
    expect(lines.ours).toEqual(['POST /threads/..%2Fassistants%2Fvictim%2Fversions%3Fx=/runs/stream']);
  });

  it('a thread that is not named is not called undefined', async () => {
    const results = await both(
      (_asked, answer) => answer.json(STATE),
      async (remote, server) => {
        const error = await caught(remote.getState({ configurable: {} }));
        return [server.lines, error.lc_error_code];
      },
    );
    expect(results.oracle).toEqual([['GET /threads/undefined/state'], undefined]);
    expect(results.ours).toEqual([[], 'REMOTE_ID_INVALID']);
  });

  it('a redirect is not followed, and takes no key along', async () => {
    const other = await PlatformServer.start((_asked, answer) => answer.json(STATE));
    const stolen = await both(
      (_asked, answer) => answer.text('', 307, { location: `${other.url}/stolen` }),
      async (remote) => {
        other.requests.length = 0;
        await caught(remote.getState(at('t1')));
        return other.requests.map(({ path, headers }) => [path, headers['x-api-key']]);
      },
    );
    expect(stolen).toEqual({ oracle: [['/stolen', 'secret']], ours: [] });
    await other.stop();
  });

  it('a broken run is joined where it is, and nowhere else', async () => {
    const script: Script = async ({ method }, answer) => {
      if (method === 'GET') return answer.events([]);
      answer.open({ location: '/internal/secrets' });
      answer.send({ event: 'values', data: {} });
      await answer.cut();
    };
    const lines = await both(script, async (remote, server) => {
      await caught(remote.invoke({}, at('t1')));
      return server.lines;
    });
    expect(lines.oracle).toEqual(['POST /threads/t1/runs/stream', 'GET /internal/secrets']);
    expect(lines.ours).toEqual(['POST /threads/t1/runs/stream']);
  });
});

describe('leaving', () => {
  it('takes no waiting for the next chunk, closes the connection, and has the run canceled', async () => {
    let connection: { left: boolean } = { left: false };
    const script: Script = async ({ path }, answer) => {
      if (path.includes('/cancel')) return answer.json({});
      answer.open({ 'content-location': '/threads/t1/runs/r1' });
      answer.send({ event: 'values', data: {} });
      const own: { left: boolean } = (connection = { left: false });
      await answer.left;
      own.left = true;
    };
    const results = await both(script, async (remote, server) => {
      const read = async (): Promise<void> => {
        for await (const _chunk of await remote.stream({}, { ...at('t1'), streamMode: 'values' })) break;
      };
      const ending = await Promise.race([caught(read()).then(() => 'has left'), pause(150).then(() => 'waits')]);
      await until(() => connection.left && server.lines.length > 1);
      return [ending, connection.left, server.lines.length];
    });
    // Whether the original waits depends on the version of Node.
    expect(results).toEqual({ oracle: [expect.any(String), false, 1], ours: ['has left', true, 2] });
  });

  it('an abort of a request that hangs is not tried again', async () => {
    const requests = await both(
      async (_asked, answer) => answer.left,
      async (remote, server) => {
        const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
        const controller = new AbortController();
        const before = timers();
        const result = caught(remote.invoke({}, { ...at('t1'), signal: controller.signal }));
        await until(() => server.requests.length > 0);
        controller.abort();
        await result;
        await pause(50);
        return timers() > before;
      },
    );
    expect(requests).toEqual({ oracle: true, ours: false });
  });

  const typed: Script = async ({ path, body }, answer) => {
    if (path.includes('/cancel')) return answer.json({});
    if (path.endsWith('/commands'))
      return answer.json({ type: 'success', id: (body as Loose).id, result: { run_id: 'r1' } });
    answer.open();
    await answer.left;
  };

  it('a typed run is not started for a signal that has aborted', async () => {
    const results = await both(typed, async (remote, server) => {
      const options = { ...at('t1'), version: 'v3', signal: AbortSignal.abort() };
      const run = await caught(remote.streamEvents({}, options));
      await pause(30);
      return [run.name, server.lines.some((line) => line.includes('/commands'))];
    });
    expect(results).toEqual({ oracle: [undefined, true], ours: ['AbortError', false] });
  });

  it('a typed run that was aborted has no output', async () => {
    const results = await both(typed, async (remote) => {
      const run = await remote.streamEvents({}, { ...at('t1'), version: 'v3' });
      await pause(30);
      run.abort('enough');
      return run.output.then(
        (output: unknown) => ['output', output],
        (error: unknown) => ['rejects', error],
      );
    });
    expect(results).toEqual({ oracle: ['output', undefined], ours: ['rejects', 'enough'] });
  });
});

describe('what is sent', () => {
  it('dates in an input', async () => {
    const inputs = await both(VALUES, async (remote, server) => {
      await remote.invoke({ when: new Date(0) }, at('t1'));
      return (server.requests[0]!.body as Loose).input;
    });
    expect(inputs).toEqual({ oracle: { when: {} }, ours: { when: '1970-01-01T00:00:00.000Z' } });
  });

  it('objects that are there twice, beside a circular one', async () => {
    const configs = await both(VALUES, async (remote, server) => {
      const shared = { x: 1 };
      const circle: Loose = {};
      circle.self = circle;
      await remote.invoke({}, at('t1', { a: shared, b: shared, circle }));
      return (server.requests[0]!.body as Loose).config.configurable.b;
    });
    expect(configs).toEqual({ oracle: '[Circular]', ours: { x: 1 } });
  });

  it('objects of the caller are left as they are', async () => {
    const left = await both(VALUES, async (remote) => {
      const inner: Loose = { configurable: { thread_id: 'x' } };
      await remote.invoke({}, at('t1', { inner }));
      return inner.metadata;
    });
    expect(left).toEqual({ oracle: { thread_id: 'x' }, ours: undefined });
  });

  it('headers of the caller are left as they are', () => {
    const left = (['oracle', 'ours'] as const).map((subject) => {
      const headers: Loose = {};
      const { RemoteGraph } = libraries[subject].remote;
      return [new RemoteGraph({ graphId: 'agent', url: 'http://127.0.0.1:1', apiKey: 'secret', headers }), headers][1];
    });
    expect(left).toEqual([{ 'x-api-key': 'secret' }, {}]);
  });
});

describe('errors', () => {
  const answers: Record<
    string,
    { readonly script: Script; readonly names: { readonly oracle: string; readonly code: string } }
  > = {
    'a status': {
      script: (_asked, answer) => answer.text('no', 401),
      names: { oracle: 'Error', code: 'REMOTE_STATUS' },
    },
    'no JSON': {
      script: (_asked, answer) => answer.text('<p>'),
      names: { oracle: 'SyntaxError', code: 'REMOTE_ANSWER_MALFORMED' },
    },
    'no state': {
      script: (_asked, answer) => answer.json({}),
      names: { oracle: 'TypeError', code: 'REMOTE_ANSWER_MALFORMED' },
    },
  };

  it.each(Object.entries(answers))('%s for an answer has a name and a code', async (_name, { script, names }) => {
    const results = await both(script, async (remote) => {
      const { name, lc_error_code: code } = await caught(remote.getState(at('t1')));
      return [name, code];
    });
    expect(results).toEqual({ oracle: [names.oracle, undefined], ours: ['RemoteException', names.code] });
  });
});
