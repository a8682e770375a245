/** Servers that send requests elsewhere, or answer with what is no answer. */
import { Client } from '@langchain/langgraph-sdk';
import { describe, expect, it } from 'vitest';
import { RemoteGraph } from '../../../../compat/langgraph/remote/index.ts';
import { runLocation } from '../../../../compat/langgraph/remote/run-location.ts';
import type { Loose } from '../differential/programs/log-state.ts';
import { PlatformServer, served, streams, type Script } from './platform-server.ts';

const at = (id: string): Loose => ({ configurable: { thread_id: id } });
const caught = (promise: Promise<unknown>): Promise<Loose> =>
  promise.then(
    () => 'no error',
    (error: unknown) => error,
  );
const remoteOf = ({ url }: PlatformServer, more: object = {}): RemoteGraph =>
  new RemoteGraph({
    graphId: 'agent',
    url,
    apiKey: 'secret',
    headers: { Authorization: 'Bearer secret', 'x-tenant': 'moss' },
    ...more,
  });

const CALLS: Record<string, (remote: Loose) => Promise<unknown>> = {
  invoke: (remote) => remote.invoke({}, at('t1')),
  getState: (remote) => remote.getState(at('t1')),
  updateState: (remote) => remote.updateState(at('t1'), {}),
  getGraphAsync: (remote) => remote.getGraphAsync(),
  'streamEvents v3': (remote) => remote.streamEvents({}, { ...at('t1'), version: 'v3' }),
};

describe('a redirect', () => {
  it.each(Object.keys(CALLS))('is not followed by %s: no key reaches another server', async (name) => {
    const other = await PlatformServer.start((_asked, answer) => answer.json({}));
    for (const status of [301, 302, 303, 307, 308])
      for (const target of [`${other.url}/stolen?token=x`, '/internal', '', '/threads/t1/state'])
        await served(
          (_asked, answer) => answer.text('', status, { location: target }),
          async (server) => {
            const error = await caught(CALLS[name]!(remoteOf(server)));
            expect(error).toMatchObject({ name: 'RemoteException', lc_error_code: 'REMOTE_REDIRECT_REFUSED', status });
            expect(error.message).not.toContain('token=x');
            expect(server.requests).toHaveLength(1);
          },
        );
    expect(other.requests).toEqual([]);
    await other.stop();
  });

  it('of an event stream is not followed either', async () => {
    const other = await PlatformServer.start((_asked, answer) => answer.json({}));
    const script: Script = ({ path, body }, answer) =>
      path.endsWith('/commands')
        ? answer.json({ type: 'success', id: (body as Loose).id, result: { run_id: 'r1' } })
        : answer.text('', 307, { location: `${other.url}/stolen` });
    await served(script, async (server) => {
      const run: Loose = await (remoteOf(server) as Loose).streamEvents({}, { ...at('t1'), version: 'v3' });
      await new Promise((resolve) => setTimeout(resolve, 50));
      run.abort();
    });
    expect(other.requests).toEqual([]);
    await other.stop();
  });
});

describe('the Location of a run', () => {
  const request = new URL('http://api.test/threads/t%2F1/runs/stream');

  it.each([
    ['/threads/t%2F1/runs/r1/stream', '/threads/t%2F1/runs/r1/stream'],
    ['/threads/t%2f1/runs/r1/stream?x=1', '/threads/t%2f1/runs/r1/stream?x=1'],
    ['http://api.test/threads/t%2F1/runs/r1/stream', '/threads/t%2F1/runs/r1/stream'],
  ])('leads back to it: %s', (location, path) => {
    expect(runLocation(location, request)).toBe(path);
  });

  it.each([
    'http://evil.test/threads/t%2F1/runs/r1/stream', '//evil.test/threads/t%2F1/runs/r1/stream', '@evil.test/x', '.evil.test/',
    'https://api.test/threads/t%2F1/runs/r1/stream', 'http://api.test:81/threads/t%2F1/runs/r1/stream',
    'http://u:p@api.test/threads/t%2F1/runs/r1/stream', '/threads/other/runs/r1/stream', '/threads/t%2F1/state', '/internal', '/',
    '/threads/t%2F1/runs/../state', '/threads/t%2F1/runs/%2e%2e/state', '/threads/t%2F1/runs/..%2f..%2fx', '/threads/t%2F1/runs/a%5cb',
    '/threads/t/1/runs/r1/stream', '/threads/t%2F1/runs/', '/runs/r1/stream', 'javascript:alert(1)', 'http://', 'r1/stream', '', '\\\\evil.test\\x',
  ])('leads elsewhere: %s', (location) => {
    expect(runLocation(location, request)).toBeUndefined();
  }); // prettier-ignore

  it('may have the path of a proxy before it, or not', () => {
    const proxied = new URL('https://host.test/api/v1/threads/t1/runs/stream');
    for (const location of ['/api/v1/threads/t1/runs/r1/stream', '/threads/t1/runs/r1/stream'])
      expect(runLocation(location, proxied)).toBe('/threads/t1/runs/r1/stream');
    expect(runLocation('/other/threads/t1/runs/r1/stream', proxied)).toBeUndefined();
  });

  it('of a run without a thread may lead to one', () => {
    const bare = new URL('http://api.test/runs/stream');
    expect(runLocation('/runs/r1/stream', bare)).toBe('/runs/r1/stream');
    expect(runLocation('/threads/made/runs/r1/stream', bare)).toBe('/threads/made/runs/r1/stream');
    expect(runLocation('/threads/made/state', bare)).toBeUndefined();
    expect(runLocation('/threads//runs/r1', bare)).toBeUndefined();
  });

  const breaks =
    (location: string): Script =>
    async ({ method }, answer) => {
      if (method === 'GET') return answer.events([{ event: 'values', data: { log: ['b'] } }]);
      answer.open({ location });
      answer.send({ id: '1', event: 'values', data: { log: ['a'] } });
      await answer.cut();
    };

  it.each(['@evil.test/x', '/threads/other/runs/r1/stream'])(
    'that leads elsewhere is not gone to: %s',
    async (location) => {
      await served(breaks(location), async (server) => {
        const chunks: unknown[] = [];
        const error = await caught(
          (async () => {
            for await (const chunk of await remoteOf(server).stream({}, { ...at('t1'), streamMode: 'values' }))
              chunks.push(chunk);
          })(),
        );
        expect(chunks).toEqual([{ log: ['a'] }]);
        expect(error).toMatchObject({ name: 'RemoteException', lc_error_code: 'REMOTE_LOCATION_REFUSED' });
        expect(server.lines).toEqual(['POST /threads/t1/runs/stream']);
      });
    },
  );

  it('that is a whole address of the same server is gone to', async () => {
    let location = '';
    await served(
      (asked, answer, nth) => breaks(location)(asked, answer, nth),
      async (server) => {
        location = `${server.url}/threads/t1/runs/r1/stream`;
        expect(await remoteOf(server).invoke({}, at('t1'))).toEqual({ log: ['b'] });
        expect(server.lines).toEqual(['POST /threads/t1/runs/stream', 'GET /threads/t1/runs/r1/stream']);
        expect(server.requests[1]?.headers).toMatchObject({
          'last-event-id': '1',
          'x-api-key': 'secret',
          'x-tenant': 'moss',
        });
      },
    );
  });
});

describe('an answer that is none', () => {
  const failing: Record<string, { readonly script: Script; readonly code: string; readonly status?: number }> = {
    'HTML in place of events': {
      script: (_, answer) => answer.text('<p>', 200, { 'content-type': 'text/html' }),
      code: 'REMOTE_ANSWER_MALFORMED',
    },
    'events that are not JSON': {
      script: (_, answer) => {
        answer.open();
        answer.raw('event: values\ndata: {nope\n\n');
        answer.end();
      },
      code: 'REMOTE_ANSWER_MALFORMED',
    },
    'a status 401': { script: (_, answer) => answer.text('who?', 401), code: 'REMOTE_STATUS', status: 401 },
    'a status 422': { script: (_, answer) => answer.json({ detail: 'bad' }, 422), code: 'REMOTE_STATUS', status: 422 },
    'a connection that breaks': {
      script: async (_, answer) => {
        answer.open();
        answer.send({ event: 'values', data: {} });
        await answer.cut();
      },
      code: 'REMOTE_CONNECTION_LOST',
    },
  };

  it.each(Object.entries(failing))('%s', async (_name, { script, code, status }) => {
    await served(script, async (server) => {
      const error = await caught(remoteOf(server).invoke({}, at('t1')));
      expect(error).toMatchObject({
        name: 'RemoteException',
        lc_error_code: code,
        ...(status !== undefined && { status }),
      });
      expect(error.cause).toBeInstanceOf(Error);
      expect(error.message).not.toContain('secret');
      expect(server.requests).toHaveLength(1);
    });
  });

  it('a status 500, told when there are no more tries', async () => {
    await served(
      (_, answer) => answer.text('broken', 500),
      async (server) => {
        const client = new Client({ apiUrl: server.url, callerOptions: { maxRetries: 0 } });
        const error = await caught(new RemoteGraph({ graphId: 'agent', client }).invoke({}, at('t1')));
        expect(error).toMatchObject({ lc_error_code: 'REMOTE_STATUS', status: 500, message: 'HTTP 500: broken' });
      },
    );
  });

  it.each(['nothing', 'null', '{}', '[]', '"x"', '{"tasks":1}', '<html>'])('%s in place of a state', async (text) => {
    await served(
      (_, answer) => answer.text(text),
      async (server) => {
        const error = await caught(remoteOf(server).getState(at('t1')));
        expect(error).toMatchObject({ name: 'RemoteException', lc_error_code: 'REMOTE_ANSWER_MALFORMED' });
      },
    );
  });

  it.each(['null', '{}', '<html>'])('%s in place of other answers', async (text) => {
    await served(
      (_, answer) => answer.text(text),
      async (server) => {
        const remote: Loose = remoteOf(server);
        for (const call of [
          () => remote.updateState(at('t1'), {}),
          () => remote.getStateHistory(at('t1')).next(),
          () => remote.getGraphAsync(),
        ])
          expect(await caught(call())).toMatchObject({ lc_error_code: 'REMOTE_ANSWER_MALFORMED' });
      },
    );
  });

  it('a server that is not there is said to be unreachable', async () => {
    const client = new Client({ apiUrl: 'http://127.0.0.1:1', callerOptions: { maxRetries: 0 } });
    const error = await caught(new RemoteGraph({ graphId: 'agent', client }).invoke({}, at('t1')));
    expect(error).toMatchObject({ name: 'ConnectionError' });
  });
});

describe('events of a typed run that cannot be read', () => {
  const refusing =
    (refuse: Script): Script =>
    (asked, answer, nth) =>
      asked.path.endsWith('/commands')
        ? answer.json({ type: 'success', id: (asked.body as Loose).id, result: { run_id: 'r1' } })
        : refuse(asked, answer, nth);

  it.each<[string, Script, object]>([
    ['a status', (_, answer) => answer.text('who?', 401), { lc_error_code: 'REMOTE_STATUS', status: 401 }],
    [
      'a redirect',
      (_, answer) => answer.text('', 302, { location: '/x' }),
      { lc_error_code: 'REMOTE_REDIRECT_REFUSED', status: 302 },
    ],
  ])('make it fail at once: %s', async (_name, refuse, expected) => {
    await served(refusing(refuse), async (server) => {
      const run: Loose = await (remoteOf(server) as Loose).streamEvents({}, { ...at('t1'), version: 'v3' });
      expect(await caught(run.output)).toMatchObject({ name: 'RemoteException', ...expected });
      expect(server.lines.filter((line) => line.includes('/stream/events'))).toHaveLength(1);
      run.abort();
    });
  });
});

describe('what callers hand in', () => {
  it('is left as it is', async () => {
    await served(streams({ event: 'values', data: {} }), async (server) => {
      const headers = Object.freeze({ 'x-tenant': 'moss' });
      const inner = Object.freeze({ configurable: Object.freeze({ thread_id: 'x' }) });
      const metadata = Object.freeze({});
      const config = Object.freeze({ configurable: Object.freeze({ thread_id: 't1', inner }), metadata });
      const remote = new RemoteGraph({ graphId: 'agent', url: server.url, apiKey: 'k', headers });
      expect(await remote.invoke({}, config)).toEqual({});
      expect(metadata).toEqual({});
    });
  });

  it('is sent whole: dates, and objects that are there twice', async () => {
    await served(streams({ event: 'values', data: {} }), async (server) => {
      const shared = { x: 1 };
      const circle: Loose = { shared };
      circle.self = circle;
      await remoteOf(server).invoke(
        { when: new Date(0) },
        { configurable: { thread_id: 't1', a: shared, b: shared, circle } },
      );
      const { input, config } = server.requests[0]!.body as Loose;
      expect(input).toEqual({ when: '1970-01-01T00:00:00.000Z' });
      expect(config.configurable).toEqual({
        a: { x: 1 },
        b: { x: 1 },
        circle: { shared: { x: 1 }, self: '[Circular]' },
      });
    });
  });
});
