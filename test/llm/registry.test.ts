import { describe, expect, it, vi } from 'vitest';

const loaded = vi.hoisted((): string[] => []);
vi.mock('openai', async (original) => {
  loaded.push('openai');
  return original();
});
vi.mock('@google/genai', async (original) => {
  loaded.push('@google/genai');
  return original();
});
vi.mock('@aws-sdk/client-bedrock-runtime', async (original) => {
  loaded.push('@aws-sdk/client-bedrock-runtime');
  return original();
});
vi.mock('@anthropic-ai/sdk', async (original) => {
  loaded.push('@anthropic-ai/sdk');
  return original();
});

describe('createLLMClient', () => {
  it('loads the SDK of the provider that is asked for, and only then', async () => {
    const { createLLMClient } = await import('../../src/llm/index.ts');
    expect(loaded).toEqual([]);
    expect(await createLLMClient({ provider: 'anthropic', model: 'claude-haiku-4-5', apiKey: 'k' })).toMatchObject({
      provider: 'anthropic',
      model: 'claude-haiku-4-5',
    });
    expect(loaded).toEqual(['@anthropic-ai/sdk']);
    expect(await createLLMClient({ provider: 'openAI', model: 'gpt-4o-mini', apiKey: 'k' })).toMatchObject({
      provider: 'openAI',
    });
    expect(loaded).toEqual(['@anthropic-ai/sdk', 'openai']);
    await createLLMClient({ provider: 'google', model: 'gemini-2.5-flash', apiKey: 'k' });
    expect(loaded).toEqual(['@anthropic-ai/sdk', 'openai', '@google/genai']);
    await createLLMClient({ provider: 'bedrock', model: 'm', region: 'eu-central-1' });
    expect(loaded).toEqual(['@anthropic-ai/sdk', 'openai', '@google/genai', '@aws-sdk/client-bedrock-runtime']);
  });

  it.each(['gpt', '', 'toString', '__proto__', 'OPENAI'])('does not know the provider %j', async (provider) => {
    const { createLLMClient } = await import('../../src/llm/index.ts');
    await expect(createLLMClient({ provider, model: 'm', apiKey: 'k' })).rejects.toMatchObject({
      name: 'InvalidConfigError',
      code: 'PROVIDER_UNKNOWN',
      message: expect.stringMatching(`unknown provider "${provider}": use one of openAI, .*anthropic`),
    });
  });

  it.each(['mistral', 'mistralai', 'deepseek', 'xai', 'openrouter', 'moonshot', 'groq', 'ollama'])(
    'knows %s, and calls it by its name',
    async (provider) => {
      const { createLLMClient } = await import('../../src/llm/index.ts');
      expect(await createLLMClient({ provider, model: 'm', apiKey: 'k' })).toMatchObject({ provider, model: 'm' });
    },
  );

  it('asks for the key of the provider that was meant', async () => {
    const { createLLMClient } = await import('../../src/llm/index.ts');
    await expect(createLLMClient({ provider: 'deepseek', model: 'm' })).rejects.toMatchObject({
      code: 'API_KEY_MISSING',
      message: expect.stringContaining('DEEPSEEK_API_KEY'),
    });
    expect(await createLLMClient({ provider: 'ollama', model: 'm' })).toMatchObject({ provider: 'ollama' });
  });

  it("passes on what is wrong with the provider's options", async () => {
    const { createLLMClient } = await import('../../src/llm/index.ts');
    await expect(createLLMClient({ provider: 'openAI', apiKey: 'k' })).rejects.toMatchObject({ code: 'MODEL_MISSING' });
  });
});
