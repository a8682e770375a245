import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sendCall, sendDeltas, sendText, startModelServer, type ModelServer, type Responder } from './model-server.ts';
import { runCli, type CliResult } from './run-cli.ts';

const KEY = 'sk-0123456789abcdef';

let server: ModelServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function ask(respond: Responder, ...args: string[]): Promise<CliResult> {
  server = await startModelServer(respond);
  const result = await runCli(['--base-url', server.url, ...args, 'Hi'], { env: { OPENAI_API_KEY: KEY } });
  expect(result.stdout + result.stderr).not.toContain(KEY);
  return result;
}

describe('misuse', () => {
  it.each([
    [['--bogus', 'Hi'], 'USAGE', "unknown option '--bogus'"],
    [['--provider', 'acme', 'Hi'], 'PROVIDER_UNKNOWN', 'unknown provider "acme"'],
    [['--system', '/no/such/file', 'Hi'], 'USAGE', '--system "/no/such/file" cannot be read (ENOENT)'],
    [['--system', '.', 'Hi'], 'USAGE', '--system "." cannot be read (EISDIR)'],
    [[], 'USAGE', 'there is no question'],
  ])('%j exits with 2 and one line', async (args, code, message) => {
    const result = await runCli(args, { stdin: ' \n' });
    expect(result.stderr).toContain(message);
    expect(result.stderr).toMatch(new RegExp(`^error: [^\\n]* \\(${code}\\)\\n$`));
    expect(result.stdout).toBe('');
    expect(result.code).toBe(2);
  });
});

describe('a failed run', () => {
  it('without a server exits with 1', async () => {
    const gone = await startModelServer(() => {});
    await gone.close();
    const { code, stdout, stderr } = await runCli(['--base-url', gone.url, 'Hi']);
    expect(stderr).toMatch(/^error: [^\n]* \(LLM_UNREACHABLE\)\n$/);
    expect(stderr).toContain(new URL(gone.url).host);
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });

  it('with a refused key exits with 1 and hides the key', async () => {
    const { code, stdout, stderr } = await ask((response, request) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: `Incorrect API key: ${request.headers.authorization}` } }));
    });
    expect(server?.requests).toHaveLength(1);
    expect(stderr).toMatch(/^error: [^\n]*401[^\n]* \(LLM_STATUS\)\n$/);
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });

  it('cut off in the middle keeps what came, then tells', async () => {
    const { code, stdout, stderr } = await ask((response) => {
      sendDeltas(response, { role: 'assistant', content: '' }, { content: 'Moss is' });
      setImmediate(() => response.destroy());
    });
    expect(stdout).toBe('Moss is\n');
    expect(stderr).toMatch(/^error: [^\n]* \(LLM_STREAM_INCOMPLETE\)\n$/);
    expect(code).toBe(1);
  });

  it('ended before the model said that it was done is not taken for an answer', async () => {
    const { code, stderr } = await ask((response) => {
      sendDeltas(response, { role: 'assistant', content: '' }, { content: 'Moss is' });
      response.end();
    });
    expect(stderr).toMatch(/\(LLM_STREAM_INCOMPLETE\)\n$/);
    expect(code).toBe(1);
  });

  it('is the last line with --json', async () => {
    const { code, stdout, stderr } = await ask((response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: 'no such model' } }));
    }, '--json');
    const last = stdout.trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toEqual({
      event: 'error',
      data: { name: 'LLMError', code: 'LLM_STATUS', message: expect.stringContaining('no such model') },
    });
    expect(stderr).toBe('');
    expect(code).toBe(1);
  });
});

describe('a model that errs', () => {
  const thenSay =
    (first: (response: Parameters<Responder>[0]) => void): Responder =>
    (response, _request, number) =>
      number === 0 ? first(response) : sendText(response, 'Sorry.');

  it.each([
    ['arguments that are no JSON', 'calculator', '17 * 23', /Malformed args/],
    ['arguments that the tool refuses', 'calculator', '{"expression":7}', /"expression" must be a string, not number/],
    ['a tool that there is not', 'shell', '{}', /Tool "shell" not found/],
    ['a tool that throws', 'clock', '{"timeZone":"Mars/Olympus"}', /unknown time zone "Mars\/Olympus"/],
  ])('with %s is told and goes on', async (_what, name, args, message) => {
    const { code, stdout, stderr } = await ask(thenSay((response) => sendCall(response, name, args)));
    expect(stderr).toMatch(new RegExp(`^→ ${name} `, 'm'));
    expect(stderr).toMatch(message);
    const last = server?.requests[1]?.body.messages.at(-1);
    expect(last?.role).toBe('tool');
    expect(last?.content).toMatch(message);
    expect(stdout).toBe('Sorry.\n');
    expect(code).toBe(0);
  });

  it('without end is stopped by the step limit', async () => {
    const { code, stderr } = await ask((response, _request, number) =>
      sendCall(response, 'calculator', '{"expression":"1+1"}', `call_${number}`),
    );
    expect(stderr).toMatch(/error: Recursion limit of 50 reached[^\n]* \(GRAPH_RECURSION_LIMIT\)\n$/);
    expect(code).toBe(1);
  });
});

describe('what the server gets', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'cli-system-'));
    await writeFile(path.join(folder, 'system.txt'), 'You are moss.\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is the key, the model, the system prompt and the question', async () => {
    const file = path.join(folder, 'system.txt');
    const { stdout, code } = await ask(
      (response) => sendText(response, 'Hello.'),
      '--system',
      file,
      '--model',
      'moss-1',
    );
    expect(server?.requests).toMatchObject([
      {
        path: '/v1/chat/completions',
        headers: { authorization: `Bearer ${KEY}` },
        body: { model: 'moss-1', stream: true },
      },
    ]);
    const messages = server?.requests[0]?.body.messages ?? [];
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user']);
    expect(JSON.stringify(messages)).toContain('You are moss.');
    expect(JSON.stringify(messages)).toContain('Hi');
    expect(stdout).toBe('Hello.\n');
    expect(code).toBe(0);
  });
});
