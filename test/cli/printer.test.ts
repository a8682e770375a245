import { describe, expect, it } from 'vitest';
import { JsonPrinter } from '../../src/cli/json-printer.ts';
import { Output } from '../../src/cli/output.ts';
import { Printer } from '../../src/cli/printer.ts';
import type { RunOutcome } from '../../src/cli/run-reporter.ts';
import { recordingStream, written, type Transcript } from './recording-stream.ts';

function setUp() {
  const transcript: Transcript = [];
  const output = new Output(recordingStream('out', transcript), recordingStream('err', transcript));
  return {
    output,
    transcript,
    lines: () =>
      transcript
        .map(({ text }) => text)
        .join('')
        .split('\n'),
  };
}

const outcome: RunOutcome = {
  runId: 'r1',
  provider: 'openAI',
  model: 'm',
  content: [{ type: 'text', text: 'hi' }],
  tally: { inputTokens: 12, outputTokens: 3, steps: 1 },
  durationMs: 1_234.5,
};

const modelEnd = (...calls: object[]): object => ({ output: { tool_calls: calls } });
const completed = (id: string, name: string, args: string, output: string): object => ({
  result: { id: 'step', type: 'tool_call', tool_call: { id, name, args, output, progress: 1 } },
});
const textDelta = (text: string): object => ({ id: 'step', delta: { content: [{ type: 'text', text }] } });
const thinkDelta = (think: string): object => ({ id: 'step', delta: { content: [{ type: 'think', think }] } });

describe('Printer', () => {
  it('streams text, and shows reasoning, calls, results and the cost around it', async () => {
    const { output, transcript, lines } = setUp();
    const printer = new Printer(output);
    await printer.handle('on_reasoning_delta', thinkDelta('Let me '));
    await printer.handle('on_reasoning_delta', thinkDelta('see'));
    await printer.handle('on_message_delta', textDelta('I will '));
    await printer.handle('on_message_delta', textDelta('look.'));
    await printer.handle(
      'on_chat_model_end',
      modelEnd({ id: 'c1', name: 'calculator', args: { expression: '6 * 7' } }),
    );
    await printer.handle('on_run_step_completed', completed('c1', 'calculator', '{"expression":"6 * 7"}', '42'));
    await printer.handle('on_message_delta', textDelta('It is 42.'));
    await printer.handle('on_chat_model_end', modelEnd());
    await printer.done(outcome);
    expect(lines()).toEqual([
      'Let me see',
      'I will look.',
      '→ calculator {"expression":"6 * 7"}',
      '← calculator 42',
      'It is 42.',
      'tokens: 12 in, 3 out · 1 step · 1.23 s',
      '',
    ]);
    expect(written(transcript, 'out')).toBe('I will look.\nIt is 42.\n');
  });

  it('shows a call once, in whichever order its events come', async () => {
    const { output, lines } = setUp();
    const printer = new Printer(output);
    await printer.handle('on_run_step_completed', completed('c1', 'clock', '{}', 'noon'));
    await printer.handle('on_chat_model_end', modelEnd({ id: 'c1', name: 'clock', args: {} }));
    expect(lines()).toEqual(['→ clock {}', '← clock noon', '']);
  });

  it('names the tool of every result of parallel calls', async () => {
    const { output, lines } = setUp();
    const printer = new Printer(output);
    await printer.handle(
      'on_chat_model_end',
      modelEnd({ id: 'a', name: 'clock', args: {} }, { id: 'b', name: 'calculator', args: {} }),
    );
    await printer.handle('on_run_step_completed', completed('b', 'calculator', '{}', '42'));
    await printer.handle('on_run_step_completed', completed('a', 'clock', '{}', 'noon'));
    expect(lines()).toEqual(['→ clock {}', '→ calculator {}', '← calculator 42', '← clock noon', '']);
  });

  it('shows what the model wrote instead of arguments', async () => {
    const { output, lines } = setUp();
    const data = {
      output: { tool_calls: [], invalid_tool_calls: [{ id: 'c1', name: 'clock', args: '{"timeZone":' }] },
    };
    await new Printer(output).handle('on_chat_model_end', data);
    expect(lines()).toEqual(['→ clock {"timeZone":', '']);
  });

  it('keeps results on one line of bearable length', async () => {
    const { output, lines } = setUp();
    await new Printer(output).handle(
      'on_run_step_completed',
      completed('c1', 'read-file', '{}', `a\n\tb${'x'.repeat(300)}`),
    );
    expect(lines()[1]).toBe(`← read-file a b${'x'.repeat(237)}… (303 characters)`);
  });

  it('prints an error once, with its code, below what was said so far', async () => {
    const { output, lines } = setUp();
    const printer = new Printer(output);
    await printer.handle('on_message_delta', textDelta('It is'));
    await printer.failed({
      name: 'LLMError',
      code: 'LLM_STREAM_INCOMPLETE',
      message: 'cut short',
      interrupted: false,
      exitCode: 1,
    });
    expect(lines()).toEqual(['It is', 'error: cut short (LLM_STREAM_INCOMPLETE)', '']);
  });

  it('says in one word that it was interrupted', async () => {
    const { output, lines } = setUp();
    await new Printer(output).failed({
      name: 'AbortError',
      code: 'ABORTED',
      message: 'interrupted',
      interrupted: true,
      exitCode: 130,
    });
    expect(lines()).toEqual(['interrupted', '']);
  });

  it('ignores event data that is not as it should be', async () => {
    const { output, lines } = setUp();
    const printer = new Printer(output);
    for (const data of [
      undefined,
      null,
      7,
      'text',
      {},
      { delta: null },
      { delta: { content: 'text' } },
      { output: 1 },
      { result: { summary: {} } },
    ]) {
      for (const event of printer.events) await printer.handle(event, data);
    }
    expect(lines()).toEqual(['']);
  });
});

describe('JsonPrinter', () => {
  it('prints every event as handlers get it, and done last', async () => {
    const { output, transcript } = setUp();
    const printer = new JsonPrinter(output);
    expect(printer.events).toEqual(
      expect.arrayContaining(['on_run_step', 'on_run_step_closed', 'on_chat_model_stream']),
    );
    await printer.handle('on_message_delta', textDelta('hi'), { run_id: 'r1' });
    await printer.handle('on_run_step_closed', { id: 'step' });
    await printer.done(outcome);
    const lines = written(transcript, 'out')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([
      { event: 'on_message_delta', data: textDelta('hi'), metadata: { run_id: 'r1' } },
      { event: 'on_run_step_closed', data: { id: 'step' } },
      {
        event: 'done',
        data: {
          runId: 'r1',
          provider: 'openAI',
          model: 'm',
          content: outcome.content,
          inputTokens: 12,
          outputTokens: 3,
          steps: 1,
          durationMs: 1_234.5,
        },
      },
    ]);
    expect(written(transcript, 'err')).toBe('');
  });

  it('prints an error as the last line', async () => {
    const { output, transcript } = setUp();
    await new JsonPrinter(output).failed({
      name: 'LLMError',
      code: 'LLM_STATUS',
      message: 'no',
      interrupted: false,
      exitCode: 1,
    });
    expect(JSON.parse(written(transcript, 'out'))).toEqual({
      event: 'error',
      data: { name: 'LLMError', code: 'LLM_STATUS', message: 'no' },
    });
  });
});
