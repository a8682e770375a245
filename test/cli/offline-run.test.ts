import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

const offline = (...args: string[]) => runCli(['--offline', ...args]);

describe.each(['openai', 'anthropic'])('offline with %s', (provider) => {
  it.each([
    ['What is 17 * 23?', '17 * 23', '391'],
    ['what is (1234567 + 3) times -87654321 / 8', '(1234567 + 3) * -87654321 / 8', '-13526924384621.25'],
  ])('answers %j through the calculator', async (question, expression, value) => {
    const { code, stdout, stderr } = await offline('--provider', provider, question);
    expect(stdout).toBe(`${expression} = ${value}\n`);
    const [call, result, summary, ...rest] = stderr.split('\n');
    expect(call).toBe(`→ calculator {"expression":"${expression}"}`);
    expect(result).toBe(`← calculator ${value}`);
    expect(summary).toMatch(/^tokens: [1-9]\d* in, [1-9]\d* out · 3 steps · \d+\.\d\d s$/);
    expect(rest).toEqual(['']);
    expect(code).toBe(0);
  });

  it('gives the model the error of a tool', async () => {
    const { code, stdout, stderr } = await offline('--provider', provider, 'What is 1 / 0?');
    expect(stdout).toBe('The tool calculator reported an error: division by zero at position 3.\n');
    expect(stderr).toMatch(/^← calculator Error.*division by zero at position 3/m);
    expect(code).toBe(0);
  });

  it('runs several tools in one turn', async () => {
    const { stdout, stderr } = await offline('--provider', provider, 'What is 2 * 3, and what time is it in UTC?');
    expect(stdout).toMatch(/^2 \* 3 = 6\nIt is \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00 \(UTC\)\.\n$/);
    expect(stderr.match(/^→ /gm)).toHaveLength(2);
    expect(stderr.match(/^← /gm)).toHaveLength(2);
  });
});

describe('offline', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'offline-run-'));
    await writeFile(path.join(folder, 'notes.txt'), 'moss is green');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('says without a question for tools what it is', async () => {
    const { code, stdout } = await offline('Why is moss green?');
    expect(stdout).toMatch(/^I am an offline stand-in, not a language model: .*\n$/);
    expect(code).toBe(0);
  });

  it('reads files of the current folder only when the tool is named', async () => {
    const named = await runCli(['--offline', '--tools', 'read-file', 'Read notes.txt'], { cwd: folder });
    expect(named.stdout).toBe('notes.txt says:\nmoss is green\n');
    const unnamed = await runCli(['--offline', 'Read notes.txt'], { cwd: folder });
    expect(unnamed.stdout).not.toContain('moss is green');
  });

  it('uses no tool with --tools none', async () => {
    const { stdout, stderr } = await offline('--tools', 'none', 'What is 17 * 23?');
    expect(stdout).toContain('without tools I can do nothing');
    expect(stderr).not.toContain('→');
  });

  it('answers a question from standard input', async () => {
    const { code, stdout } = await runCli(['--offline'], { stdin: 'What is\n6 * 7?\n' });
    expect(stdout).toBe('6 * 7 = 42\n');
    expect(code).toBe(0);
  });

  it('is used without keys, and says so in one line', async () => {
    const { code, stdout, stderr } = await runCli(['What is 6 * 7?']);
    expect(stderr.split('\n')[0]).toMatch(/^OPENAI_API_KEY and ANTHROPIC_API_KEY are not set: .*offline/);
    expect(stderr.match(/not set/g)).toHaveLength(1);
    expect(stdout).toBe('6 * 7 = 42\n');
    expect(code).toBe(0);
  });

  it('keeps keys of the environment to itself', async () => {
    const env = { OPENAI_API_KEY: 'sk-very-secret', ANTHROPIC_API_KEY: 'sk-ant-secret' };
    const { code, stdout, stderr } = await runCli(['--offline', '--json', 'What is 6 * 7?'], { env });
    expect(stdout + stderr).not.toContain('secret');
    expect(stdout).toContain('42');
    expect(code).toBe(0);
  });

  it('says how to get its package where that is not installed', async () => {
    const url = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;
    const resolver = `export async function resolve(name, context, next) {
      if (name !== '@copilotkit/aimock') return next(name, context);
      throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
    }`;
    const hook = `import { register } from 'node:module'; register(${JSON.stringify(url(resolver))});`;
    const nodeFlags = ['--import', url(hook)];
    const { code, stdout, stderr } = await runCli(['--offline', 'Hi'], { nodeFlags });
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error: .*run "npm install @copilotkit\/aimock".* \(DEPENDENCY_MISSING\)\n$/);
    expect(code).toBe(1);
  });
});
