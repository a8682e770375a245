/** Programs about agents: the loop of model and tools, their states, and answers in a form of their own. */
import { HumanMessage } from '@langchain/core/messages';
import { z } from 'zod';
import { z as z3 } from 'zod/v3';
import type { Programs } from '../differential/run-program.ts';
import { thread, type Loose } from '../differential/programs/log-state.ts';
import { boundTo, call, says, ScriptedModel } from './scripted-model.ts';
import { echo, fails, final, measure, own, plain, shout, toolOf } from './tools.ts';

const ask = (text = 'hi'): Loose => ({ messages: [new HumanMessage({ content: text, id: 'q' })] });
const twice = () =>
  says({ content: 'let me see', calls: [call('echo', { text: 'a' }, '1'), call('shout', { text: 'b' }, '2')] }, 'done');
const versions = ['v1', 'v2'] as const;

export const loops: Programs = {
  'an answer without calls': async (lib, t) => {
    const agent = lib.prebuilt.createReactAgent({ llm: says('hello'), tools: [echo] });
    t.record('result', await agent.invoke(ask()));
  },
  'no tools at all': async (lib, t) => {
    const model = says('hello');
    t.record('result', await lib.prebuilt.createReactAgent({ llm: model, tools: [] }).invoke(ask()));
    t.record('bound', model.bound);
  },
  ...Object.fromEntries(
    versions.map(
      (version) =>
        [
          `rounds with several calls, ${version}`,
          async (lib, t) => {
            const model = says(
              { calls: [call('echo', { text: 'a' }, '1'), call('shout', { text: 'b' }, '2')] },
              { content: 'more', calls: [call('measure', { text: 'abc' }, '3')] },
              { calls: [call('own', {}, '4'), call('plain', { input: 'x' }, '5')] },
              'done',
            );
            const agent = lib.prebuilt.createReactAgent({
              llm: model,
              tools: [echo, shout, measure, own, plain],
              version,
            });
            t.record('result', await agent.invoke(ask()));
            t.record('asked', model.asked);
            t.record('bound', model.bound);
          },
        ] satisfies [string, Programs[string]],
    ),
  ),
  'tools that fail, are unknown, or get wrong arguments': async (lib, t) => {
    for (const version of versions) {
      const model = says(
        { calls: [call('fails', { text: 'a' }, '1'), call('nobody', {}, '2'), call('echo', { wrong: 1 }, '3')] },
        { calls: [call('echo', { text: 'again' }, '4')] },
        'done',
      );
      t.record(
        version,
        await lib.prebuilt.createReactAgent({ llm: model, tools: [echo, fails], version }).invoke(ask()),
      );
      t.record('asked', model.asked);
    }
  },
  'failures of tools that are not to be handled': async (lib, t) => {
    const tools = new lib.prebuilt.ToolNode([echo, fails], { handleToolErrors: false, name: 'mine' });
    for (const version of versions)
      for (const name of ['fails', 'nobody'])
        await t.attempt(`${version} ${name}`, () =>
          lib.prebuilt
            .createReactAgent({ llm: says({ calls: [call(name, { text: 'a' }, '1')] }, 'x'), tools, version })
            .invoke(ask()),
        );
  },
  'tools whose result is the answer': async (lib, t) => {
    for (const version of versions) {
      const model = says(
        { calls: [call('echo', { text: 'a' }, '1')] },
        { calls: [call('final', { text: 'b' }, '2'), call('echo', { text: 'c' }, '3')] },
        'never said',
      );
      const agent = lib.prebuilt.createReactAgent({ llm: model, tools: [final, echo], version });
      t.record(version, await agent.invoke(ask()));
      t.record('next', model.place);
    }
  },
  'a model that never stops': async (lib, t) => {
    const agent = lib.prebuilt.createReactAgent({
      llm: says({ calls: [call('echo', { text: 'a' }, '1')] }),
      tools: [echo],
    });
    await t.attempt('limit', () => agent.invoke(ask(), { recursionLimit: 5 }));
  },
  'a model that fails': async (lib, t) => {
    const agent = lib.prebuilt.createReactAgent({ llm: says(new Error('no credit')), tools: [echo] });
    await t.attempt('fails', () => agent.invoke(ask()));
  },
  'names and descriptions': async (lib, t) => {
    const agent: Loose = lib.prebuilt.createReactAgent({
      llm: twice(),
      tools: [echo, shout],
      name: 'writer',
      description: 'Writes.',
    });
    t.record('fields', [agent.name, agent.getName(), agent.description, agent.lg_is_pregel]);
    t.record('result', await agent.invoke(ask()));
    t.record('nodes', Object.keys(agent.nodes));
    t.record('channels', Object.keys(agent.channels));
    t.record(
      'branches',
      Object.keys(agent.builder.branches).map((key) => [key, Object.keys(agent.builder.branches[key])]),
    );
    t.record(
      'tools',
      agent.nodes.tools.bound.tools.map(({ name }: Loose) => name),
    );
  },
  'names told in the text': async (lib, t) => {
    const model = says('<name>x</name><content>hello</content>', 'plain');
    const agent = lib.prebuilt.createReactAgent({ llm: model, tools: [], name: 'writer', includeAgentName: 'inline' });
    const first = await agent.invoke(ask());
    t.record('first', first);
    t.record('second', await agent.invoke({ messages: [...first.messages, new HumanMessage('and?')] }));
    t.record('asked', model.asked);
  },
  'an agent as a node': async (lib, t) => {
    const inner = lib.prebuilt.createReactAgent({ llm: twice(), tools: [echo, shout], name: 'inner' });
    const graph = new lib.StateGraph(lib.MessagesAnnotation)
      .addNode('inner', inner as Loose)
      .addNode('after', (s: Loose) => ({ messages: [new HumanMessage({ content: `saw ${s.messages.length}` })] }))
      .addEdge(lib.START, 'inner')
      .addEdge('inner', 'after')
      .compile();
    t.record('result', await graph.invoke(ask()));
    await t.chunks('streamed', () => graph.stream(ask(), { streamMode: 'updates', subgraphs: true } as Loose));
  },
  'threads go on': async (lib, t) => {
    const saver = t.saver();
    const agent = lib.prebuilt.createReactAgent({
      llm: says('one', { calls: [call('echo', { text: 'a' }, '1')] }, 'two'),
      tools: [echo],
      checkpointSaver: saver as Loose,
    });
    await agent.invoke(ask(), thread('1'));
    t.record('second', await agent.invoke({ messages: [{ role: 'user', content: 'more' }] } as Loose, thread('1')));
    const history = await t.collect(agent.getStateHistory(thread('1')));
    t.record(
      'history',
      history.map(({ next, metadata, values }: Loose) => [next, metadata, values.messages.length]),
    );
    t.savedBy(saver);
  },
};

const seen = (model: ScriptedModel): unknown =>
  model.asked.map((messages) => messages.map(({ type, content }: Loose) => [type, content]));

export const states: Programs = {
  'annotation, zod 4, zod 3, StateSchema': async (lib, t) => {
    const schemas: Record<string, Loose> = {
      annotation: lib.Annotation.Root({ ...lib.MessagesAnnotation.spec, mood: lib.Annotation<string> }),
      'zod 4': z.object({
        messages: (z.custom() as Loose).register(lib.zod.registry, lib.MessagesZodMeta),
        mood: z.string(),
      }),
      'zod 3': lib.MessagesZodState.extend({ mood: z3.string() }),
      StateSchema: new lib.StateSchema({ messages: lib.MessagesValue, mood: z.string() }),
    };
    for (const [name, stateSchema] of Object.entries(schemas)) {
      const tell = toolOf('tell', (_input, config) => `mood ${config.state.mood}`);
      for (const version of versions) {
        const model = says({ calls: [call('tell', {}, '1')] }, 'done');
        const agent = lib.prebuilt.createReactAgent({ llm: model, tools: [tell], stateSchema, version });
        await t.attempt(`${name} ${version}`, () => agent.invoke({ ...ask(), mood: 'good' }));
      }
      await t.refusal(`${name}: wrong`, () =>
        lib.prebuilt.createReactAgent({ llm: says('x'), tools: [], stateSchema }).invoke({ ...ask(), mood: 5 }),
      );
    }
  },
  'without messages': async (lib, t) => {
    await t.attempt('refused', () =>
      lib.prebuilt.createReactAgent({
        llm: says('x'),
        tools: [],
        stateSchema: lib.Annotation.Root({ a: lib.Annotation<string> }) as Loose,
      }),
    );
  },
  'context for tools, hooks and prompts': async (lib, t) => {
    const whoami = toolOf('whoami', (_input, config) => `${config.context?.user} ${config.configurable?.thread_id}`);
    for (const version of versions) {
      const agent = lib.prebuilt.createReactAgent({
        llm: says({ calls: [call('whoami', {}, '1')] }, 'done'),
        tools: [whoami],
        contextSchema: z.object({ user: z.string() }) as Loose,
        preModelHook: ((_: Loose, config: Loose) => (t.record('hook', config.context), {})) as Loose,
        version,
      });
      t.record(
        version,
        await agent.invoke(ask(), { context: { user: 'Ada' }, configurable: { thread_id: 't' } } as Loose),
      );
      await t.refusal('wrong', () => agent.invoke(ask(), { context: { user: 5 } } as Loose));
    }
  },
  'an answer in a form of its own': async (lib, t) => {
    const Weather = z.object({ degrees: z.number() });
    const forms: Record<string, Loose> = {
      zod: Weather,
      json: { type: 'object', properties: {} },
      prompt: { schema: Weather, prompt: 'Say it in numbers.' },
      options: { schema: Weather, strict: true, name: 'weather' },
    };
    for (const [name, responseFormat] of Object.entries(forms))
      for (const version of versions) {
        const model = new ScriptedModel({
          lines: [{ calls: [call('echo', { text: 'a' }, '1')] }, 'warm'],
          structured: { degrees: 20 },
        });
        const agent = lib.prebuilt.createReactAgent({ llm: model, tools: [echo], responseFormat, version });
        t.record(`${name} ${version}`, await agent.invoke(ask()));
        t.record('asked', [seen(model), model.bound]);
        if (name === 'zod')
          await t.chunks(`${name} ${version} updates`, () => agent.stream(ask(), { streamMode: 'updates' }));
      }
  },
  'no answer in that form': async (lib, t) => {
    const agent = (structured: unknown) =>
      lib.prebuilt.createReactAgent({
        llm: new ScriptedModel({ lines: ['warm'], structured }),
        tools: [],
        responseFormat: z.object({}),
      });
    await t.attempt('null', () => agent(null).invoke(ask()));
    await t.attempt('undefined', () => agent(undefined).invoke(ask()));
    await t.attempt('zero', () => agent(0).invoke(ask()));
    const model = new ScriptedModel({ lines: ['warm'], structured: { a: 1 } });
    const dynamic = lib.prebuilt.createReactAgent({
      llm: (() => model) as Loose,
      tools: [],
      responseFormat: z.object({}),
    });
    t.record('dynamic', await dynamic.invoke(ask()));
    const bad = lib.prebuilt.createReactAgent({
      llm: (() => boundTo(says('x'), 'a')) as Loose,
      tools: [],
      responseFormat: z.object({}),
    });
    await t.attempt('bound', () => bad.invoke(ask()));
    await t.attempt('null schema', () =>
      lib.prebuilt.createReactAgent({ llm: model, tools: [], responseFormat: null as Loose }),
    );
  },
  'the annotation itself': async (lib, t) => {
    const State = lib.prebuilt.createReactAgentAnnotation();
    t.record('keys', Object.keys(State.spec));
    const graph = new lib.StateGraph(State)
      .addNode('a', () => ({ messages: ['x'], structuredResponse: { a: 1 } }))
      .addEdge(lib.START, 'a')
      .compile();
    t.record('result', await graph.invoke({ messages: 'hi' } as Loose));
  },
};
