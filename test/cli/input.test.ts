import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readQuestion, readSystemPrompt } from '../../src/cli/input.ts';

const { signal: never } = new AbortController();

describe('readQuestion', () => {
  it('reads to the end, characters cut between chunks made whole', async () => {
    const stdin = new PassThrough();
    const question = readQuestion(stdin, never);
    const bytes = new TextEncoder().encode(' Größe?\nJa. \n');
    for (const byte of bytes) stdin.write(Uint8Array.of(byte));
    stdin.end();
    expect(await question).toBe('Größe?\nJa.');
  });

  it.each(['', ' \n\t'])('refuses %j', async (text) => {
    const stdin = new PassThrough();
    stdin.end(text);
    await expect(readQuestion(stdin, never)).rejects.toMatchObject({ name: 'InvalidConfigError', code: 'USAGE' });
  });

  it('stops waiting when aborted', async () => {
    const controller = new AbortController();
    const stdin = new PassThrough();
    const question = readQuestion(stdin, controller.signal);
    controller.abort();
    await expect(question).rejects.toMatchObject({ name: 'AbortError' });
    expect(stdin.destroyed).toBe(true);
  });
});

describe('readSystemPrompt', () => {
  it('reads the file', async () => {
    expect(await readSystemPrompt(fileURLToPath(import.meta.url))).toContain('reads the file');
  });

  it('names the file that it cannot read, the reason and the remedy', async () => {
    await expect(readSystemPrompt('/no/such')).rejects.toMatchObject({
      code: 'USAGE',
      message: '--system "/no/such" cannot be read (ENOENT); give a text file that is there and readable',
      cause: { code: 'ENOENT' },
    });
  });
});
