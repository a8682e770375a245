import { describe, expect, it } from 'vitest';
import { parseCommandLine, type CommandLine } from '../../src/cli/command-line.ts';

function parse(...args: string[]): CommandLine {
  const line = parseCommandLine(args);
  if ('information' in line) throw new Error('printed information instead');
  return line;
}

describe('parseCommandLine', () => {
  it('joins the words of the question and fills in defaults', () => {
    expect(parse('Why', 'is moss', 'green?')).toEqual({
      question: 'Why is moss green?',
      provider: undefined,
      model: undefined,
      systemFile: undefined,
      tools: ['calculator', 'clock'],
      json: false,
      offline: false,
      baseURL: undefined,
    });
  });

  it('reads every option, before or after the question', () => {
    const line = parse(
      '--provider',
      'anthropic',
      '--model=m',
      'Hi',
      '--system',
      's.txt',
      '--json',
      '--base-url',
      'http://h/v1',
    );
    expect(line).toMatchObject({
      question: 'Hi',
      provider: { provider: 'anthropic' },
      model: 'm',
      systemFile: 's.txt',
      json: true,
      baseURL: 'http://h/v1',
    });
    expect(parse('--offline')).toMatchObject({ question: '', offline: true });
  });

  it.each(['openai', 'openAI', 'OPENAI'])('takes %s for the provider openAI', (name) => {
    expect(parse('--provider', name).provider?.provider).toBe('openAI');
  });

  it('takes everything behind -- as the question', () => {
    expect(parse('--', '--json', 'means', 'what?')).toMatchObject({ question: '--json means what?', json: false });
  });

  it.each([
    ['none', []],
    ['clock', ['clock']],
    ['read-file, list-files,clock', ['read-file', 'list-files', 'clock']],
    ['clock,clock', ['clock']],
  ])('reads --tools %s', (list, tools) => {
    expect(parse('--tools', list).tools).toEqual(tools);
  });

  it.each([
    [['--provdier', 'x'], "unknown option '--provdier' (Did you mean --provider?); see --help"],
    [['--provider'], "option '--provider <name>' argument missing; see --help"],
    [
      ['--tools', 'calculator,shell'],
      'unknown tool "shell" in --tools; choose from calculator, clock, read-file, list-files, or none',
    ],
    [['--tools', ''], 'unknown tool "" in --tools; choose from calculator, clock, read-file, list-files, or none'],
    [
      ['--tools', 'none,clock'],
      'unknown tool "none" in --tools; choose from calculator, clock, read-file, list-files, or none',
    ],
    [
      ['--tools', 'toString'],
      'unknown tool "toString" in --tools; choose from calculator, clock, read-file, list-files, or none',
    ],
    [['--model', ' '], '--model is empty; give it a value or leave it out'],
    [['--system', ''], '--system is empty; give it a value or leave it out'],
    [
      ['--base-url', 'localhost:1'],
      '--base-url "localhost:1" is not an http or https address, such as http://127.0.0.1:11434/v1',
    ],
    [['--offline', '--base-url', 'http://h'], '--offline and --base-url exclude each other; leave one out'],
    [['', ' '], 'the question is empty; ask something'],
  ])('refuses %j', (args, message) => {
    expect(() => parseCommandLine(args)).toThrow(
      expect.objectContaining({ name: 'InvalidConfigError', code: 'USAGE', message }),
    );
  });

  it('refuses an unknown provider', () => {
    expect(() => parseCommandLine(['--provider', 'acme', 'Hi'])).toThrow(
      expect.objectContaining({
        name: 'InvalidConfigError',
        code: 'PROVIDER_UNKNOWN',
        message: 'unknown provider "acme" in --provider; choose from openai, anthropic',
      }),
    );
  });

  it('returns help and version as text', () => {
    const help = parseCommandLine(['--help']);
    const version = parseCommandLine(['--version']);
    const text = (line: object): string => ('information' in line ? String(line.information) : '');
    for (const word of ['--provider', '--json', 'OPENAI_API_KEY', 'NO_COLOR', 'read-file', 'Exit status']) {
      expect(text(help)).toContain(word);
    }
    expect(text(version)).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
