import { ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { invokeTool, toolDefinitionOf, type ToolInvocationConfig } from '../../src/langchain/index.ts';

const call = { id: 'c1', name: 'search', args: { q: 'x' }, type: 'tool_call' } as const;
const config = (signal = new AbortController().signal): ToolInvocationConfig => ({
  configurable: { user_id: 'u' },
  metadata: { run_id: 'r' },
  signal,
  runId: '4f0e0a39-8a3a-4c8e-b1de-6a8a5b1a1a11',
});

describe('toolDefinitionOf', () => {
  it('takes JSON Schema as it is', async () => {
    const schema = { type: 'object', properties: { q: { type: 'string' } } };
    expect(await toolDefinitionOf({ name: 's', description: 'd', schema })).toEqual({
      name: 's',
      description: 'd',
      parameters: schema,
    });
  });

  it('converts zod schemas, also those of LangChain tools', async () => {
    const schema = z.object({ q: z.string().describe('what to look for') });
    const search = tool(() => '', { name: 's', description: 'd', schema });
    for (const described of [{ name: 's', schema }, search]) {
      const { parameters } = await toolDefinitionOf(described);
      expect(parameters).toMatchObject({
        type: 'object',
        properties: { q: { type: 'string', description: 'what to look for' } },
        required: ['q'],
      });
    }
  });

  it('gives a tool without a schema no arguments', async () => {
    expect((await toolDefinitionOf({ name: 's' })).parameters).toEqual({ type: 'object', properties: {} });
  });

  it('refuses a tool without a name and a schema that is none', async () => {
    await expect(toolDefinitionOf({ name: '' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(toolDefinitionOf({ name: 'odd', schema: { '~standard': {} } })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('"odd"'),
    });
  });
});

describe('invokeTool', () => {
  it('takes the message a LangChain tool makes, artifact included', async () => {
    const search = tool(({ q }) => [`found ${q}`, { source: 'web' }], {
      name: 'search',
      description: 'd',
      schema: z.object({ q: z.string() }),
      responseFormat: 'content_and_artifact',
    });
    const message = await invokeTool(search, call, config());
    expect(message).toBeInstanceOf(ToolMessage);
    expect(message).toMatchObject({ tool_call_id: 'c1', content: 'found x', artifact: { source: 'web' } });
  });

  it('hands configurable, metadata and signal to the tool', async () => {
    let seen: unknown;
    const search = tool((_args, given) => ((seen = given), 'ok'), {
      name: 'search',
      schema: z.object({ q: z.string() }),
    });
    await invokeTool(search, call, config());
    expect(seen).toMatchObject({
      configurable: { user_id: 'u' },
      metadata: { run_id: 'r' },
      signal: expect.any(AbortSignal),
    });
  });

  it.each([
    ['text', 'plain', 'plain'],
    ['an object', { a: 1 }, '{"a":1}'],
    ['content blocks', [{ type: 'text', text: 'a' }], [{ type: 'text', text: 'a' }]],
    ['a list of anything else', [1, 2], '[1,2]'],
    ['an empty list', [], '[]'],
    ['nothing', undefined, ''],
  ])('makes a message of %s', async (_, returned, content) => {
    const message = await invokeTool({ invoke: () => returned }, call, config());
    expect(message).toMatchObject({ tool_call_id: 'c1', name: 'search', status: 'success', content });
  });

  it('passes on what the tool throws', async () => {
    const error = new Error('down');
    await expect(invokeTool({ invoke: () => Promise.reject(error) }, call, config())).rejects.toBe(error);
  });
});
