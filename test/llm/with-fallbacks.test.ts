import { describe, expect, it } from 'vitest';
import { LLMError } from '../../src/base/index.ts';
import { type LLMClientAdapter, type LLMRequest, withFallbacks } from '../../src/llm/index.ts';
import { fails, hangs, scriptedClient, text } from '../../src/testing/index.ts';
import { runLLMClientSuite } from '../conformance/llm-client.ts';
import { scriptStep } from '../support/script-of.ts';
import { collect, hello } from './wire.ts';

const overloaded = new LLMError('LLM_STATUS', '529', { provider: 'openAI', status: 529, retryable: true });

runLLMClientSuite('a client with fallbacks, of which the first always fails', (script) => {
  const first = scriptedClient(Array.from({ length: 100 }, () => fails(overloaded)));
  const second = scriptedClient(Array.from({ length: 100 }, () => scriptStep(script)));
  return { client: withFallbacks(first, [second]), calls: () => second.requests.length };
});

describe('a client with fallbacks', () => {
  const said = async (client: LLMClientAdapter, request: LLMRequest = hello): Promise<unknown> => {
    const last = (await collect(client.stream(request))).at(-1);
    return last?.type === 'done' ? last.message.content[0] : last;
  };

  it('leaves the others alone where the first answers', async () => {
    const other = scriptedClient([]);
    expect(await said(withFallbacks(scriptedClient([text('one')]), [other]))).toMatchObject({ text: 'one' });
    other.assertDone();
  });

  it('goes on until one answers', async () => {
    const [second, third] = [scriptedClient([fails(new Error('down'))]), scriptedClient([text('three')])];
    const client = withFallbacks(scriptedClient([fails(overloaded)]), [second, third, scriptedClient([])]);
    expect(await said(client)).toMatchObject({ text: 'three' });
    second.assertDone();
  });

  it('tells the error of the last where none does', async () => {
    const last = new Error('the last');
    const client = withFallbacks(scriptedClient([fails(overloaded)]), [scriptedClient([fails(last)])]);
    expect(await said(client)).toEqual({ type: 'error', error: last });
  });

  it('does not repeat an answer that broke off in the middle', async () => {
    const other = scriptedClient([]);
    const client = withFallbacks(scriptedClient([fails(overloaded, { afterText: 'Hel' })]), [other]);
    expect(await said(client)).toEqual({ type: 'error', error: overloaded });
    other.assertDone();
  });

  it('passes over one that cannot take the request', async () => {
    const picky: LLMClientAdapter = {
      provider: 'deepseek',
      model: 'm',
      stream: () => {
        throw new LLMError('LLM_REQUEST_INVALID', 'no images', { provider: 'deepseek' });
      },
    };
    const client = withFallbacks(scriptedClient([fails(overloaded)]), [picky, scriptedClient([text('three')])]);
    expect(await said(client)).toMatchObject({ text: 'three' });
    expect(await said(withFallbacks(picky, [scriptedClient([text('two')])]))).toMatchObject({ text: 'two' });
  });

  it('does not go on after an abort', async () => {
    const other = scriptedClient([]);
    const controller = new AbortController();
    const client = withFallbacks(scriptedClient([hangs()]), [other]);
    setTimeout(() => controller.abort(), 5);
    expect(await said(client, { ...hello, signal: controller.signal })).toMatchObject({
      error: { name: 'AbortError' },
    });
    other.assertDone();
  });
});
