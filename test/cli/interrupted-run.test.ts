import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { sourceNodeFlags } from '../support/source-node.ts';
import { sendDeltas, startModelServer, type ModelServer, type Responder } from './model-server.ts';
import { MAIN, start, startCli } from './run-cli.ts';

let server: ModelServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Begins an answer and leaves it open; `closed` resolves when the client hangs up. */
function endlessAnswer(): { readonly respond: Responder; readonly closed: Promise<void> } {
  let hangUp = (): void => {};
  const closed = new Promise<void>((resolve) => (hangUp = resolve));
  const respond: Responder = (response) => {
    response.on('close', hangUp);
    sendDeltas(response, { role: 'assistant', content: '' }, { content: 'Moss is' });
  };
  return { respond, closed };
}

async function interruptedRun(...args: string[]) {
  const { respond, closed } = endlessAnswer();
  server = await startModelServer(respond);
  const cli = startCli(['--base-url', server.url, ...args, 'Hi']);
  await cli.waitFor('Moss is');
  cli.child.kill('SIGINT');
  await closed;
  return cli.result;
}

describe('Ctrl-C in the middle of a stream', () => {
  it('closes the connection, says so in one line and exits with 130', async () => {
    const { code, stdout, stderr } = await interruptedRun();
    expect(stdout).toBe('Moss is\n');
    expect(stderr).toBe('interrupted\n');
    expect(code).toBe(130);
  });

  it('ends --json with an error line, all steps closed', async () => {
    const { code, stdout, stderr } = await interruptedRun('--json');
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const closed = lines.filter(({ event }) => event === 'on_run_step_closed');
    expect(closed.map(({ data }) => data.status)).toEqual(['cancelled']);
    expect(lines.at(-1)).toEqual({
      event: 'error',
      data: { name: 'AbortError', code: 'ABORTED', message: 'interrupted' },
    });
    expect(stderr).toBe('');
    expect(code).toBe(130);
  });

  it('that comes twice at once, as below npm, still ends cleanly', async () => {
    const { respond } = endlessAnswer();
    server = await startModelServer(respond);
    const cli = startCli(['--base-url', server.url, 'Hi']);
    await cli.waitFor('Moss is');
    cli.child.kill('SIGINT');
    cli.child.kill('SIGINT');
    expect(await cli.result).toEqual({ code: 130, stdout: 'Moss is\n', stderr: 'interrupted\n' });
  });
});

describe('a reader that leaves', () => {
  it('ends the run quietly', async () => {
    let hangUp = (): void => {};
    const closed = new Promise<void>((resolve) => (hangUp = resolve));
    server = await startModelServer((response) => {
      const timer = setInterval(() => sendDeltas(response, { role: 'assistant', content: 'moss\n'.repeat(100) }), 1);
      response.on('close', () => {
        clearInterval(timer);
        hangUp();
      });
    });
    const cli = startCli(['--base-url', server.url, 'Hi']);
    await cli.waitFor('moss');
    cli.child.stdout?.destroy();
    await closed;
    expect(await cli.result).toMatchObject({ code: 0, stderr: '' });
  });
});

describe.skipIf(!existsSync('/dev/full'))('a full disk', () => {
  it('is a failure', async () => {
    const command = [process.execPath, ...sourceNodeFlags(), MAIN, '--offline', 'Hi'].map((word) => `'${word}'`);
    const { code, stderr } = await start('/bin/sh', ['-c', `${command.join(' ')} > /dev/full`], { stdin: '' }).result;
    expect(stderr).toMatch(/error: standard output cannot be written: Error: ENOSPC[^\n]*\n$/);
    expect(code).toBe(1);
  });
});
