/** Programs about what an agent's model is told, and the forms that it may be given in. */
import { HumanMessage, SystemMessage, type BaseMessage } from '@langchain/core/messages';
import { ChatPromptTemplate } from '@langchain/core/prompts';
import { RunnableLambda, RunnableSequence } from '@langchain/core/runnables';
import { z } from 'zod';
import type { Programs } from '../differential/run-program.ts';
import { type Loose } from '../differential/programs/log-state.ts';
import { boundTo, call, says, ScriptedModel } from './scripted-model.ts';
import { echo, shout, toolOf } from './tools.ts';

const ask = (text = 'hi'): Loose => ({ messages: [new HumanMessage({ content: text, id: 'q' })] });
const twice = () =>
  says({ content: 'let me see', calls: [call('echo', { text: 'a' }, '1'), call('shout', { text: 'b' }, '2')] }, 'done');
const versions = ['v1', 'v2'] as const;

const seen = (model: ScriptedModel): unknown =>
  model.asked.map((messages) => messages.map(({ type, content }: Loose) => [type, content]));

export const prompts: Programs = {
  'as text, a message, a function, a runnable': async (lib, t) => {
    const forms: Record<string, Loose> = {
      text: 'Be brief.',
      message: new SystemMessage('Be kind.'),
      sync: (s: Loose) => [{ role: 'system', content: `${s.messages.length}` }, ...s.messages],
      async: async (s: Loose) => [new SystemMessage('later'), ...s.messages],
      string: () => 'only this',
      runnable: RunnableLambda.from((s: Loose) => [new SystemMessage('run'), ...s.messages]),
      template: ChatPromptTemplate.fromMessages([
        ['system', 'templated'],
        ['placeholder', '{messages}'],
      ]),
      'function giving a runnable': () =>
        RunnableLambda.from((s: Loose) => [new SystemMessage('returned'), ...s.messages]),
      *generator(s: Loose): Generator<BaseMessage[]> {
        yield [new SystemMessage('yielded'), ...s.messages];
      },
      'prompt value': async (s: Loose) =>
        ChatPromptTemplate.fromMessages([
          ['system', 'value'],
          ['placeholder', '{messages}'],
        ]).invoke(s),
      empty: '',
    };
    for (const [name, prompt] of Object.entries(forms)) {
      const model = twice();
      await t.attempt(name, () =>
        lib.prebuilt.createReactAgent({ llm: model, tools: [echo, shout], prompt }).invoke(ask()),
      );
      t.record(`${name}: asked`, seen(model));
    }
  },
  'in their older forms': async (lib, t) => {
    const forms: Record<string, Loose> = {
      stateModifier: { stateModifier: 'state' },
      'stateModifier, function': { stateModifier: (s: Loose) => [new SystemMessage('f'), ...s.messages] },
      messageModifier: { messageModifier: 'text' },
      'messageModifier, message': { messageModifier: new SystemMessage('m') },
      'messageModifier, function': { messageModifier: (m: Loose) => [new SystemMessage('f'), ...m] },
      'messageModifier, async': { messageModifier: async (m: Loose) => [new SystemMessage('a'), ...m] },
      'messageModifier, runnable': {
        messageModifier: RunnableLambda.from((m: Loose) => [new SystemMessage('r'), ...m]),
      },
    };
    for (const [name, fields] of Object.entries(forms)) {
      const model = twice();
      await lib.prebuilt.createReactAgent({ llm: model, tools: [echo, shout], ...fields }).invoke(ask());
      t.record(name, seen(model));
    }
  },
  'that are none, or too many': async (lib, t) => {
    const bad: Record<string, Loose> = {
      number: { prompt: 5 },
      object: { prompt: {} },
      human: { prompt: new HumanMessage('x') },
      modifier: { messageModifier: 5 },
      two: { prompt: 'a', stateModifier: 'b' },
      'two of old': { messageModifier: 'a', stateModifier: 'b' },
      nulls: { prompt: null, messageModifier: null, stateModifier: 'b' },
    };
    for (const [name, fields] of Object.entries(bad))
      await t.attempt(name, () =>
        lib.prebuilt.createReactAgent({ llm: twice(), tools: [echo, shout], ...fields }).invoke(ask()),
      );
  },
  'functions get the whole state and the config': async (lib, t) => {
    const State = lib.Annotation.Root({ ...lib.MessagesAnnotation.spec, mood: lib.Annotation<string> });
    const agent = lib.prebuilt.createReactAgent({
      llm: twice(),
      tools: [echo, shout],
      stateSchema: State,
      store: new lib.InMemoryStore(),
      prompt: (state: Loose, config: Loose) => {
        t.record('state', state);
        t.record(
          'keys',
          Object.keys(config)
            .filter((key) => config[key] !== undefined)
            .sort(),
        );
        t.record('config', [
          config.configurable.user,
          config.context,
          config.recursionLimit,
          config.runName,
          config.tags,
          config.metadata.langgraph_node,
        ]);
        t.record('store', typeof config.store?.get);
        return state.messages;
      },
    });
    await agent.invoke(
      { ...ask(), mood: 'good' } as Loose,
      { configurable: { user: 'Ada' }, context: { depth: 1 }, recursionLimit: 9, tags: ['mine'] } as Loose,
    );
  },
  'that fail': async (lib, t) => {
    const prompt = () => {
      throw new Error('no prompt');
    };
    await t.attempt('fails', () => lib.prebuilt.createReactAgent({ llm: twice(), tools: [], prompt }).invoke(ask()));
  },
};

export const models: Programs = {
  'bound to the same tools already, in each form': async (lib, t) => {
    for (const style of ['openai', 'anthropic', 'google', 'bedrock'] as const) {
      const model = new ScriptedModel({ lines: [{ calls: [call('echo', { text: 'a' }, '1')] }, 'done'], style });
      const agent = lib.prebuilt.createReactAgent({
        llm: boundTo(model, 'echo', 'shout') as Loose,
        tools: [echo, shout],
      });
      t.record(style, await agent.invoke(ask()));
      t.record('bound', model.bound);
    }
  },
  'bound to others': async (lib, t) => {
    const attempt = (name: string, llm: Loose, tools: Loose[]) =>
      t.attempt(name, () => lib.prebuilt.createReactAgent({ llm, tools }).invoke(ask()));
    await attempt('fewer', boundTo(says('x'), 'echo'), [echo, shout]);
    await attempt('more', boundTo(says('x'), 'echo', 'shout', 'measure'), [echo, shout]);
    await attempt('others', boundTo(says('x'), 'echo', 'measure'), [echo, shout]);
    await attempt('all others', boundTo(says('x'), 'a', 'b'), [echo, shout]);
    await attempt('none', boundTo(says('x')), [echo]);
    const google = new ScriptedModel({ lines: ['x'], style: 'google' });
    await attempt('google', boundTo(google, 'echo', 'a'), [echo, shout]);
  },
  'bound to something else than tools': async (lib, t) => {
    const model = says({ calls: [call('echo', { text: 'a' }, '1')] }, 'done');
    const llm: Loose = model.withConfig({ tags: ['mine'], stop: ['x'] } as Loose);
    t.record('result', await lib.prebuilt.createReactAgent({ llm, tools: [echo] }).invoke(ask()));
    t.record('bound', model.bound);
  },
  'in a sequence': async (lib, t) => {
    const tail = RunnableLambda.from((m: Loose) => Object.assign(m, { content: `${m.content}!` }));
    for (const [name, step] of [
      ['bare', (m: Loose) => m],
      ['bound', (m: Loose) => boundTo(m, 'echo')],
    ] as const) {
      const model = says({ calls: [call('echo', { text: 'a' }, '1')] }, 'done');
      const llm: Loose = RunnableSequence.from([step(model), tail]);
      t.record(name, await lib.prebuilt.createReactAgent({ llm, tools: [echo] }).invoke(ask()));
      t.record(`${name}: bound`, model.bound);
    }
  },
  configurable: async (lib, t) => {
    const model = says({ calls: [call('echo', { text: 'a' }, '1')] }, 'done');
    const configurable = (inner: Loose): Loose =>
      Object.assign(
        RunnableLambda.from((m: Loose) => inner.invoke(m)),
        { _queuedMethodOperations: {}, _model: async () => inner },
      );
    const agent = lib.prebuilt.createReactAgent({ llm: configurable(model), tools: [echo] });
    t.record('result', await agent.invoke(ask()));
    t.record('bound', model.bound);
    const inner = new ScriptedModel({ lines: ['hey'], structured: { a: 1 } });
    const bound = lib.prebuilt.createReactAgent({
      llm: configurable(boundTo(inner, 'echo')),
      tools: [echo],
      responseFormat: z.object({}),
    });
    t.record('already bound', await bound.invoke(ask()));
    t.record('bound once', inner.bound);
  },
  'that take no tools': async (lib, t) => {
    await t.attempt('a function', () =>
      lib.prebuilt.createReactAgent({ llm: RunnableLambda.from(() => 'x') as Loose, tools: [echo] }).invoke(ask()),
    );
    await t.attempt('a sequence', () =>
      lib.prebuilt
        .createReactAgent({
          llm: RunnableLambda.from((x: Loose) => x).pipe(RunnableLambda.from((x: Loose) => x)) as Loose,
          tools: [echo],
        })
        .invoke(ask()),
    );
  },
  'chosen by a function of state and runtime': async (lib, t) => {
    for (const version of versions) {
      const first = says({ calls: [call('echo', { text: 'a' }, '1')] });
      const second = says('done');
      const agent = lib.prebuilt.createReactAgent({
        llm: (async (state: Loose, runtime: Loose) => {
          t.record('seen', [state.messages.length, runtime.context, runtime.configurable.user]);
          return state.messages.length === 1 ? first : second;
        }) as Loose,
        tools: [echo],
        prompt: 'Hi.',
        version,
        includeAgentName: 'inline',
        name: 'x',
      });
      t.record(version, await agent.invoke(ask(), { context: { a: 1 }, configurable: { user: 'Ada' } } as Loose));
      t.record('asked', [seen(first), seen(second), first.bound]);
    }
  },
  'that a provider gives tools': async (lib, t) => {
    const model = says({ calls: [call('web_search', {}, '1')] }, 'done');
    const agent = lib.prebuilt.createReactAgent({ llm: model, tools: [{ type: 'web_search_preview' }, echo] });
    t.record('result', await agent.invoke(ask()));
    t.record('bound', model.bound);
    t.record('here', (agent as Loose).nodes.tools.bound.tools.length);
  },
  'that call tools of other shapes': async (lib, t) => {
    const asTool: Loose = RunnableLambda.from((input: Loose) => ({ got: input })).asTool({
      name: 'lambda',
      description: 'd',
      schema: z.object({ a: z.number() }),
    });
    const json = toolOf('json', (input) => `json ${JSON.stringify(input)}`, {
      type: 'object',
      properties: { a: { type: 'number' } },
      required: ['a'],
    });
    const model = says(
      {
        calls: [
          call('lambda', { a: 1 }, '1'),
          call('json', { a: 2 }, '2'),
          call('json', { b: 2 }, '3'),
          call('lambda', { a: 'x' }, '4'),
        ],
      },
      'done',
    );
    t.record('result', await lib.prebuilt.createReactAgent({ llm: model, tools: [asTool, json] }).invoke(ask()));
  },
};
