import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { defineTool, GraphEvents, type ToolExecuteBatchRequest } from '../../src/runtime/index.ts';
import { fails, hangs, scriptedClient, text, toolCalls } from '../../src/testing/index.ts';
import { openAIWire, transcript } from '../llm/wire.ts';
import { sendStream, wireServer } from '../llm/wire-server.ts';
import { hello, recordRun } from './record-run.ts';

const waiting = { name: 'wait', description: 'Waits.', parameters: { type: 'object' } };
const aborted = { name: 'AbortError', message: 'This operation was aborted' };

/** Aborts at the first event of a name. */
function abortAt(event: string) {
  const controller = new AbortController();
  return { controller, handlers: { [event]: { handle: () => controller.abort() } } };
}

describe('an aborted run', () => {
  it('calls no model if it was aborted before', async () => {
    const client = scriptedClient([text('never')]);
    const { run, heard } = await recordRun({ client, signal: AbortSignal.abort() });
    await expect(run.processStream(hello)).rejects.toMatchObject(aborted);
    expect(client.requests).toEqual([]);
    expect(heard).toEqual([]);
  });

  it.each(['graphConfig.signal', 'config.signal'])('is aborted by %s', async (which) => {
    const { controller, handlers } = abortAt(GraphEvents.ON_MESSAGE_DELTA);
    const { signal } = controller;
    const own = which === 'graphConfig.signal';
    const { run, heard } = await recordRun({
      client: scriptedClient([hangs({ afterText: 'one' })]),
      handlers,
      ...(own && { signal }),
    });
    await expect(run.processStream(hello, own ? {} : { signal })).rejects.toMatchObject(aborted);
    expect(heard.at(-1)).toEqual({
      event: 'on_run_step_closed',
      data: expect.objectContaining({ status: 'cancelled' }),
      metadata: undefined,
    });
    expect(run.getRunMessages()).toEqual([]);
    expect(run.Graph?.getContentParts()).toEqual([]);
  });

  it('rejects with a DOMException, the reason as its cause where it is another', async () => {
    const controller = new AbortController();
    const reason = new Error('user left');
    const handlers = { [GraphEvents.ON_MESSAGE_DELTA]: { handle: () => controller.abort(reason) } };
    const client = scriptedClient([hangs({ afterText: 'one' })]);
    const { run } = await recordRun({ client, handlers, signal: controller.signal });
    const error: unknown = await run.processStream(hello).catch((rejected: unknown) => rejected);
    expect(error).toBeInstanceOf(DOMException);
    expect(error).toMatchObject({ ...aborted, cause: reason });
  });

  it('ends although a tool never does', async () => {
    const { controller, handlers } = abortAt(GraphEvents.TOOL_START);
    const tool = defineTool({
      ...waiting,
      execute: () => new Promise(() => {}),
    });
    const client = scriptedClient([toolCalls([{ name: 'wait', args: {} }])]);
    const { run, names } = await recordRun({ client, tools: [tool], handlers, signal: controller.signal });
    await expect(run.processStream(hello)).rejects.toMatchObject(aborted);
    expect(names()).not.toContain('on_run_step_completed');
  });

  it('tells a running tool by its signal', async () => {
    const { controller, handlers } = abortAt(GraphEvents.TOOL_END);
    const toldAt: string[] = [];
    const tool = defineTool<{ which: string }>({
      ...waiting,
      execute: ({ which }, { signal }) =>
        which === 'quick' ? 'done' : new Promise(() => signal.addEventListener('abort', () => toldAt.push(which))),
    });
    const calls = ['slow', 'quick'].map((which) => ({ name: 'wait', args: { which } }));
    const { run } = await recordRun({
      client: scriptedClient([toolCalls(calls)]),
      tools: [tool],
      handlers,
      signal: controller.signal,
    });
    await expect(run.processStream(hello)).rejects.toMatchObject(aborted);
    expect(toldAt).toEqual(['slow']);
  });

  it.each(['at once', 'after the run has rejected'])(
    'starts no tool whose start was told when it was over (%s)',
    async (when) => {
      const controller = new AbortController();
      const execute = vi.fn();
      const held = Promise.withResolvers<void>();
      const handlers = {
        [GraphEvents.TOOL_START]: {
          handle: () => {
            if (when === 'at once') controller.abort();
            else setImmediate(() => controller.abort());
            return when === 'at once' ? undefined : held.promise;
          },
        },
      };
      const tool = defineTool({ ...waiting, execute });
      const client = scriptedClient([toolCalls([{ name: 'wait', args: {} }])]);
      const { run } = await recordRun({ client, tools: [tool], handlers, signal: controller.signal });
      await expect(run.processStream(hello)).rejects.toMatchObject(aborted);
      held.resolve();
      await new Promise((resolve) => setImmediate(resolve));
      expect(execute).not.toHaveBeenCalled();
    },
  );

  it('ends although the host never answers a batch, and an answer that comes later does no harm', async () => {
    let request: ToolExecuteBatchRequest | undefined;
    const controller = new AbortController();
    const handlers = {
      [GraphEvents.ON_TOOL_EXECUTE]: {
        handle: (_: string, data: unknown) => {
          request = data as ToolExecuteBatchRequest;
          setImmediate(() => controller.abort());
        },
      },
    };
    const client = scriptedClient([toolCalls([{ id: 'call_1', name: 'search', args: {} }])]);
    const toolDefinitions = [{ name: 'search' }];
    const { run, names } = await recordRun({ client, toolDefinitions, handlers, signal: controller.signal });
    await expect(run.processStream(hello)).rejects.toMatchObject(aborted);
    expect(request?.signal.aborted).toBe(true);
    const heard = names().length;
    request?.onResult({ toolCallId: 'call_1', status: 'success', content: 'late' });
    request?.resolve([{ toolCallId: 'call_1', status: 'success', content: 'late' }]);
    request?.reject(new Error('late'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(names().slice(heard)).toEqual([]);
  });

  it('ends although a handler never settles', async () => {
    const controller = new AbortController();
    const handlers = {
      [GraphEvents.ON_MESSAGE_DELTA]: {
        handle: () => {
          setImmediate(() => controller.abort());
          return new Promise<void>(() => {});
        },
      },
    };
    const { run } = await recordRun({ client: scriptedClient([text('hi')]), handlers, signal: controller.signal });
    await expect(run.processStream(hello)).rejects.toMatchObject(aborted);
  });

  it('closes the connection to the provider at once, and nothing is told after that but the end of the step', async () => {
    const chunks = transcript(openAIWire, 'text').map((chunk) => openAIWire.encode(chunk));
    const server = await wireServer((response) => sendStream(response, chunks.slice(0, 3), 'hang'));
    const { controller, handlers } = abortAt(GraphEvents.ON_MESSAGE_DELTA);
    const clientOptions = {
      model: 'gpt-4o-mini',
      apiKey: 'test-key',
      configuration: { baseURL: `${server.origin}/v1` },
    };
    const { run, names } = await recordRun({ clientOptions, handlers, signal: controller.signal });
    await expect(run.processStream(hello)).rejects.toMatchObject(aborted);
    await server.hungUp;
    expect(names().slice(names().indexOf('on_message_delta'))).toEqual(['on_message_delta', 'on_run_step_closed']);
  });
});

describe('the end of a run', () => {
  it('does not wait for a handler of the closing that hangs, once the signal is aborted', async () => {
    const { controller, handlers } = abortAt(GraphEvents.ON_MESSAGE_DELTA);
    const hanging = { ...handlers, [GraphEvents.ON_RUN_STEP_CLOSED]: { handle: () => new Promise<void>(() => {}) } };
    const client = scriptedClient([hangs({ afterText: 'one' })]);
    const { run } = await recordRun({ client, handlers: hanging, signal: controller.signal });
    await expect(run.processStream(hello)).rejects.toMatchObject(aborted);
  });

  it('keeps the error of a run that failed before it was aborted', async () => {
    const { controller, handlers } = abortAt(GraphEvents.ON_RUN_STEP_CLOSED);
    const error = new Error('provider');
    const client = scriptedClient([fails(error, { afterText: 'one' })]);
    const { run } = await recordRun({ client, handlers, signal: controller.signal });
    await expect(run.processStream(hello)).rejects.toBe(error);
  });
});

describe('a run that failed while calls were under way', () => {
  it('starts no tool of a batch any more', async () => {
    const error = new Error('handler failed');
    const execute = vi.fn();
    const held = Promise.withResolvers<void>();
    const handlers = {
      [GraphEvents.TOOL_START]: {
        handle: (_: string, data: unknown) => {
          if (JSON.stringify(data).includes('first')) return held.promise;
          throw error;
        },
      },
    };
    const calls = ['first', 'second'].map((which) => ({ name: 'wait', args: { which } }));
    const tools = [defineTool({ ...waiting, execute })];
    const { run } = await recordRun({ client: scriptedClient([toolCalls(calls)]), tools, handlers });
    await expect(run.processStream(hello)).rejects.toBe(error);
    held.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(execute).not.toHaveBeenCalled();
  });

  it('tells of none of them any more', async () => {
    const slow = defineTool({
      ...waiting,
      execute: () => new Promise((resolve) => setTimeout(resolve, 5, 'done')),
    });
    const error = new Error('handler failed');
    const handlers = {
      [GraphEvents.TOOL_START]: {
        handle: (_: string, data: unknown) => {
          if (JSON.stringify(data).includes('second')) throw error;
        },
      },
    };
    const calls = ['first', 'second'].map((which) => ({ name: 'wait', args: { which } }));
    const { run, names } = await recordRun({ client: scriptedClient([toolCalls(calls)]), tools: [slow], handlers });
    await expect(run.processStream(hello)).rejects.toBe(error);
    const heard = names().length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(names().slice(heard)).toEqual([]);
  });
});

it('no listener stays on a signal that outlives the runs', async () => {
  const { signal } = new AbortController();
  for (let i = 0; i < 50; i++) {
    const { run } = await recordRun({ client: scriptedClient([text('hi')]), signal });
    await run.processStream(hello, { signal: new AbortController().signal });
  }
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
