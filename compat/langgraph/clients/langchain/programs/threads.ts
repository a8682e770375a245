import {
  Command,
  interrupt,
  InMemoryStore,
  MemorySaver,
  type LangGraphRunnableConfig,
  type StreamMode,
} from '@langchain/langgraph';
import { createAgent, humanInTheLoopMiddleware, tool } from 'langchain';
import { z } from 'zod';
import type { Programs } from '../../program.ts';
import { asking, calls, scripted, type Answer } from '../../scripted-model.ts';
import { add, weather } from '../tools.ts';

const thread = { configurable: { thread_id: '1' } };

const approval = humanInTheLoopMiddleware({
  interruptOn: {
    add: { allowedDecisions: ['approve', 'edit', 'reject'], description: 'please check the sum' },
    weather: {
      allowedDecisions: ['approve', 'reject'],
      description: (call, state) => `${call.name} after ${state.messages.length}`,
    },
  },
});

const supervised = (...answers: Answer[]) => {
  const model = scripted('model', ...answers);
  return createAgent({ model, tools: [add, weather], middleware: [approval], checkpointer: new MemorySaver() });
};

const decide = (...decisions: object[]) => new Command({ resume: { decisions } });

const ask = tool(({ question }) => `answered: ${interrupt({ question })}`, {
  name: 'ask',
  description: 'Asks a human',
  schema: z.object({ question: z.string() }),
});

const asks = (question: string) => ['ask', { question }] as const;

export const programs: Programs = {
  'a human approves, edits and rejects': async (t) => {
    const decisions = {
      approve: { type: 'approve' },
      edit: { type: 'edit', editedAction: { name: 'add', args: { a: 10, b: 20 } } },
      reject: { type: 'reject', message: 'too large' },
      'reject without a word': { type: 'reject' },
      'no such decision': { type: 'shrug' },
    };
    for (const [name, decision] of Object.entries(decisions)) {
      const agent = supervised(calls(['add', { a: 1, b: 2 }]), 'done');
      await t.attempt(`${name}: asks`, () => agent.invoke(asking('go'), thread));
      t.record(`${name}: waits`, await agent.graph.getState(thread));
      await t.attempt(`${name}: goes on`, () => agent.invoke(decide(decision), thread));
    }
  },

  'several calls to decide on': async (t) => {
    const agent = supervised(
      calls(['add', { a: 1, b: 2 }], ['weather', { city: 'Ulm' }], ['add', { a: 5, b: 5 }]),
      'done',
    );
    const streamMode: StreamMode[] = ['updates', 'values'];
    // Noted at the end: the middleware changes the message in place, and may do so before or after a chunk is read.
    t.record('asks', await t.collect(await agent.stream(asking('go'), { ...thread, streamMode })));
    const mixed = decide(
      { type: 'approve' },
      { type: 'reject' },
      { type: 'edit', editedAction: { name: 'add', args: { a: 0, b: 0 } } },
    );
    t.record('goes on', await t.collect(await agent.stream(mixed, { ...thread, streamMode })));
    t.record('state', await agent.graph.getState(thread));
  },

  'too few decisions, and one that is not allowed': async (t) => {
    const few = supervised(calls(['add', { a: 1, b: 2 }], ['add', { a: 3, b: 4 }]), 'done');
    await few.invoke(asking('go'), thread);
    await t.attempt('too few', () => few.invoke(decide({ type: 'approve' }), thread));
    const agent = supervised(calls(['weather', { city: 'Ulm' }]), 'done');
    await agent.invoke(asking('go'), thread);
    const edit = { type: 'edit', editedAction: { name: 'weather', args: { city: 'Bonn' } } };
    await t.attempt('not allowed', () => agent.invoke(decide(edit), thread));
    await t.attempt('asked again', () => agent.invoke(decide({ type: 'approve' }), thread));
  },

  'a tool that asks': async (t) => {
    const saver = t.saver();
    const model = scripted('model', calls(asks('name?')), 'thanks');
    const agent = createAgent({ model, tools: [ask], checkpointer: saver });
    await t.attempt('asks', () => agent.invoke(asking('go'), thread));
    t.record('waits', await agent.graph.getState(thread));
    await t.attempt('goes on', () => agent.invoke(new Command({ resume: 'Ann' }), thread));
    t.savedBy(saver);
  },

  'two tools that ask at once': async (t) => {
    for (const version of ['v1', 'v2'] as const) {
      const model = scripted('model', calls(asks('one?'), asks('two?')), 'thanks');
      const agent = createAgent({ model, tools: [ask], checkpointer: new MemorySaver(), version });
      const first = await agent.invoke(asking('go'), thread);
      t.record(`${version}: asks`, first);
      const { tasks } = await agent.graph.getState(thread);
      const ids = tasks.flatMap(({ interrupts }) => interrupts.map(({ id }) => id ?? ''));
      const resume = Object.fromEntries(ids.map((id, place) => [id, `answer ${place}`]));
      await t.attempt(`${version}: goes on`, () => agent.invoke(new Command({ resume }), thread));
      await t.attempt(`${version}: and on`, () => agent.invoke(new Command({ resume: 'last' }), thread));
    }
  },

  'a tool that asks twice': async (t) => {
    const twice = tool(() => [interrupt('first'), interrupt('second')].join(), {
      name: 'twice',
      description: 'asks twice',
      schema: z.object({}),
    });
    const agent = createAgent({
      model: scripted('model', calls(['twice', {}]), 'thanks'),
      tools: [twice],
      checkpointer: new MemorySaver(),
    });
    for (const input of [asking('go'), new Command({ resume: 'a' }), new Command({ resume: 'b' })]) {
      await t.attempt('turn', () => agent.invoke(input, thread));
    }
  },

  'history, a fork and an update': async (t) => {
    const model = scripted('model', calls(['add', { a: 1, b: 2 }]), 'three', 'again three', 'after the update');
    const agent = createAgent({ model, tools: [add], checkpointer: new MemorySaver() });
    await agent.invoke(asking('go'), thread);
    const history = await t.collect(agent.graph.getStateHistory(thread));
    t.record('history', history);
    const beforeAnswer = history.find(({ next, metadata }) => next[0] === 'model_request' && metadata?.step === 2);
    await t.attempt('fork', () => agent.invoke(null as never, beforeAnswer?.config as never));
    await agent.graph.updateState(thread, { messages: [{ role: 'user', content: 'one more thing' }] });
    t.record('updated', await agent.graph.getState(thread));
    await t.attempt('goes on', () => agent.invoke(null as never, thread));
    await t.attempt('next turn', () => agent.invoke(asking('more'), thread));
  },

  'stops before and after nodes': async (t) => {
    const agent = createAgent({
      model: scripted('model', calls(['add', { a: 1, b: 2 }]), 'three'),
      tools: [add],
      checkpointer: new MemorySaver(),
    });
    await t.attempt('before tools', () =>
      agent.graph.invoke(asking('go') as never, { ...thread, interruptBefore: ['tools'] }),
    );
    t.record('waits', (await agent.graph.getState(thread)).next);
    await t.attempt('after tools', () => agent.graph.invoke(null, { ...thread, interruptAfter: ['tools'] }));
    t.record('waits again', (await agent.graph.getState(thread)).next);
    await t.attempt('goes on', () => agent.graph.invoke(null, thread));
  },

  'a failure, and the thread goes on': async (t) => {
    let broken = true;
    const flaky = tool(() => (broken ? Promise.reject(new Error('not yet')) : 'works'), {
      name: 'flaky',
      description: 'x',
      schema: z.object({}),
    });
    const model = scripted('model', calls(['flaky', {}], ['add', { a: 1, b: 1 }]), new Error('model down'), 'fine');
    const agent = createAgent({ model, tools: [flaky, add], checkpointer: new MemorySaver() });
    await t.attempt('fails', () => agent.invoke(asking('go'), thread));
    t.record('state', await agent.graph.getState(thread));
    broken = false;
    await t.attempt('goes on', () => agent.invoke(null as never, thread));
  },

  'every durability': async (t) => {
    for (const durability of ['sync', 'async', 'exit'] as const) {
      const saver = t.saver();
      const agent = createAgent({
        model: scripted('model', calls(['add', { a: 1, b: 2 }]), 'three'),
        tools: [add],
        checkpointer: saver,
      });
      await agent.invoke(asking('go'), { ...thread, durability });
      t.record(durability, [saver.storedCheckpoints.length, saver.storedWrites.length]);
      t.record(`${durability}: state`, await agent.graph.getState(thread));
    }
  },

  'a store shared by threads': async (t) => {
    const store = new InMemoryStore();
    const save = tool(
      async ({ fact }, runtime: LangGraphRunnableConfig) => {
        await runtime.store?.put(['facts'], fact, { fact });
        return `${(await runtime.store?.search(['facts']))?.length} facts`;
      },
      { name: 'save', description: 'saves', schema: z.object({ fact: z.string() }) },
    );
    const model = scripted('model', calls(['save', { fact: 'one' }]), 'ok', calls(['save', { fact: 'two' }]), 'ok');
    const agent = createAgent({ model, tools: [save], store, checkpointer: new MemorySaver() });
    for (const thread_id of ['1', '2']) {
      await t.attempt(thread_id, () => agent.invoke(asking('go'), { configurable: { thread_id } }));
    }
    t.record(
      'facts',
      (await store.search(['facts'])).map(({ value }) => value),
    );
  },
};
