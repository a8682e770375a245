import { tool } from '@langchain/core/tools';
import {
  Annotation,
  Command,
  interrupt,
  MemorySaver,
  MessagesAnnotation,
  StateGraph,
  type StreamMode,
} from '@langchain/langgraph';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import {
  addActiveAgentRouter,
  createHandoffTool,
  createSwarm,
  getHandoffDestinations,
  SwarmState,
} from '@langchain/langgraph-swarm';
import { z } from 'zod';
import type { Programs } from '../../program.ts';
import { asking, calls, scripted, type Answer } from '../../scripted-model.ts';

const add = tool(({ a, b }) => `${a + b}`, {
  name: 'add',
  description: 'adds',
  schema: z.object({ a: z.number(), b: z.number() }),
});
const thread = { configurable: { thread_id: '1' } };

const toBob = createHandoffTool({ agentName: 'Bob' });
const toAlice = createHandoffTool({ agentName: 'Alice', description: 'Alice can add' });

const makeAlice = (...answers: Answer[]) =>
  createReactAgent({
    llm: scripted('alice-model', ...answers),
    tools: [add, toBob],
    prompt: 'You are Alice.',
    name: 'Alice',
  });

const makeBob = (...answers: Answer[]) =>
  createReactAgent({ llm: scripted('bob-model', ...answers), tools: [toAlice], prompt: 'You are Bob.', name: 'Bob' });

const makeSwarm = () =>
  createSwarm({
    agents: [
      makeAlice(calls(['transfer_to_bob', {}]), calls(['add', { a: 5, b: 7 }]), 'Twelve.'),
      makeBob('Ahoy!', calls(['transfer_to_alice', {}])),
    ],
    defaultActiveAgent: 'Alice',
  });

const turns = ['let me speak to Bob', "what's 5 + 7?", 'and then?'];

export const programs: Programs = {
  'a conversation that changes hands': async (t) => {
    const saver = t.saver();
    const app = makeSwarm().compile({ checkpointer: saver });
    for (const words of turns.slice(0, 2)) await t.attempt(words, () => app.invoke(asking(words), thread));
    t.record('state', await app.getState(thread, { subgraphs: true }));
    t.record('history', await t.collect(app.getStateHistory(thread)));
    t.savedBy(saver);
  },

  streamed: async (t) => {
    for (const streamMode of ['updates', 'values', 'messages', 'debug'] as StreamMode[]) {
      const app = makeSwarm().compile({ checkpointer: new MemorySaver() });
      for (const words of turns.slice(0, 2)) {
        await t.chunks(`${streamMode}: ${words}`, () =>
          app.stream(asking(words), { ...thread, streamMode, subgraphs: true }),
        );
      }
    }
  },

  'events of version 2': async (t) => {
    const app = makeSwarm().compile();
    const events = await t.collect(app.streamEvents(asking('go'), { version: 'v2' }));
    t.record(
      'events',
      events.map(({ event, name, tags, metadata }) => ({ event, name, tags, metadata })),
    );
  },

  'a typed run': async (t) => {
    const app = makeSwarm().compile();
    const run = await app.streamEvents(asking('go'), { version: 'v3' });
    const follow = async (): Promise<unknown[]> => {
      const seen: unknown[] = [];
      for await (const { path, output } of run.subgraphs) seen.push({ path, output: await output });
      return seen;
    };
    const [subgraphs, values] = await Promise.all([follow(), t.collect(run.values)]);
    t.record('subgraphs', subgraphs);
    t.record('values', values);
    t.record('output', await run.output);
  },

  'drawn, and where agents may hand over': async (t) => {
    const app = makeSwarm().compile();
    t.record('mermaid', (await app.getGraphAsync()).drawMermaid());
    t.record('with agents', (await app.getGraphAsync({ xray: true })).drawMermaid());
    t.record('destinations', [getHandoffDestinations(makeAlice()), getHandoffDestinations(makeBob())]);
    const plain = new StateGraph(SwarmState)
      .addNode('one', () => ({}))
      .addEdge('__start__', 'one')
      .compile();
    t.record('none', getHandoffDestinations(plain as never));
  },

  'a state of its own': async (t) => {
    const stateSchema = Annotation.Root({
      ...MessagesAnnotation.spec,
      activeAgent: Annotation<string>(),
      mood: Annotation<string>(),
    });
    const agents = [makeAlice(calls(['transfer_to_bob', {}])), makeBob('Ahoy!')];
    const app = createSwarm({ agents, defaultActiveAgent: 'Alice', stateSchema: stateSchema as never }).compile();
    await t.attempt('result', () => app.invoke({ ...asking('go'), mood: 'good' } as never));
    const without = Annotation.Root({ ...MessagesAnnotation.spec });
    await t.attempt('no active agent', () =>
      createSwarm({ agents, defaultActiveAgent: 'Alice', stateSchema: without as never }),
    );
  },

  'who begins is said by the input': async (t) => {
    const app = makeSwarm().compile();
    await t.attempt('Bob', () => app.invoke({ ...asking('hi'), activeAgent: 'Bob' }));
    await t.attempt('nobody', () => app.invoke({ ...asking('hi'), activeAgent: 'Carol' }));
  },

  'a question before a hand-off': async (t) => {
    const ask = tool(
      (_, config) => {
        const name = interrupt('to whom?') as string;
        return new Command({
          goto: name,
          graph: Command.PARENT,
          update: {
            activeAgent: name,
            messages: [{ role: 'tool', content: `to ${name}`, tool_call_id: config.toolCall.id }],
          },
        });
      },
      { name: 'ask', description: 'asks', schema: z.object({}) },
    );
    const alice = createReactAgent({ llm: scripted('alice-model', calls(['ask', {}])), tools: [ask], name: 'Alice' });
    const app = createSwarm({ agents: [alice, makeBob('Ahoy!')], defaultActiveAgent: 'Alice' }).compile({
      checkpointer: new MemorySaver(),
    });
    await t.attempt('asks', () => app.invoke(asking('go'), thread));
    t.record('waits', await app.getState(thread, { subgraphs: true }));
    await t.attempt('goes on', () => app.invoke(new Command({ resume: 'Bob' }), thread));
    t.record('state', await app.getState(thread));
  },

  'a hand-off beside another call': async (t) => {
    const alice = makeAlice(calls(['add', { a: 1, b: 1 }], ['transfer_to_bob', {}]));
    const app = createSwarm({ agents: [alice, makeBob('Ahoy!')], defaultActiveAgent: 'Alice' }).compile();
    await t.attempt('result', () => app.invoke(asking('go')));
  },

  'to and fro, without end': async (t) => {
    const over = (name: string) => Array.from({ length: 9 }, () => calls([`transfer_to_${name}`, {}]));
    const agents = [makeAlice(...over('bob')), makeBob(...over('alice'))];
    const app = createSwarm({ agents, defaultActiveAgent: 'Alice' }).compile();
    await t.attempt('result', () => app.invoke(asking('go'), { recursionLimit: 6 }));
  },

  'names and routes that do not fit': async (t) => {
    await t.attempt('default', () => createSwarm({ agents: [makeAlice()], defaultActiveAgent: 'Bob' }));
    await t.attempt('twice', () => createSwarm({ agents: [makeAlice(), makeAlice()], defaultActiveAgent: 'Alice' }));
    await t.attempt('router', () =>
      addActiveAgentRouter(new StateGraph(SwarmState) as never, {
        routeTo: ['a'] as never,
        defaultActiveAgent: 'b',
      }),
    );
  },
};
