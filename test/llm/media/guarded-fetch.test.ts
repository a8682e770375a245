/** Case S13: whatever an address is written like, nothing on this host or its network is asked. */
import { createServer, type RequestListener } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isPublicAddress } from '../../../src/llm/media/public-address.ts';
import { guardedFetch, withInlinedMedia } from '../../../src/llm/media/index.ts';
import { scriptedClient, text } from '../../../src/testing/index.ts';
import { collect } from '../wire.ts';

/** A server on loopback that counts connections. */
async function sink(answer: RequestListener = (_, response) => response.end('secret')) {
  let connections = 0;
  const server = createServer(answer).on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));
  onTestFinished(() => void (server.closeAllConnections(), server.close()));
  const { port } = server.address() as { port: number };
  return { port, connections: () => connections };
}

const LOOPBACK = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '127.127.127.127',
  '0.0.0.0',
  '0',
  '0x0',
  '00',
  '2130706433',
  '0x7f000001',
  '0x7F.0.0.1',
  '0x7f.1',
  '0177.0.0.1',
  '0177.1',
  '017700000001',
  '127.0.0.01',
  '127.0.0.0x1',
  '127.0.0.1.',
  '127。0。0。1',
  '127．0．0．1',
  '①②⑦.⓪.⓪.①',
  '１２７.0.0.1',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'loCalHost',
  '%6cocalhost',
  '127.0.0.%31',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[0000:0000:0000:0000:0000:0000:0000:0001]',
  '[::127.0.0.1]',
  '[::7f00:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::FFFF:127.0.0.1]',
  '[0:0:0:0:0:ffff:127.0.0.1]',
  '[::ffff:0:127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
];
const METADATA = [
  '169.254.169.254',
  '169.254.43518',
  '169.16689662',
  '2852039166',
  '0xa9fea9fe',
  '0xa9.0xfe.0xa9.0xfe',
  '0xA9FEA9FE',
  '0251.0376.0251.0376',
  '0251.254.169.254',
  '025177524776',
  '169.254.169.254.',
  '①⑥⑨.②⑤④.①⑥⑨.②⑤④',
  '[::ffff:169.254.169.254]',
  '[::ffff:a9fe:a9fe]',
  '[::a9fe:a9fe]',
  '[64:ff9b::a9fe:a9fe]',
  '[2002:a9fe:a9fe::]',
  '[fd00:ec2::254]',
  '[fe80::1]',
  '[fe80::a9fe:a9fe]',
];
const PRIVATE = [
  '10.0.0.1',
  '10.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '100.64.0.1',
  '100.127.255.254',
  '198.18.0.1',
  '192.0.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '240.0.0.1',
  '[fc00::1]',
  '[fdff::1]',
  '[ff02::1]',
  '[fec0::1]',
  '[2001:db8::1]',
  '[2001::1]',
];

describe('an address that is not public', () => {
  it('comes in enough spellings', () => {
    expect(new Set([...LOOPBACK, ...METADATA]).size).toBeGreaterThanOrEqual(60);
  });

  it.each(LOOPBACK)('is refused as %s, and nobody is asked', async (host) => {
    const { port, connections } = await sink();
    await expect(guardedFetch(`http://${host}:${port}/`)).rejects.toMatchObject({
      code: 'LLM_MEDIA_REFUSED',
      retryable: false,
    });
    expect(connections()).toBe(0);
  });

  it.each([...METADATA, ...PRIVATE])('is refused as %s', async (host) => {
    await expect(guardedFetch(`http://${host}/latest/meta-data`)).rejects.toMatchObject({ code: 'LLM_MEDIA_REFUSED' });
  });

  it.each([
    'file:///etc/passwd',
    'ftp://example.org/',
    'data:text/plain,a',
    'gopher://127.0.0.1/',
    'no URL',
    '',
    'http://',
    '//example.org',
    'http://user:pw@example.org/',
    'http://user@example.org/',
  ])('or another thing is refused: %s', async (url) => {
    const refused = await guardedFetch(url).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'LLM_MEDIA_REFUSED' });
    expect(String(refused)).not.toContain('user');
  });

  it('is refused as a redirect too, before it is asked', async () => {
    const inner = await sink();
    const outer = await sink((_, response) =>
      response.writeHead(302, { location: `http://[::1]:${inner.port}/` }).end(),
    );
    const isAllowed = (address: string) => address === '127.0.0.1';
    await expect(guardedFetch(`http://127.0.0.1:${outer.port}/`, { isAllowed })).rejects.toMatchObject({
      code: 'LLM_MEDIA_REFUSED',
    });
    expect([outer.connections(), inner.connections()]).toEqual([1, 0]);
  });

  it('is refused if any address of a name is one', async () => {
    const { port, connections } = await sink();
    // `localhost` has an address of each family here, or one alone; only that of IPv4 would be allowed.
    const seen: string[] = [];
    const isAllowed = (address: string) => {
      seen.push(address);
      return false;
    };
    await expect(guardedFetch(`http://localhost:${port}/`, { isAllowed })).rejects.toMatchObject({
      code: 'LLM_MEDIA_REFUSED',
    });
    expect(seen.length).toBeGreaterThan(0);
    expect(connections()).toBe(0);
  });
});

describe('addresses of the public internet', () => {
  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '93.184.216.34',
    '172.15.0.1',
    '172.32.0.1',
    '100.63.0.1',
    '2606:4700::1111',
    '2a00:1450:4001::1',
  ])('are %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each(['', 'localhost', '1.1.1', '::1%lo', 'fe80::1%eth0', '2606:4700::1111%x'])('are not %j', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('what is fetched', () => {
  const isAllowed = () => true;
  const from = async (answer: RequestListener, options: object = {}) =>
    guardedFetch(`http://127.0.0.1:${(await sink(answer)).port}/a`, { isAllowed, ...options });

  it('comes with its type, over redirects', async () => {
    const fetched = await from((request, response) =>
      request.url === '/a'
        ? response.writeHead(307, { location: '/b' }).end()
        : response.writeHead(200, { 'content-type': 'Image/PNG; charset=x' }).end('bytes'),
    );
    expect(fetched.mediaType).toBe('image/png');
    expect(new TextDecoder().decode(fetched.bytes)).toBe('bytes');
  });

  it.each<[string, RequestListener, object, RegExp]>([
    ['too much', (_, response) => response.end('x'.repeat(2_000)), { maxBytes: 1_000 }, /more than 1000 bytes/],
    ['a status', (_, response) => response.writeHead(404).end(), {}, /status 404/],
    [
      'no end of redirects',
      (_, response) => response.writeHead(302, { location: '/a' }).end(),
      {},
      /redirects more than 5/,
    ],
    ['nothing', () => {}, { timeout: 60 }, /within 60 ms/],
    ['a broken connection', (_, response) => response.socket?.destroy(), {}, /could not be fetched/],
  ])('is an error where there is %s', async (_, answer, options, message) => {
    await expect(from(answer, options)).rejects.toMatchObject({
      code: 'LLM_MEDIA_FAILED',
      message: expect.stringMatching(message),
    });
  });

  it('is given up with its signal', async () => {
    const controller = new AbortController();
    const reason = new Error('the user left');
    setTimeout(() => controller.abort(reason), 20);
    await expect(from(() => {}, { signal: controller.signal })).rejects.toBe(reason);
  });
});

describe('a client with inlined media', () => {
  it('sends content in place of addresses, fetched once for each message', async () => {
    const server = await sink((_, response) => response.writeHead(200, { 'content-type': 'image/png' }).end('png'));
    const inner = scriptedClient([text('a'), text('b')]);
    const client = withInlinedMedia(inner, { isAllowed: () => true });
    const image = { type: 'image', url: `http://127.0.0.1:${server.port}/` } as const;
    const messages = [{ role: 'user', content: [{ type: 'text', text: 'Look' }, image] }] as const;
    for (let call = 0; call < 2; call++) expect((await collect(client.stream({ messages }))).at(-1)?.type).toBe('done');
    const url = `data:image/png;base64,${Buffer.from('png').toString('base64')}`;
    expect(inner.requests[1]?.messages[0]?.content).toEqual([
      { type: 'text', text: 'Look' },
      { type: 'image', url },
    ]);
    expect(inner.requests[1]?.messages[0]).toBe(inner.requests[0]?.messages[0]);
    expect(server.connections()).toBe(1);
  });

  it('makes an address that is refused the error of the call', async () => {
    const inner = scriptedClient([]);
    const { port, connections } = await sink();
    const messages = [{ role: 'user', content: [{ type: 'image', url: `http://[::ffff:7f00:1]:${port}/` }] }] as const;
    expect(await collect(withInlinedMedia(inner).stream({ messages }))).toMatchObject([
      { type: 'error', error: { code: 'LLM_MEDIA_REFUSED' } },
    ]);
    inner.assertDone();
    expect(connections()).toBe(0);
  });
});
