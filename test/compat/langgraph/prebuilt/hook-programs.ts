/** Programs about what runs before and after the model of an agent. */
import { AIMessage, HumanMessage, RemoveMessage, ToolMessage } from '@langchain/core/messages';
import { RunnableLambda } from '@langchain/core/runnables';
import { z } from 'zod';
import { thread, type Loose } from '../differential/programs/log-state.ts';
import type { Programs } from '../differential/run-program.ts';
import { call, says, ScriptedModel } from './scripted-model.ts';
import { echo, final, shout, toolOf } from './tools.ts';

const ask = (): Loose => ({ messages: [new HumanMessage({ content: 'hi', id: 'q' })] });
const calling = () =>
  says(
    { calls: [call('echo', { text: 'a' }, '1'), call('shout', { text: 'b' }, '2')], id: 'a1' },
    { content: 'done', id: 'a2' },
  );
const versions = ['v1', 'v2'] as const;
const asked = (model: ScriptedModel): unknown =>
  model.asked.map((all) => all.map(({ type, content }: Loose) => [type, content]));

export const hooks: Programs = {
  'other messages for the model alone': async (lib, t) => {
    for (const version of versions) {
      const model = calling();
      const agent = lib.prebuilt.createReactAgent({
        llm: model,
        tools: [echo, shout],
        preModelHook: ((s: Loose) => ({
          llmInputMessages: [new HumanMessage(`short of ${s.messages.length}`)],
        })) as Loose,
        prompt: 'Hi.',
        version,
      });
      t.record(version, await agent.invoke(ask()));
      t.record('asked', asked(model));
      t.record('nodes', ['pre_model_hook' in agent.nodes, Object.keys(agent.nodes), Object.keys(agent.channels)]);
      await t.chunks('updates', () => agent.stream(ask(), { streamMode: 'updates' }));
    }
  },
  'a hook that shortens what is kept': async (lib, t) => {
    const model = calling();
    const agent = lib.prebuilt.createReactAgent({
      llm: model,
      tools: [echo, shout],
      preModelHook: (() => ({
        messages: [new RemoveMessage({ id: lib.REMOVE_ALL_MESSAGES }), new HumanMessage('anew')],
      })) as Loose,
    });
    t.record('result', await agent.invoke(ask()));
    t.record('asked', asked(model));
  },
  'a hook that gives nothing, or an empty list': async (lib, t) => {
    for (const given of [{}, { llmInputMessages: [] }]) {
      const model = calling();
      const agent = lib.prebuilt.createReactAgent({
        llm: model,
        tools: [echo, shout],
        preModelHook: (() => given) as Loose,
      });
      t.record('result', await agent.invoke(ask()));
      t.record('asked', asked(model));
    }
  },
  'messages for the model remain until others are given': async (lib, t) => {
    const model = calling();
    let round = 0;
    const agent = lib.prebuilt.createReactAgent({
      llm: model,
      tools: [echo, shout],
      preModelHook: (() => (round++ === 0 ? { llmInputMessages: ['first only'] } : {})) as Loose,
      checkpointer: t.memory() as Loose,
    });
    await agent.invoke(ask(), thread('1'));
    t.record('asked', asked(model));
    t.record('values', (await agent.getState(thread('1'))).values);
  },
  'hooks as runnables, with returnDirect and a schema for the answer': async (lib, t) => {
    for (const version of versions) {
      const model = new ScriptedModel({
        lines: [{ calls: [call('echo', { text: 'a' }, '1')] }, { calls: [call('final', { text: 'b' }, '2')] }, 'x'],
        structured: { a: 1 },
      });
      const agent = lib.prebuilt.createReactAgent({
        llm: model,
        tools: [echo, final],
        preModelHook: RunnableLambda.from((s: Loose) => ({ llmInputMessages: s.messages.slice(-2) })) as Loose,
        postModelHook: RunnableLambda.from(() => ({})) as Loose,
        responseFormat: z.object({ a: z.number() }),
        version,
      });
      t.record(version, await agent.invoke(ask()));
      await t.chunks('updates', () => agent.stream(ask(), { streamMode: 'updates' }));
    }
  },
  'a hook after the model that lets calls through': async (lib, t) => {
    for (const version of versions) {
      const last: Loose[] = [];
      const agent = lib.prebuilt.createReactAgent({
        llm: calling(),
        tools: [echo, shout],
        postModelHook: ((s: Loose) => (last.push(s.messages.at(-1)), {})) as Loose,
        version,
      });
      await t.chunks(version, () => agent.stream(ask(), { streamMode: ['updates', 'values'] }));
      t.record('hook', last);
    }
  },
  'a hook after the model that answers calls': async (lib, t) => {
    const answer = (id: string): ToolMessage =>
      new ToolMessage({ content: 'no', tool_call_id: id, name: 'echo', status: 'error' });
    for (const version of versions)
      for (const ids of [['1'], ['1', '2']]) {
        const model = calling();
        const agent = lib.prebuilt.createReactAgent({
          llm: model,
          tools: [echo, shout],
          postModelHook: ((s: Loose) =>
            s.messages.at(-1).tool_calls.length > 0 ? { messages: ids.map(answer) } : {}) as Loose,
          version,
        });
        t.record(`${version} ${ids.length}`, await agent.invoke(ask()));
        t.record('asked', asked(model));
      }
  },
  'a hook after the model that takes calls out, or puts some in': async (lib, t) => {
    for (const version of versions) {
      const without = lib.prebuilt.createReactAgent({
        llm: calling(),
        tools: [echo, shout],
        postModelHook: ((s: Loose) => ({
          messages: [new AIMessage({ id: s.messages.at(-1).id, content: 'instead' })],
        })) as Loose,
        version,
      });
      t.record(`${version} without`, await without.invoke(ask()));
      const put = { name: 'echo', args: { text: 'put in' }, id: '9', type: 'tool_call' as const };
      const withCalls = lib.prebuilt.createReactAgent({
        llm: says({ content: 'one', id: 'a1' }, { content: 'two', id: 'a2' }),
        tools: [echo, shout],
        postModelHook: ((s: Loose) =>
          s.messages.at(-1).id === 'a1'
            ? { messages: [new AIMessage({ id: 'a1', content: '', tool_calls: [put] })] }
            : {}) as Loose,
        version,
      });
      t.record(`${version} with`, await withCalls.invoke(ask()));
    }
  },
  'a hook after the model that goes on to say something': async (lib, t) => {
    const agent = lib.prebuilt.createReactAgent({
      llm: calling(),
      tools: [echo, shout],
      postModelHook: (() => ({ messages: [new HumanMessage('noted')] })) as Loose,
    });
    t.record('result', await agent.invoke(ask()));
  },
  'a hook after the model that sends the graph elsewhere': async (lib, t) => {
    const agent = lib.prebuilt.createReactAgent({
      llm: calling(),
      tools: [echo, shout],
      postModelHook: (() => new lib.Command({ update: { messages: ['by command'] } })) as Loose,
    });
    await t.attempt('result', () => agent.invoke(ask()));
  },
  'a hook that asks a person': async (lib, t) => {
    for (const version of versions) {
      const agent = lib.prebuilt.createReactAgent({
        llm: calling(),
        tools: [echo, shout],
        postModelHook: ((s: Loose) =>
          s.messages.at(-1).tool_calls.length > 0
            ? { messages: [], ...(lib.interrupt('may I?') as object) }
            : {}) as Loose,
        version,
        checkpointer: t.memory() as Loose,
      });
      t.record(`${version} asks`, await agent.invoke(ask(), thread(version)));
      t.record('state', await agent.getState(thread(version)));
      t.record('answered', await agent.invoke(new lib.Command({ resume: {} }) as Loose, thread(version)));
    }
  },
  'a hook with a state of its own': async (lib, t) => {
    const State = lib.Annotation.Root({ ...lib.MessagesAnnotation.spec, rounds: lib.Annotation<number> });
    const agent = lib.prebuilt.createReactAgent({
      llm: calling(),
      tools: [echo, shout, toolOf('x', () => 'x')],
      stateSchema: State,
      preModelHook: ((s: Loose) => ({ rounds: (s.rounds ?? 0) + 1 })) as Loose,
    });
    t.record('result', await agent.invoke(ask()));
  },
};
