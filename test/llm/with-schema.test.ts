import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { z as z3 } from 'zod/v3';
import { type AnswerSchema, complete, withSchema } from '../../src/llm/index.ts';
import { scriptedClient, text, toolCalls } from '../../src/testing/index.ts';
import { hello } from './wire.ts';

const jsonSchema = {
  type: 'object',
  properties: { name: { type: 'string' }, masts: { type: 'number' } },
  required: ['name', 'masts'],
  additionalProperties: false,
};
const standard = {
  '~standard': {
    version: 1 as const,
    vendor: 'some',
    validate: (value: unknown) => z.object({ name: z.string(), masts: z.number() })['~standard'].validate(value),
    jsonSchema: { input: () => jsonSchema },
  },
};
const schemas: [string, AnswerSchema][] = [
  ['zod 4', z.object({ name: z.string(), masts: z.number() })],
  ['zod 3', z3.object({ name: z3.string(), masts: z3.number() })],
  ['a Standard Schema', standard],
  ['JSON Schema', jsonSchema],
];

describe.each(schemas)('an answer of a schema in %s', (_, schema) => {
  it('is asked for as JSON Schema, and comes as a value', async () => {
    const client = scriptedClient([text('{"name":"Vasa","masts":3}')]);
    const { value, usage } = await withSchema(client, schema, { name: 'ship' }).generate(hello);
    expect(value).toEqual({ name: 'Vasa', masts: 3 });
    expect(usage).toBeDefined();
    expect(client.requests[0]?.output).toMatchObject({
      name: 'ship',
      schema: {
        type: 'object',
        properties: { name: { type: 'string' }, masts: { type: 'number' } },
        required: ['name', 'masts'],
      },
    });
  });

  it.each([
    ['that breaks the schema', '{"name":"Vasa","masts":"three"}', /masts/],
    ['that lacks a part', '{"name":"Vasa"}', /masts/],
    ['that is no JSON', 'Vasa has three masts.', /no JSON/],
    ['that is cut', '{"name":"Va', /no JSON/],
    ['that is empty', '', /no JSON/],
  ])('%s is an error with the raw text', async (_case, raw, problem) => {
    const answer = withSchema(scriptedClient([text(raw)]), schema).generate(hello);
    await expect(answer).rejects.toMatchObject({
      name: 'LLMError',
      code: 'LLM_OUTPUT_INVALID',
      retryable: true,
      message: expect.stringMatching(problem),
      cause: { text: raw },
    });
  });
});

describe('structured output', () => {
  it('reads a fence of Markdown around JSON', async () => {
    const client = scriptedClient([text('```json\n{"name":"Vasa","masts":3}\n```')]);
    expect((await withSchema(client, jsonSchema).generate(hello)).value).toEqual({ name: 'Vasa', masts: 3 });
  });

  it('gives what the schema makes of the answer', async () => {
    const dated = z.object({ built: z.iso.date().transform((date) => new Date(date).getUTCFullYear()) });
    const { value } = await withSchema(scriptedClient([text('{"built":"1628-08-10"}')]), dated).generate(hello);
    expect(value.built satisfies number).toBe(1628);
  });

  it.each(['', 'a name', 'x'.repeat(65)])('refuses the name %j at once', (name) => {
    expect(() => withSchema(scriptedClient([]), jsonSchema, { name })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
  });

  it.each([[null], ['text'], [[]], [{ '~standard': { version: 1, vendor: 'other', validate: () => ({ value: 1 }) } }]])(
    'refuses the schema %j',
    async (schema) => {
      const structured = withSchema(scriptedClient([]), schema as unknown as AnswerSchema);
      await expect(structured.generate(hello)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    },
  );

  it('a model cannot choose a prototype', async () => {
    const raw = '{"__proto__":{"polluted":true},"name":"Vasa","masts":3}';
    const { value } = await withSchema(scriptedClient([text(raw)]), { type: 'object' }).generate(hello);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('complete', () => {
  it('gives text and tool calls of a whole answer', async () => {
    const client = scriptedClient([
      toolCalls([{ id: 'a', name: 'look', args: { at: 'sea' } }], { text: 'Let me see.' }),
    ]);
    expect(await complete(client, hello)).toMatchObject({
      text: 'Let me see.',
      toolCalls: [{ id: 'a', name: 'look', args: { at: 'sea' } }],
      finishReason: 'tool-calls',
    });
  });

  it.each([
    ['refusal', 'LLM_REFUSED'],
    ['content-filter', 'LLM_CONTENT_FILTERED'],
  ] as const)('throws for an answer that ended with %s', async (finishReason, code) => {
    const client = scriptedClient([text('I will not.', { finishReason })]);
    await expect(complete(client, hello)).rejects.toMatchObject({
      code,
      retryable: false,
      cause: { text: 'I will not.' },
    });
  });

  it('throws the error of the call as it is', async () => {
    const error = new Error('down');
    const { fails } = await import('../../src/testing/index.ts');
    await expect(complete(scriptedClient([fails(error)]), hello)).rejects.toBe(error);
  });
});
