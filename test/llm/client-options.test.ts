import { beforeEach, describe, expect, it, vi } from 'vitest';
import { anthropicClient } from '../../src/llm/anthropic/index.ts';
import { openAIClient } from '../../src/llm/openai/index.ts';
import { collect, hello, transcript, wholeAnswer, wires } from './wire.ts';
import { sendStream, wireServer } from './wire-server.ts';

const providers = [
  {
    name: 'openAI',
    variable: 'OPENAI',
    make: openAIClient as (options: object) => unknown,
    nested: 'configuration',
    wire: wires[0]!,
  },
  {
    name: 'anthropic',
    variable: 'ANTHROPIC',
    make: anthropicClient as (options: object) => unknown,
    nested: 'clientOptions',
    wire: wires[1]!,
  },
];

beforeEach(() => {
  for (const { variable } of providers) {
    vi.stubEnv(`${variable}_API_KEY`, undefined);
    vi.stubEnv(`${variable}_BASE_URL`, undefined);
  }
  return () => vi.unstubAllEnvs();
});

describe.each(providers)('options of $name', ({ name, variable, make, nested, wire }) => {
  it('need a model', () => {
    expect(() => make({ apiKey: 'k' })).toThrow(
      expect.objectContaining({ name: 'InvalidConfigError', code: 'MODEL_MISSING' }),
    );
    expect(() => make({ apiKey: 'k', model: '' })).toThrow(`provider ${name} has no model: set the option "model"`);
  });

  it('need a key, and say where it may come from', () => {
    expect(() => make({ model: 'm' })).toThrow(
      expect.objectContaining({ name: 'InvalidConfigError', code: 'API_KEY_MISSING' }),
    );
    expect(() => make({ model: 'm', apiKey: '' })).toThrow(
      `set the option "apiKey" or the environment variable ${variable}_API_KEY`,
    );
  });

  it('fall back to the environment as it is when the client is made', async () => {
    const server = await wireServer((response) => sendStream(response, [wholeAnswer(wire, transcript(wire, 'text'))]));
    vi.stubEnv(`${variable}_API_KEY`, 'key-of-the-environment');
    vi.stubEnv(`${variable}_BASE_URL`, server.origin);
    await collect(wire.client({ apiKey: undefined }).stream(hello));
    expect(JSON.stringify(server.requests[0]?.headers)).toContain('key-of-the-environment');
  });

  it.each(['baseURL', `${nested}.baseURL`])('say with %s where the server is', async (option) => {
    const server = await wireServer((response) => sendStream(response, [wholeAnswer(wire, transcript(wire, 'text'))]));
    vi.stubEnv(`${variable}_BASE_URL`, 'http://127.0.0.1:9');
    const [outer = '', inner] = option.split('.');
    await collect(
      wire.client({ [outer]: inner === undefined ? server.origin : { [inner]: server.origin } }).stream(hello),
    );
    expect(server.requests).toHaveLength(1);
  });

  it('send headers and leave out those that are null', async () => {
    const server = await wireServer((response) => sendStream(response, [wholeAnswer(wire, transcript(wire, 'text'))]));
    await collect(
      wire.client({ baseURL: server.origin, headers: { 'x-tenant': 'blue', 'user-agent': null } }).stream(hello),
    );
    expect(server.requests[0]?.headers).toMatchObject({ 'x-tenant': 'blue' });
    expect(server.requests[0]?.headers['user-agent'] ?? '').not.toContain('JS');
  });

  it.each(['fetch', `${nested}.fetch`])('take a fetch as %s', async (option) => {
    const fetch = vi.fn(async () => new Response('{}', { status: 418 }));
    const [outer = '', inner] = option.split('.');
    const events = await collect(
      wire.client({ [outer]: inner === undefined ? fetch : { [inner]: fetch } }).stream(hello),
    );
    expect(events).toMatchObject([{ type: 'error', error: { status: 418 } }]);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it.each<[string, object, string]>([
    ['model', { model: 5 }, 'option "model" must be a string, but is 5'],
    ['apiKey', { apiKey: { secret: 'sk-1' } }, 'option "apiKey" must be a string, but is a value of type object'],
    [
      'temperature',
      { temperature: 'sk-1' },
      'option "temperature" must be a finite number, but is a value of type string',
    ],
    ['topP', { topP: Number.NaN }, 'option "topP" must be a finite number, but is NaN'],
    ['maxTokens', { maxTokens: true }, 'option "maxTokens" must be a finite number, but is true'],
    ['timeout', { timeout: -1 }, 'option "timeout" must be a positive whole number of milliseconds, but is -1'],
    ['stop', { stop: [1] }, 'option "stop" must be a string or a list of strings'],
    ['streaming', { streaming: 'yes' }, 'option "streaming" must be a boolean'],
    ['baseURL', { baseURL: 'localhost:11434' }, 'option "baseURL" must be an http or https URL'],
    ['headers', { headers: { a: 1 } }, 'option "headers" must be an object of strings'],
    ['headers', { headers: new Headers({ a: 'b' }) }, 'option "headers" must be an object of strings'],
    ['fetch', { fetch: 'node-fetch' }, 'option "fetch" must be a function'],
    [
      'the nested options',
      { [nested]: 'http://x' },
      `option "${nested}" must be an object, but is a value of type string`,
    ],
    ['a nested option', { [nested]: { baseURL: 1 } }, `option "${nested}.baseURL" must be a string, but is 1`],
  ])('are refused where %s is of the wrong kind', (_, options, message) => {
    expect(() => make({ model: 'm', apiKey: 'k', ...options })).toThrow(
      expect.objectContaining({
        name: 'InvalidConfigError',
        code: 'CONFIG_INVALID',
        message: expect.stringContaining(message),
      }),
    );
  });

  it('name the variable that holds no URL', () => {
    vi.stubEnv(`${variable}_BASE_URL`, 'not a url');
    expect(() => make({ model: 'm', apiKey: 'k' })).toThrow(
      `environment variable ${variable}_BASE_URL must be an http or https URL`,
    );
  });

  it.each([
    ['a line break', 'sk-\nhidden'],
    ['a letter that is not Latin', 'sk-ключ-hidden'],
    ['a control character', 'sk-\0hidden'],
  ])('name the key that no header can hold, with %s in it, and do not show it', (_, key) => {
    for (const option of ['apiKey', `${name}ApiKey`]) {
      expect(() => make({ model: 'm', [option]: key })).toThrow(
        expect.objectContaining({
          name: 'InvalidConfigError',
          code: 'CONFIG_INVALID',
          message: expect.stringMatching(new RegExp(`^option "${option}" holds a character (?!.*hidden)`)),
        }),
      );
    }
    if (key.includes('\0')) return; // no variable can hold it either
    vi.stubEnv(`${variable}_API_KEY`, key);
    expect(() => make({ model: 'm' })).toThrow(`environment variable ${variable}_API_KEY holds a character`);
  });

  it('take a key with white space around it, as a file ends with a line break', async () => {
    const server = await wireServer((response) => sendStream(response, [wholeAnswer(wire, transcript(wire, 'text'))]));
    await collect(wire.client({ baseURL: server.origin, apiKey: ' key-of-a-file\n' }).stream(hello));
    expect(Object.values(server.requests[0]?.headers ?? {})).toContainEqual(
      expect.stringMatching(/^(Bearer )?key-of-a-file$/),
    );
    expect(() => make({ model: 'm', apiKey: ' \n' })).toThrow(expect.objectContaining({ code: 'API_KEY_MISSING' }));
  });

  it('count null as not set', () => {
    expect(make({ model: 'm', apiKey: 'k', temperature: null, [nested]: null, stop: undefined })).toMatchObject({
      provider: name,
      model: 'm',
    });
  });

  it('never show a key', () => {
    for (const options of [
      { apiKey: 'sk-1', model: 7 },
      { apiKey: ['sk-1'], model: 'm' },
      { apiKey: 'sk-1', model: 'm', baseURL: 'ftp://u:sk-1@h' },
    ]) {
      expect(() => make(options)).toThrow(expect.objectContaining({ message: expect.not.stringContaining('sk-1') }));
    }
  });
});
