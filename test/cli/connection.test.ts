import { describe, expect, it } from 'vitest';
import { parseCommandLine, type CommandLine } from '../../src/cli/command-line.ts';
import { embeddedConnection, keysOf, planConnection, type ConnectionPlan } from '../../src/cli/connection.ts';

const OPENAI = { OPENAI_API_KEY: 'sk-open' };
const ANTHROPIC = { ANTHROPIC_API_KEY: 'sk-ant' };
const BOTH = { ...OPENAI, ...ANTHROPIC };

function plan(args: string[], environment: Record<string, string>): ConnectionPlan {
  const line = parseCommandLine(args);
  if ('information' in line) throw new Error('printed information instead');
  return planConnection(line satisfies CommandLine, environment);
}

describe('planConnection', () => {
  it.each([
    [[], OPENAI, 'openAI', 'sk-open'],
    [[], ANTHROPIC, 'anthropic', 'sk-ant'],
    [[], BOTH, 'openAI', 'sk-open'],
    [['--provider', 'anthropic'], BOTH, 'anthropic', 'sk-ant'],
    [['--base-url', 'http://h'], {}, 'openAI', 'none'],
    [['--base-url', 'http://h', '--provider', 'anthropic'], OPENAI, 'anthropic', 'none'],
  ])('with %j and %j asks %s with %s', (args, environment, provider, apiKey) => {
    expect(plan(args, environment)).toMatchObject({ kind: 'server', connection: { provider, apiKey } });
  });

  it.each([
    [[], {}, 'openAI', 'OPENAI_API_KEY and ANTHROPIC_API_KEY are not set'],
    [[], { OPENAI_API_KEY: ' ' }, 'openAI', 'OPENAI_API_KEY and ANTHROPIC_API_KEY are not set'],
    [['--provider', 'anthropic'], OPENAI, 'anthropic', 'ANTHROPIC_API_KEY is not set'],
    [['--provider', 'openai'], ANTHROPIC, 'openAI', 'OPENAI_API_KEY is not set'],
  ])('with %j and %j asks the embedded server for %s and says why', (args, environment, provider, notice) => {
    expect(plan(args, environment)).toMatchObject({
      kind: 'embedded',
      choice: { provider },
      notice: expect.stringContaining(notice),
    });
  });

  it('stays offline in spite of keys when told to, without a word, and on the preferred provider', () => {
    expect(plan(['--offline'], ANTHROPIC)).toMatchObject({
      kind: 'embedded',
      choice: { provider: 'openAI' },
      notice: undefined,
    });
  });

  it('uses the model named, or the default of the provider', () => {
    expect(plan(['--model', 'm'], BOTH)).toMatchObject({ connection: { model: 'm' } });
    expect(plan(['--provider', 'anthropic'], BOTH)).toMatchObject({
      connection: { model: expect.stringMatching(/^claude-/) },
    });
    expect(plan([], BOTH)).toMatchObject({ connection: { model: expect.stringMatching(/^gpt-/) } });
  });
});

describe('embeddedConnection', () => {
  it.each([
    ['openai', 'http://127.0.0.1:1/v1'],
    ['anthropic', 'http://127.0.0.1:1'],
  ])('addresses the API of %s, without a key', (provider, baseURL) => {
    const decided = plan(['--offline', '--provider', provider], BOTH);
    if (decided.kind !== 'embedded') throw new Error('not embedded');
    expect(embeddedConnection(decided, 'http://127.0.0.1:1')).toMatchObject({ baseURL, apiKey: 'none' });
  });
});

describe('keysOf', () => {
  it('finds every key, blank ones left out', () => {
    expect(keysOf({ ...BOTH, OTHER: 'x' })).toEqual(['sk-open', 'sk-ant']);
    expect(keysOf({ OPENAI_API_KEY: '' })).toEqual([]);
  });
});
