import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { chat } from '../../src/cli/chat.ts';
import { recordingStream, written, type Transcript } from './recording-stream.ts';

function setUp(answer: (question: string) => Promise<void> | void = () => {}) {
  const input = new PassThrough();
  const transcript: Transcript = [];
  const asked: string[] = [];
  const controller = new AbortController();
  const done = chat({
    input,
    output: recordingStream('err', transcript),
    ask: async (question) => {
      asked.push(question);
      await answer(question);
    },
    signal: controller.signal,
    onInterrupt: () => controller.abort(),
  });
  return { input, transcript, asked, controller, done };
}

describe('chat', () => {
  it('asks line after line until the input ends', async () => {
    const { input, transcript, asked, done } = setUp();
    input.end('first\n  second \n\nthird');
    await done;
    expect(asked).toEqual(['first', 'second', 'third']);
    expect(written(transcript, 'err')).toMatch(/^> (> )*\n$/);
  });

  it('answers one question at a time, in order, none lost', async () => {
    let running = 0;
    let most = 0;
    const { input, asked, done } = setUp(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
    });
    input.write('a\nb\n');
    input.end('c\nd\n');
    await done;
    expect(asked).toEqual(['a', 'b', 'c', 'd']);
    expect(most).toBe(1);
  });

  it('ends when interrupted at the prompt', async () => {
    const { transcript, controller, done } = setUp();
    controller.abort();
    await expect(done).rejects.toMatchObject({ name: 'AbortError' });
    expect(written(transcript, 'err')).toBe('> \n');
  });

  it('asks nothing more when interrupted during an answer', async () => {
    const { input, asked, controller, done } = setUp(() => controller.abort());
    input.write('a\nb\n');
    await expect(done).rejects.toMatchObject({ name: 'AbortError' });
    expect(asked).toEqual(['a']);
  });
});
