import { describe, expect, it, vi } from 'vitest';
import { defineTool, GraphEvents, type ToolExecuteBatchRequest } from '../../src/runtime/index.ts';
import { scriptedClient, text, toolCalls } from '../../src/testing/index.ts';
import { hello, recordRun } from './record-run.ts';

const described = { name: 'echo', description: 'Says it again.', parameters: { type: 'object' } };
const echo = defineTool<{ value: string }>({
  name: 'echo',
  description: 'Says it again.',
  parameters: { type: 'object', properties: { value: { type: 'string' } } },
  execute: ({ value }) => value,
});
const calling = (...values: string[]) => toolCalls(values.map((value) => ({ name: 'echo', args: { value } })));
const definition = { name: 'search', parameters: { type: 'object', properties: {} } };
const host = (answer: (request: ToolExecuteBatchRequest) => unknown) => ({
  [GraphEvents.ON_TOOL_EXECUTE]: {
    handle: (_: string, data: unknown) => answer(data as ToolExecuteBatchRequest) as void,
  },
});

describe('tools of this process', () => {
  it('answer in the order of the calls, however long each takes', async () => {
    const slowFirst = defineTool<{ value: string }>({
      ...described,
      execute: async ({ value }) => {
        if (value === 'a') await new Promise((resolve) => setTimeout(resolve, 10));
        return value;
      },
    });
    const client = scriptedClient([calling('a', 'b'), text('ok')]);
    const { run } = await recordRun({ client, tools: [slowFirst] });
    await run.processStream(hello);
    expect(client.requests[1]?.messages.slice(-2)).toMatchObject([{ content: 'a' }, { content: 'b' }]);
  });

  it.each([1, 3])('run at most %i at once where that is the bound', async (toolConcurrency) => {
    let running = 0;
    let most = 0;
    const counted = defineTool({
      ...described,
      execute: async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
      },
    });
    const client = scriptedClient([calling('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), text('ok')]);
    const { run } = await recordRun({ client, tools: [counted], toolConcurrency });
    await run.processStream(hello);
    expect(most).toBe(toolConcurrency);
  });

  it('get their arguments, their call id and a signal', async () => {
    const execute = vi.fn(() => ({ found: 1 }));
    const tool = defineTool({ name: 'echo', description: '', parameters: { type: 'object' }, execute });
    const client = scriptedClient([toolCalls([{ id: 'call_7', name: 'echo', args: { value: 1 } }]), text('ok')]);
    const { run } = await recordRun({ client, tools: [tool] });
    await run.processStream(hello);
    expect(execute).toHaveBeenCalledWith({ value: 1 }, { toolCallId: 'call_7', signal: expect.any(AbortSignal) });
    expect(client.requests[1]?.messages.at(-1)).toMatchObject({ content: '{"found":1}' });
  });

  it.each([
    ['an error', new Error('no such city'), 'no such city'],
    ['a string', 'no such city', 'no such city'],
    ['nothing', undefined, 'undefined'],
    ['what has no text', Object.create(null), 'the tool threw something that is no error'],
  ])('that throw %s give the model a message it can act on', async (_, thrown, message) => {
    const failing = defineTool({
      ...described,
      execute: () => {
        throw thrown;
      },
    });
    const client = scriptedClient([calling('a'), text('sorry')]);
    const { run, names } = await recordRun({ client, tools: [failing] });
    await run.processStream(hello);
    expect(client.requests[1]?.messages.at(-1)).toEqual({
      role: 'tool',
      toolCallId: expect.any(String),
      name: 'echo',
      content: `Error: ${message}\n Please fix your mistakes.`,
      isError: true,
    });
    expect(names()).not.toContain('on_tool_end');
  });

  it('are described to the model, host tools first; deferred ones are kept from it', async () => {
    const client = scriptedClient([text('ok')]);
    const { run } = await recordRun({
      client,
      tools: [echo],
      toolDefinitions: [
        definition,
        { ...definition, name: 'later', defer_loading: true },
        { ...definition, name: 'coded', allowed_callers: ['code_execution'] },
      ],
    });
    await run.processStream(hello);
    expect(client.requests[0]?.tools?.map(({ name }) => name)).toEqual(['search', 'echo']);
  });
});

const fine = { toolCallId: 'call_1', status: 'success', content: 'found' } as const;

describe('tools of the host', () => {
  const client = () => scriptedClient([toolCalls([{ id: 'call_1', name: 'search', args: { q: 'x' } }]), text('ok')]);

  it('end the run with a clear error if nobody handles them', async () => {
    const { run, heard } = await recordRun({ client: client(), toolDefinitions: [definition] });
    await expect(run.processStream(hello)).rejects.toMatchObject({
      code: 'TOOL_HANDLER_MISSING',
      message: expect.stringMatching(/search.*on_tool_execute/),
    });
    expect(heard.at(-1)).toMatchObject({ event: 'on_run_step_closed', data: { status: 'failed' } });
  });

  it('end the run with what the handler throws', async () => {
    const error = new Error('host is down');
    const handlers = host(() => Promise.reject(error));
    const { run } = await recordRun({ client: client(), toolDefinitions: [definition], handlers });
    await expect(run.processStream(hello)).rejects.toBe(error);
  });

  it('wait for the handler as well as for its answer', async () => {
    const order: string[] = [];
    const handlers = host(async ({ resolve }) => {
      resolve([{ toolCallId: 'call_1', status: 'success', content: 'found' }]);
      await new Promise((done) => setTimeout(done, 5));
      order.push('handler settled');
    });
    const scripted = scriptedClient([
      toolCalls([{ id: 'call_1', name: 'search', args: {} }]),
      () => (order.push('model called'), text('ok')),
    ]);
    const { run } = await recordRun({ client: scripted, toolDefinitions: [definition], handlers });
    await run.processStream(hello);
    expect(order).toEqual(['handler settled', 'model called']);
  });

  it.each([
    ['resolve', (request: ToolExecuteBatchRequest) => request.resolve([bogus])],
    ['onResult', (request: ToolExecuteBatchRequest) => (request.onResult(bogus), request.resolve([bogus]))],
  ])('refuse a result for a call that is not theirs (%s)', async (_, answer) => {
    const { run } = await recordRun({ client: client(), toolDefinitions: [definition], handlers: host(answer) });
    await expect(run.processStream(hello)).rejects.toMatchObject({
      code: 'TOOL_RESULT_INVALID',
      message: expect.stringMatching(/"call_9".*call_1/),
    });
  });

  it.each(['at once', 'later'])(
    'end the run with what the handler throws, even if it also rejects the batch %s',
    async (when) => {
      const error = new Error('thrown');
      const { run } = await recordRun({ client: client(), toolDefinitions: [definition] });
      run.handlerRegistry?.register(GraphEvents.ON_TOOL_EXECUTE, {
        handle(_, data) {
          const { reject } = data as ToolExecuteBatchRequest;
          if (when === 'at once') reject(new Error('rejected'));
          else setTimeout(reject, 1, new Error('rejected'));
          throw error;
        },
      });
      await expect(run.processStream(hello)).rejects.toBe(error);
      await new Promise((resolve) => setTimeout(resolve, 5));
    },
  );

  it.each([
    ['null', null],
    ['content that is no JSON', { ...fine, content: [1n] }],
    ['injected messages that are none', { ...fine, injectedMessages: [null] }],
  ])('refuse a result that is %s, reported early or at the end', async (_, result) => {
    for (const early of [true, false]) {
      const handlers = host(({ onResult, resolve }) => {
        if (early) onResult(result as never);
        resolve([result as never]);
      });
      const { run } = await recordRun({ client: client(), toolDefinitions: [definition], handlers });
      await expect(run.processStream(hello)).rejects.toMatchObject({ code: 'TOOL_RESULT_INVALID' });
    }
  });

  it.each([
    ['success', {}, ''],
    ['error', {}, 'Error: the tool failed\n Please fix your mistakes.'],
    ['error', { content: 'quota' }, 'Error: quota\n Please fix your mistakes.'],
  ])('may say little (%s %j)', async (status, said, content) => {
    const scripted = client();
    const handlers = host(({ resolve }) => resolve([{ toolCallId: 'call_1', status, ...said } as never]));
    const { run } = await recordRun({ client: scripted, toolDefinitions: [definition], handlers });
    await run.processStream(hello);
    expect(scripted.requests[1]?.messages.at(-1)).toMatchObject({ role: 'tool', content });
  });

  it('have one answer per call, the first', async () => {
    const scripted = client();
    const handlers = host(({ resolve }) => resolve([fine, { ...fine, content: 'second' }]));
    const { run } = await recordRun({ client: scripted, toolDefinitions: [definition], handlers });
    await run.processStream(hello);
    expect(scripted.requests[1]?.messages.filter(({ role }) => role === 'tool')).toMatchObject([{ content: 'found' }]);
  });

  it.each([[undefined], [null], [{}], ['found']])('refuse results that are no list (%j)', async (results) => {
    const handlers = host(({ resolve }) => resolve(results as never));
    const { run } = await recordRun({ client: client(), toolDefinitions: [definition], handlers });
    await expect(run.processStream(hello)).rejects.toMatchObject({ code: 'TOOL_RESULT_INVALID' });
  });

  it('may be answered with an outcome, which is passed on', async () => {
    const result = { toolCallId: 'call_1', status: 'success', content: 'ok', outcome: { rows: 3 } } as const;
    const handlers = host(({ resolve }) => resolve([result]));
    const { run, heard } = await recordRun({ client: client(), toolDefinitions: [definition], handlers });
    await run.processStream(hello);
    const completed = heard.find(({ event }) => event === 'on_run_step_completed');
    expect(completed?.data).toMatchObject({ result: { tool_call: { outcome: { rows: 3 }, progress: 1 } } });
  });
});

const bogus = { toolCallId: 'call_9', status: 'success', content: 'found' } as const;
