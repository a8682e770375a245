import { Writable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { Output } from '../../src/cli/output.ts';
import { recordingStream, written, type Transcript } from './recording-stream.ts';

function setUp(colorDepth?: number) {
  const transcript: Transcript = [];
  const output = new Output(
    recordingStream('out', transcript, colorDepth),
    recordingStream('err', transcript, colorDepth),
  );
  return { output, transcript, all: () => transcript.map(({ text }) => text).join('') };
}

describe('Output', () => {
  it('sends the answer to stdout, the rest to stderr', () => {
    const { output, transcript } = setUp();
    void output.aside('hm');
    void output.answer('yes');
    void output.note('cost: 1');
    void output.alert('careful');
    void output.data('{}');
    expect(written(transcript, 'out')).toBe('yes\n{}\n');
    expect(written(transcript, 'err')).toBe('hm\ncost: 1\ncareful\n');
  });

  it('gives every line its own line, and never an empty one', () => {
    const { output, all } = setUp();
    for (const text of ['a', 'b', '', 'c\n']) void output.answer(text);
    void output.note('note');
    void output.answer('d');
    void output.aside('e');
    void output.answer('f');
    output.endLine();
    output.endLine();
    expect(all()).toBe('abc\nnote\nd\ne\nf\n');
  });

  it('takes the power over the terminal from text', () => {
    const { output, transcript } = setUp(1);
    void output.answer('a\u001b[2Jb\tc\rd\n');
    void output.alert('e\u001b]0;title\u0007f\u009b');
    expect(written(transcript, 'out')).toBe('a[2Jb\tcd\n');
    expect(written(transcript, 'err')).toBe('e]0;titlef\n');
  });

  it('passes the answer on as it is where no terminal reads it', () => {
    const { output, transcript } = setUp();
    void output.answer('a\u001b[2Jb\r\n');
    expect(written(transcript, 'out')).toBe('a\u001b[2Jb\r\n');
  });

  it('dims what goes with the answer where the terminal has colours', () => {
    vi.stubEnv('FORCE_COLOR', undefined);
    const colourful = setUp(8);
    const plain = setUp(1);
    for (const { output } of [colourful, plain]) {
      void output.answer('answer');
      void output.note('note');
      void output.alert('alert');
    }
    vi.unstubAllEnvs();
    expect(colourful.all()).toBe('answer\n\u001b[2mnote\u001b[22m\nalert\n');
    expect(plain.all()).toBe('answer\nnote\nalert\n');
  });

  it('asks to wait while the reader is slower', async () => {
    const pending: (() => void)[] = [];
    const slow = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => void pending.push(done) });
    const output = new Output(slow, recordingStream('err', []));
    let waited = false;
    const wait = Promise.resolve(output.answer('long')).then(() => (waited = true));
    await new Promise(setImmediate);
    expect(waited).toBe(false);
    pending[0]?.();
    await wait;
    expect(waited).toBe(true);
    expect(slow.listenerCount('drain')).toBe(0);
  });

  it('notices that stdout is broken, tells why, and keeps quiet from then on', async () => {
    const error = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    const broken = new Writable({ write: (_chunk, _encoding, done) => done(error) });
    const output = new Output(broken, recordingStream('err', []));
    expect(output.broken.aborted).toBe(false);
    await output.answer('lost');
    await output.flush();
    expect(output.broken.reason).toBe(error);
    expect(output.answer('more')).toBeUndefined();
    await output.flush();
  });

  it('flushes only when everything is written', async () => {
    const pending: (() => void)[] = [];
    const slow = new Writable({ write: (_chunk, _encoding, done) => void pending.push(done) });
    const output = new Output(slow, recordingStream('err', []));
    void output.answer('text');
    let flushed = false;
    const flush = output.flush().then(() => (flushed = true));
    await new Promise(setImmediate);
    expect(flushed).toBe(false);
    while (pending.length > 0) {
      pending.shift()?.();
      await new Promise(setImmediate);
    }
    await flush;
    expect(flushed).toBe(true);
  });

  it('survives the loss of stderr', async () => {
    const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    const transcript: Transcript = [];
    const output = new Output(recordingStream('out', transcript), broken);
    await output.alert('lost');
    await new Promise(setImmediate);
    void output.answer('here');
    expect(written(transcript, 'out')).toBe('here');
    expect(output.broken.aborted).toBe(false);
  });
});
