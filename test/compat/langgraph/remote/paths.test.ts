/** Ids that want to be more than ids, in every place where one becomes part of a path. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RemoteGraph } from '../../../../compat/langgraph/remote/index.ts';
import { Client } from '@langchain/langgraph-sdk';
import type { Loose } from '../differential/programs/log-state.ts';
import { PlatformServer } from './platform-server.ts';

const REFUSED: readonly unknown[] = [
  '',
  '.',
  '..',
  '\uD800',
  'a\uDC00b',
  null,
  {},
  { $ne: '' },
  ['a'],
  true,
  Symbol('s'),
  () => 'x',
];

const NASTY: readonly (string | number)[] = [
  '../x', '../../x', '..\\x', '../assistants/victim', './x', 'x/..', 'x/../y', '/x', '//x', '//evil.test/x', 'a/b', 'a//b', 'a/', '/',
  '...', '%2e%2e', '%2E.', '.%2e', '%2e', '%2f', '..%2f..%2fx', '%252e%252e', '%', '%%', '%zz', '%00', 'a?b', '?', 'a#b', '#', 'a?b#c',
  'a;b', 'a&b=c', 'a b', ' ', '\t', '\n', '\r\nX-Injected: 1', '\0', 'a\0b', '\\', '\\..\\..', 'http://evil.test/', '@evil.test',
  'user:pw@host', ':8080', 'ключ', '线程', '😀', 'é', 'e\u0301', '．．／', '\u2024\u2024', '\u202E', '__proto__', 'constructor', 'null',
  'undefined', '*', '[a]', '{a}', '|', 'a|b', '"', "'", '<x>', '^', '`', '~', '$', '+', ',', '!', '(', 'x'.repeat(4000), 0, 42, -1,
]; // prettier-ignore

const STATE = {
  values: {},
  next: [],
  tasks: [],
  checkpoint: null,
  metadata: null,
  created_at: null,
  parent_checkpoint: null,
};

let server: PlatformServer;
beforeAll(async () => {
  server = await PlatformServer.start(({ method, path, body }, answer) => {
    if (path.endsWith('/runs/stream')) return answer.events([{ event: 'values', data: {} }]);
    if (path.endsWith('/stream/events')) return answer.events([{ event: 'x', data: LAST }]);
    if (path.endsWith('/commands'))
      return answer.json({ type: 'success', id: (body as Loose).id, result: { run_id: 'r' } });
    if (path.endsWith('/history')) return answer.json([]);
    if (path.includes('/graph')) return answer.json({ nodes: [], edges: [] });
    return answer.json(method === 'POST' && path.endsWith('/state') ? { checkpoint: {} } : STATE);
  });
});
afterAll(() => server.stop());

const LAST = {
  type: 'event',
  event_id: 'e',
  seq: 1,
  method: 'lifecycle',
  params: { namespace: [], timestamp: 1, data: { event: 'completed' } },
};

/** What an id becomes part of, and the path around it. */
const USES: Record<
  string,
  { readonly path: (id: string) => string; readonly use: (remote: Loose, id: unknown) => unknown }
> = {
  'thread of a run': {
    path: (id) => `POST /threads/${id}/runs/stream`,
    use: (remote, id) => remote.invoke({}, at(id)),
  },
  'thread whose state is read': {
    path: (id) => `POST /threads/${id}/state/checkpoint`,
    use: (remote, id) => remote.getState(at(id)),
  },
  'thread whose checkpoint is read': {
    path: (id) => `POST /threads/${id}/state/checkpoint`,
    use: (remote, id) =>
      remote.getState({ configurable: { thread_id: id, checkpoint_id: '../x', checkpoint_ns: '../x' } }),
  },
  'thread whose history is read': {
    path: (id) => `POST /threads/${id}/history`,
    use: (remote, id) => remote.getStateHistory(at(id)).next(),
  },
  'thread whose state is written': {
    path: (id) => `POST /threads/${id}/state`,
    use: (remote, id) => remote.updateState(at(id), {}),
  },
  'graph that is drawn': {
    path: (id) => `GET /assistants/${id}/graph`,
    use: (remote, id) => graph(remote, id).getGraphAsync(),
  },
  'graph whose graphs are listed': {
    path: (id) => `GET /assistants/${id}/subgraphs?recurse=false`,
    use: (remote, id) => graph(remote, id).getSubgraphsAsync().next(),
  },
  'namespace whose graphs are listed': {
    path: (id) => `GET /assistants/agent/subgraphs/${id}?recurse=true`,
    use: (remote, id) => remote.getSubgraphsAsync(id, true).next(),
  },
  'thread of a typed run': {
    path: (id) => `POST /threads/${id}/commands`,
    use: async (remote, id) => {
      const run = await remote.streamEvents({}, { ...at(id), version: 'v3' });
      await run.output;
      await run.thread.close();
    },
  },
};

const at = (id: unknown): Loose => ({ configurable: { thread_id: id } });
const graph = (remote: Loose, graphId: unknown): Loose => {
  const other = remote.withConfig({});
  other.graphId = graphId;
  return other;
};
const clientOf: Record<string, () => Loose> = {
  'our own client': () => new RemoteGraph({ graphId: 'agent', url: server.url, apiKey: 'key' }),
  "a caller's client": () =>
    new RemoteGraph({ graphId: 'agent', client: new Client({ apiUrl: server.url, apiKey: 'key' }) }),
};

describe.each(Object.keys(clientOf))('%s', (kind) => {
  const remote = (): Loose => clientOf[kind]?.();

  describe.each(Object.entries(USES))('%s', (name, { path, use }) => {
    it('is one segment of the path, whatever it looks like', async () => {
      for (const id of NASTY) {
        if (typeof id === 'number' && name.startsWith('namespace')) continue;
        server.requests.length = 0;
        await use(remote(), id);
        const [method = '', ...rest] = (server.lines.find((line) => !line.includes('/stream/events')) ?? '').split(' ');
        const [before = '', after = ''] = path('\u0000').split('\u0000');
        const line = `${method} ${rest.join(' ')}`;
        expect(line.startsWith(before) && line.endsWith(after), `${line} for ${String(id)}`).toBe(true);
        const segment = line.slice(before.length, line.length - after.length);
        expect(segment).not.toMatch(/[/?#\\\s]|^(?:\.|%2e){1,2}$/i);
        expect(decodeURIComponent(segment)).toBe(String(id));
      }
    });

    it('is refused before there is a request where it cannot be', async () => {
      server.requests.length = 0;
      for (const id of REFUSED) {
        // There, nothing at all is an answer.
        if (id === null && /of a/.test(name)) continue;
        if ((id === null || id === '') && name.startsWith('namespace')) continue;
        const error: Loose = await Promise.resolve(use(remote(), id)).then(
          () => String(id),
          (caught: unknown) => caught,
        );
        expect(error).toMatchObject({ name: 'RemoteException', lc_error_code: 'REMOTE_ID_INVALID' });
        expect(error.message).toMatch(/thread_id|graphId|namespace/);
      }
      expect(server.lines).toEqual([]);
    });
  });
});

describe('an ordinary id', () => {
  it.each([
    '0195f5e2-7d1c-7000-8000-000000000000',
    'user:42',
    'a|b',
    'me@host',
    'a,b',
    'x=1&y=2;z',
    'a+b',
    "it's",
    '(x)*!~',
  ])('is sent as the original sends it: %s', async (id) => {
    const { RemoteGraph: Original } = await import('@langchain/langgraph/remote');
    server.requests.length = 0;
    await (new Original({ graphId: 'agent', url: server.url }) as Loose).getState(at(id));
    await new RemoteGraph({ graphId: 'agent', url: server.url }).getState(at(id));
    expect(server.lines[1]).toBe(server.lines[0]);
  });
});
