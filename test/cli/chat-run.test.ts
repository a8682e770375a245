import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { sourceNodeFlags } from '../support/source-node.ts';
import { sendDeltas, sendText, startModelServer, type ModelServer } from './model-server.ts';
import { MAIN, start, type RunningCli } from './run-cli.ts';

/** Makes a terminal, so that the command believes in a person. */
const SCRIPT = '/usr/bin/script';

let server: ModelServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

function startChat(args: readonly string[], env: Record<string, string> = {}): RunningCli {
  const command = [process.execPath, ...sourceNodeFlags(), MAIN, ...args].map((word) => `'${word}'`).join(' ');
  return start(SCRIPT, ['-qec', command, '/dev/null'], { env: { TERM: 'xterm-256color', ...env } });
}

/** What a terminal shows: without movements of the cursor and colours. */
// oxlint-disable-next-line no-control-regex
const plain = (text: string): string => text.replace(/\u001b\[[\d;]*[A-Za-z]/gu, '').replaceAll('\r', '');

describe.skipIf(!existsSync(SCRIPT))('a chat on a terminal', () => {
  it('answers question after question, and ends with Ctrl-D', async () => {
    const cli = startChat(['--offline']);
    await cli.waitFor('> ');
    cli.child.stdin?.write('What is 6 * 7?\r');
    await cli.waitFor('6 * 7 = 42');
    await cli.waitFor('steps');
    cli.child.stdin?.write('And 2 + 3?\r');
    await cli.waitFor('2 + 3 = 5');
    cli.child.stdin?.write('\u0004');
    const { code, stdout } = await cli.result;
    expect(plain(stdout)).toMatch(/← calculator 42\n6 \* 7 = 42\ntokens: .*\n> And 2 \+ 3\?\n/);
    expect(code).toBe(0);
  });

  it('keeps the history', async () => {
    server = await startModelServer((response, _request, number) => sendText(response, `Answer ${number}.`));
    const cli = startChat(['--base-url', server.url]);
    for (const number of [0, 1]) {
      await cli.waitFor('> ');
      cli.child.stdin?.write(`Question ${number}\r`);
      await cli.waitFor(`Answer ${number}.`);
    }
    cli.child.stdin?.write('\u0004');
    await cli.result;
    const history = server.requests[1]?.body.messages.map(({ role, content }) => `${role}: ${JSON.stringify(content)}`);
    expect(history).toHaveLength(3);
    expect(history?.[0]).toMatch(/^user: .*Question 0/);
    expect(history?.[1]).toMatch(/^assistant: .*Answer 0\./);
    expect(history?.[2]).toMatch(/^user: .*Question 1/);
  });

  it('goes on after a failed turn, and forgets that turn', async () => {
    server = await startModelServer((response, _request, number) => {
      if (number > 0) return sendText(response, 'Better.');
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end('{"error":{"message":"bad mood"}}');
    });
    const cli = startChat(['--base-url', server.url]);
    await cli.waitFor('> ');
    cli.child.stdin?.write('One\r');
    await cli.waitFor('(LLM_STATUS)');
    cli.child.stdin?.write('Two\r');
    await cli.waitFor('Better.');
    cli.child.stdin?.write('\u0004');
    expect((await cli.result).code).toBe(0);
    expect(JSON.stringify(server.requests[1]?.body.messages)).not.toContain('One');
  });

  it('ends with 130 on Ctrl-C at the prompt', async () => {
    const cli = startChat(['--offline']);
    await cli.waitFor('> ');
    cli.child.stdin?.write('\u0003');
    const { code, stdout } = await cli.result;
    expect(plain(stdout)).toBe('> \ninterrupted\n');
    expect(code).toBe(130);
  });

  it('ends with 130 on Ctrl-C during an answer, the connection closed', async () => {
    let hangUp = (): void => {};
    const closed = new Promise<void>((resolve) => (hangUp = resolve));
    server = await startModelServer((response) => {
      response.on('close', hangUp);
      sendDeltas(response, { role: 'assistant', content: 'Moss is' });
    });
    const cli = startChat(['--base-url', server.url]);
    await cli.waitFor('> ');
    cli.child.stdin?.write('Hi\r');
    await cli.waitFor('Moss is');
    cli.child.stdin?.write('\u0003');
    await closed;
    const { code, stdout } = await cli.result;
    expect(plain(stdout)).toMatch(/Moss is\n+interrupted\n$/);
    expect(code).toBe(130);
  });

  it('uses colours unless NO_COLOR is set', async () => {
    const dim = '\u001b[2m';
    const coloured = startChat(['--offline', 'What is 6 * 7?']);
    expect((await coloured.result).stdout).toContain(`${dim}← calculator 42`);
    const uncoloured = startChat(['--offline', 'What is 6 * 7?'], { NO_COLOR: '1' });
    expect((await uncoloured.result).stdout).not.toContain(dim);
  });

  it('needs a question for --json', async () => {
    const { code, stdout } = await startChat(['--offline', '--json']).result;
    expect(JSON.parse(stdout)).toMatchObject({ event: 'error', data: { code: 'USAGE' } });
    expect(code).toBe(2);
  });
});
