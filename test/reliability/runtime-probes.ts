/** The same faults one storey up: injected into a run of an agent, with a model that follows a script. */
import { AgentRuntime, defineTool, GraphEvents, type RunConfig } from '../../src/runtime/index.ts';
import { MossError } from '../../src/base/index.ts';
import { type ScriptStep, scriptedClient, text, toolCalls } from '../../src/testing/index.ts';
import { caught, type Figures } from './row.ts';

interface Setting {
  readonly tools?: readonly ReturnType<typeof defineTool>[];
  readonly handlers?: NonNullable<RunConfig['customHandlers']>;
}

async function agent(script: readonly ScriptStep[], { tools = [], handlers }: Setting = {}) {
  const client = scriptedClient(script);
  const run = await AgentRuntime.create({
    runId: 'run',
    graphConfig: { agents: [{ agentId: 'agent', provider: 'openAI', client, tools: [...tools] }] },
    ...(handlers !== undefined && { customHandlers: handlers }),
    returnContent: true,
  });
  return { run, client };
}

const hello = { messages: [{ role: 'user', content: 'Hello' }] };
const silentLog = { [GraphEvents.ON_AGENT_LOG]: { handle() {} } };

/** Observers never change a run; a handler that throws rejects it, with that very error. */
export async function faultyObservers(observers: readonly (() => unknown)[]): Promise<Figures> {
  let changed = 0;
  for (const fail of observers) {
    const { run } = await agent([text('Hi')], { handlers: silentLog });
    run.handlerRegistry?.observe('*', fail);
    const content = await run.processStream(hello).catch(() => undefined);
    if (JSON.stringify(content) !== '[{"type":"text","text":"Hi"}]') changed++;
  }
  let rejected = 0;
  for (const error of [new Error('the host broke'), 'a string']) {
    const handle = (): void => {
      throw error;
    };
    const { run } = await agent([text('Hi')], { handlers: { [GraphEvents.ON_MESSAGE_DELTA]: { handle } } });
    if ((await caught(() => run.processStream(hello)))?.error === error) rejected++;
  }
  return { 'runtime: runs changed by observers': changed, 'runtime: handler errors that reject, unchanged': rejected };
}

/** Tools of any name are called, and answer. */
export async function reservedToolNames(names: readonly string[]): Promise<Figures> {
  let broken = 0;
  for (const name of names) {
    const failure = await caught(async () => {
      const tool = defineTool({
        name,
        description: 'Answers.',
        parameters: { type: 'object' },
        execute: () => 'answer',
      });
      const { run, client } = await agent([toolCalls([{ name, args: {} }]), text('done')], { tools: [tool] });
      await run.processStream(hello);
      const answer = client.requests[1]?.messages.at(-1);
      if (answer?.role !== 'tool' || answer.content !== 'answer') throw new Error(`${name} was not called`);
    });
    if (failure !== undefined && !MossError.is(failure.error)) broken++;
  }
  return { 'runtime: tool names broken': broken };
}

/** Arguments that are nested too deep for anybody give an answer to the model or a typed error; nothing else happens. */
export async function deepToolArguments(depths: readonly number[]): Promise<Figures> {
  let broken = 0;
  for (const depth of depths) {
    const args = `{"deep":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    const tool = defineTool({
      name: 'take',
      description: 'Takes anything.',
      parameters: { type: 'object' },
      execute: () => 'taken',
    });
    const { run } = await agent([toolCalls([{ name: 'take', args }]), text('done')], { tools: [tool] });
    const failure = await caught(() => run.processStream(hello));
    if (failure !== undefined && !MossError.is(failure.error)) broken++;
  }
  return { 'runtime: depths broken': broken };
}

/** A run whose configuration came with a caller's tracing headers. */
export async function runWithBaggage(headers: Readonly<Record<string, string>>): Promise<void> {
  const { run } = await agent([text('Hi')]);
  await run.processStream(hello, { configurable: { headers, ...headers }, metadata: { ...headers } });
}
