import { beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

interface Line {
  readonly event: string;
  readonly data: Record<string, unknown> & { readonly id?: string };
  readonly metadata?: Record<string, unknown>;
}

async function events(...args: string[]): Promise<readonly Line[]> {
  const { code, stdout, stderr } = await runCli(['--offline', '--json', ...args]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line): Line => JSON.parse(line));
}

/** Id of the step that an event belongs to. */
function stepOf({ event, data }: Line): unknown {
  return event === 'on_run_step_completed' ? (data['result'] as { id?: unknown }).id : data.id;
}

/** What breaks the protocol: a step is announced before anything else about it, numbered without gaps, and closed once. */
function violations(lines: readonly Line[]): string[] {
  const found: string[] = [];
  const steps = new Map<unknown, { closed: number }>();
  for (const line of lines.filter(({ event }) => /^on_(?:run_step|message_delta|reasoning_delta)/.test(event))) {
    const step = steps.get(stepOf(line));
    if (line.event === 'on_run_step') {
      if (line.data['index'] !== steps.size) found.push(`step ${steps.size} has index ${String(line.data['index'])}`);
      steps.set(stepOf(line), { closed: 0 });
    } else if (step === undefined) found.push(`${line.event} of an unannounced step`);
    else if (line.event === 'on_run_step_closed') step.closed += 1;
  }
  for (const [id, { closed }] of steps) if (closed !== 1) found.push(`step ${String(id)} closed ${closed} times`);
  return found;
}

describe.each(['openai', 'anthropic'])('--json with %s', (provider) => {
  let lines: readonly Line[];
  beforeAll(async () => {
    lines = await events('--provider', provider, 'What is 17 * 23?');
  });

  it('prints events in the order of the protocol, done last', () => {
    expect(lines.filter(({ event }) => event === 'on_run_step').length).toBeGreaterThanOrEqual(2);
    expect(violations(lines)).toEqual([]);
    expect(lines.filter(({ event }) => event === 'done' || event === 'error')).toEqual([lines.at(-1)]);
    expect(lines.at(-1)?.event).toBe('done');
  });

  it('carries the call, its result and the text', () => {
    const of = (event: string): Line[] => lines.filter((line) => line.event === event);
    expect(of('on_run_step_completed').map(({ data }) => data['result'])).toMatchObject([
      {
        type: 'tool_call',
        tool_call: { name: 'calculator', args: '{"expression":"17 * 23"}', output: '391', progress: 1 },
      },
    ]);
    const texts = of('on_message_delta').map(
      ({ data }) => (data['delta'] as { content: { text: string }[] }).content[0]?.text,
    );
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.join('')).toBe('17 * 23 = 391');
    expect(of('on_chat_model_start')).toHaveLength(2);
    expect(of('on_chat_model_end')).toHaveLength(2);
    expect(of('on_tool_start')).toHaveLength(1);
    expect(of('on_tool_end')).toHaveLength(1);
    for (const { metadata } of of('on_message_delta')) {
      expect(metadata).toMatchObject({
        langgraph_node: 'agent=default',
        langgraph_step: 3,
        run_id: expect.any(String),
      });
    }
    expect(lines.at(-1)?.data).toMatchObject({
      provider: provider === 'openai' ? 'openAI' : 'anthropic',
      content: expect.arrayContaining([
        { type: 'tool_call', tool_call: expect.objectContaining({ name: 'calculator', output: '391' }) },
        expect.objectContaining({ type: 'text', text: '17 * 23 = 391' }),
      ]),
      inputTokens: expect.any(Number),
      outputTokens: expect.any(Number),
      steps: 3,
      durationMs: expect.any(Number),
    });
  });
});

describe('--json', () => {
  it('prints misuse as an error line too, and nothing else', async () => {
    const { code, stdout, stderr } = await runCli(['--json', '--bogus', 'Hi']);
    expect(JSON.parse(stdout)).toEqual({
      event: 'error',
      data: { name: 'InvalidConfigError', code: 'USAGE', message: "unknown option '--bogus'; see --help" },
    });
    expect(stderr).toBe('');
    expect(code).toBe(2);
  });
});
