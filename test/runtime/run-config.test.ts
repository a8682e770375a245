import { HumanMessage } from '@langchain/core/messages';
import { describe, expect, it } from 'vitest';
import { AgentRuntime, type RunConfig } from '../../src/runtime/index.ts';
import { scriptedClient, text } from '../../src/testing/index.ts';
import { hello } from './record-run.ts';

const agent = { agentId: 'agent_a', provider: 'openAI', client: scriptedClient([]) };
const withAgent = (fields: object): object => ({ runId: 'r', graphConfig: { agents: [{ ...agent, ...fields }] } });
const create = (config: unknown): Promise<AgentRuntime> => AgentRuntime.create(config as RunConfig);

describe('a configuration that cannot work is refused at once, by name', () => {
  it.each([
    ['no configuration', undefined, 'RUN_ID_MISSING', 'runId'],
    ['no run id', { graphConfig: { agents: [agent] } }, 'RUN_ID_MISSING', 'Run ID not provided'],
    ['an empty run id', { runId: '', graphConfig: { agents: [agent] } }, 'RUN_ID_MISSING', 'runId'],
    ['no graph', { runId: 'r' }, 'GRAPH_CONFIG_MISSING', 'Graph config not provided'],
    ['neither agents nor a model', { runId: 'r', graphConfig: {} }, 'AGENTS_MISSING', 'llmConfig'],
    ['no agents', { runId: 'r', graphConfig: { agents: [] } }, 'AGENTS_MISSING', 'At least one agent must be provided'],
    ['agents that are no list', { runId: 'r', graphConfig: { agents: null } }, 'AGENTS_MISSING', 'agents'],
    ['two agents', { runId: 'r', graphConfig: { agents: [agent, agent] } }, 'FEATURE_UNAVAILABLE', '2 agents'],
    ['edges', { runId: 'r', graphConfig: { agents: [agent], edges: [{}] } }, 'FEATURE_UNAVAILABLE', '1 edges'],
    [
      'an agent without id',
      { runId: 'r', graphConfig: { agents: [{ provider: 'openAI' }] } },
      'CONFIG_INVALID',
      'agentId',
    ],
    [
      'an unknown provider',
      { runId: 'r', graphConfig: { agents: [{ ...agent, provider: 'acme' }] } },
      'PROVIDER_UNKNOWN',
      '"acme"',
    ],
    ['no provider', { runId: 'r', graphConfig: { llmConfig: {} } }, 'PROVIDER_UNKNOWN', '"default"'],
    [
      'a handler that is a function',
      { runId: 'r', graphConfig: { agents: [agent] }, customHandlers: { on_run_step: () => {} } },
      'CONFIG_INVALID',
      'on_run_step',
    ],
    ['an agent that is null', { runId: 'r', graphConfig: { agents: [null] } }, 'CONFIG_INVALID', 'agents[0]'],
    [
      'a provider that is no name',
      { runId: 'r', graphConfig: { llmConfig: { provider: 10n } } },
      'PROVIDER_UNKNOWN',
      '10',
    ],
    ['tools that are no list', withAgent({ tools: 'abc' }), 'CONFIG_INVALID', 'tools of agent "agent_a"'],
    ['a tool that is null', withAgent({ tools: [null] }), 'CONFIG_INVALID', 'tools[0]'],
    ['a tool that cannot be called', withAgent({ tools: [{ name: 'x' }] }), 'CONFIG_INVALID', '"x"'],
    ['a tool definition without a name', withAgent({ toolDefinitions: [{}] }), 'CONFIG_INVALID', 'toolDefinitions[0]'],
    ['a client that is none', withAgent({ client: {} }), 'CONFIG_INVALID', 'stream'],
    [
      'a signal that is none',
      { runId: 'r', graphConfig: { agents: [agent], signal: 'x' } },
      'CONFIG_INVALID',
      'signal',
    ],
    ['nodes that are none', { runId: 'r', graphConfig: { agents: [agent], nodes: null } }, 'CONFIG_INVALID', 'nodes'],
    [
      'a node that is null',
      { runId: 'r', graphConfig: { agents: [agent], nodes: { x: null } } },
      'CONFIG_INVALID',
      '"x"',
    ],
    [
      'no room for tools',
      { runId: 'r', graphConfig: { agents: [agent], toolConcurrency: 0 } },
      'CONFIG_INVALID',
      'toolConcurrency is 0',
    ],
  ])('%s', async (_, config, code, offender) => {
    await expect(create(config)).rejects.toMatchObject({
      name: 'InvalidConfigError',
      code,
      message: expect.stringContaining(offender),
    });
  });

  it.each([0, -1, 1.5, Number.NaN, '5'])(
    'a recursion limit that is no whole number of at least 1 (%j)',
    async (limit) => {
      const run = await create({ runId: 'r', graphConfig: { agents: [agent] } });
      await expect(run.processStream(hello, { recursionLimit: limit as number })).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining(`recursionLimit is ${String(limit)}`),
      });
    },
  );

  it('a signal of the stream that is none, and the run can be used afterwards', async () => {
    const client = scriptedClient([text('ok')]);
    const { signal } = new AbortController();
    const run = await create({
      runId: 'r',
      graphConfig: { signal, agents: [{ ...agent, client }] },
      returnContent: true,
    });
    await expect(run.processStream(hello, { signal: {} as AbortSignal })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('config.signal'),
    });
    expect(await run.processStream(hello, null, null)).toEqual([{ type: 'text', text: 'ok' }]);
  });

  it.each([[undefined], [null], [{}], [{ messages: 'hi' }]])(
    'inputs without a list of messages (%j)',
    async (inputs) => {
      const run = await create({ runId: 'r', graphConfig: { agents: [agent] } });
      await expect(run.processStream(inputs as never)).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining('messages'),
      });
    },
  );

  it('an empty conversation is refused by the model client', async () => {
    const run = await create({ runId: 'r', graphConfig: { agents: [agent] } });
    await expect(run.processStream({ messages: [] })).rejects.toMatchObject({ code: 'LLM_REQUEST_INVALID' });
  });

  it('a second turn while the first runs', async () => {
    const client = scriptedClient([text('one'), text('two')]);
    const run = await create({ runId: 'r', graphConfig: { agents: [{ ...agent, client }] } });
    const first = run.processStream(hello);
    await expect(run.processStream(hello)).rejects.toMatchObject({
      code: 'RUN_BUSY',
      message: expect.stringContaining('"r"'),
    });
    await first;
    await run.processStream(hello);
    client.assertDone();
  });

  it('what is no message is named by its place', async () => {
    const run = await create({ runId: 'r', graphConfig: { agents: [agent] } });
    const messages = [{ role: 'user', content: 'a' }, 7] as never;
    await expect(run.processStream({ messages })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('messages[1]'),
    });
  });
});

describe('a configuration of a host', () => {
  it('may hold keys that mean nothing here', async () => {
    const run = await create({
      runId: 'r',
      graphConfig: {
        type: 'standard',
        edges: [],
        agents: [{ ...agent, client: scriptedClient([text('hi')]), maxContextTokens: 1, summarizationEnabled: true }],
      },
      fadingTier: 2,
      tokenCounter: () => 1,
      langfuse: {},
      returnContent: true,
    });
    expect(await run.processStream(hello)).toEqual([{ type: 'text', text: 'hi' }]);
  });

  it('is not changed, nor are the inputs', async () => {
    const freeze = <T>(value: T): T => {
      if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
        Object.values(value).forEach(freeze);
        Object.freeze(value);
      }
      return value;
    };
    const client = scriptedClient([text('hi')]);
    const run = await create(freeze({ runId: 'r', graphConfig: { agents: Object.freeze([{ ...agent, client }]) } }));
    const inputs = freeze({ messages: Object.freeze([{ role: 'user', content: 'a' }]) });
    const config = freeze({ configurable: { thread_id: 't', user: { id: 1 } }, metadata: { a: 1 } });
    await run.processStream(inputs as never, config);
    expect(inputs.messages).toHaveLength(1);
    expect(config).toEqual({ configurable: { thread_id: 't', user: { id: 1 } }, metadata: { a: 1 } });
  });

  it('may leave handlers out by setting them to undefined, and agents in favour of llmConfig', async () => {
    const client = scriptedClient([text('ok')]);
    const graphConfig = { agents: undefined, llmConfig: { provider: 'openAI' }, client };
    const run = await create({ runId: 'r', graphConfig, customHandlers: { on_run_step: undefined } });
    await run.processStream(hello);
    expect(client.requests).toHaveLength(1);
  });

  it('may hold messages that share an id: the later one counts, and nothing of the turn is lost', async () => {
    const client = scriptedClient([text('ok')]);
    const run = await create({ runId: 'r', graphConfig: { agents: [{ ...agent, client }] } });
    await run.processStream({
      messages: [new HumanMessage({ id: '1', content: 'a' }), new HumanMessage({ id: '1', content: 'b' })],
    });
    expect(client.requests[0]?.messages).toMatchObject([{ content: [{ text: 'b' }] }]);
    expect(run.getRunMessages()).toMatchObject([{ content: 'ok' }]);
  });

  it('need not set a stream configuration at all', async () => {
    const client = scriptedClient([text('hi')]);
    const run = await create({ runId: 'r', graphConfig: { agents: [{ ...agent, client }] } });
    expect(await run.processStream(hello)).toBeUndefined();
    expect(run.getRunMessages()).toMatchObject([{ content: 'hi' }]);
  });
});
