/** Middleware of users' own. */
import { AIMessage, HumanMessage, RemoveMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { Command, MemorySaver } from '@langchain/langgraph';
import { createAgent, createMiddleware, tool } from 'langchain';
import { z } from 'zod';
import type { Programs } from '../../program.ts';
import { asking, calls, scripted } from '../../scripted-model.ts';
import { add, fails, weather } from '../tools.ts';

/** Notes where it is called. */
const noting = (name: string, log: string[]) =>
  createMiddleware({
    name,
    beforeAgent: () => void log.push(`${name} before agent`),
    beforeModel: (state) => void log.push(`${name} before model, ${state.messages.length} messages`),
    wrapModelCall: async (request, handler) => {
      log.push(`${name} calls model with ${request.messages.length}`);
      const answer = await handler(request);
      log.push(`${name} called model`);
      return answer;
    },
    wrapToolCall: async (request, handler) => {
      log.push(`${name} calls ${request.toolCall.name}`);
      const answer = await handler(request);
      log.push(`${name} called ${request.toolCall.name}`);
      return answer;
    },
    afterModel: (state) => void log.push(`${name} after model, ${state.messages.length} messages`),
    afterAgent: () => void log.push(`${name} after agent`),
  });

const round = () => scripted('model', calls(['add', { a: 1, b: 2 }]), 'three');

export const programs: Programs = {
  'all hooks of two, in their order': async (t) => {
    const log: string[] = [];
    const agent = createAgent({ model: round(), tools: [add], middleware: [noting('one', log), noting('two', log)] });
    await t.chunks('updates', () => agent.stream(asking('go'), { streamMode: 'updates' }));
    t.record('log', log);
    t.record('drawn', await agent.drawMermaid());
  },

  'hooks that change the state': async (t) => {
    const stateSchema = z.object({ count: z.number().default(0), _hidden: z.string().optional() });
    const counting = createMiddleware({
      name: 'Counting',
      stateSchema,
      beforeModel: (state) => ({ count: state.count + 1, _hidden: 'not for others' }),
      afterAgent: (state) => ({
        messages: [new HumanMessage({ content: `called ${state.count} times`, id: 'count' })],
      }),
    });
    const agent = createAgent({
      model: round(),
      tools: [add],
      middleware: [counting],
      checkpointer: new MemorySaver(),
    });
    const thread = { configurable: { thread_id: '1' } };
    await t.attempt('result', () => agent.invoke({ ...asking('go'), count: 10 }, thread));
    t.record('state', (await agent.graph.getState(thread)).values);
  },

  'jumps from every hook': async (t) => {
    const reply = (text: string) => ({ messages: [new AIMessage({ content: text, id: text })] });
    const jumps = {
      'before agent to the end': createMiddleware({
        name: 'Jump',
        beforeAgent: { canJumpTo: ['end'], hook: () => ({ jumpTo: 'end' as const, ...reply('no entry') }) },
        afterAgent: () => reply('after all'),
      }),
      'before model to the end': createMiddleware({
        name: 'Jump',
        beforeModel: {
          canJumpTo: ['end'],
          hook: (state) => (state.messages.length > 2 ? { jumpTo: 'end' as const } : undefined),
        },
      }),
      'before model to the tools': createMiddleware({
        name: 'Jump',
        beforeModel: {
          canJumpTo: ['tools'],
          hook: (state) =>
            state.messages.length > 1
              ? undefined
              : {
                  jumpTo: 'tools' as const,
                  messages: [
                    new AIMessage({
                      content: '',
                      id: 'made',
                      tool_calls: [{ name: 'add', args: { a: 7, b: 7 }, id: 'made-call' }],
                    }),
                  ],
                },
        },
      }),
      'after model to the model': createMiddleware({
        name: 'Jump',
        afterModel: {
          canJumpTo: ['model'],
          hook: (state) => (state.messages.length < 4 ? { jumpTo: 'model' as const } : undefined),
        },
      }),
      'after model to the end': createMiddleware({
        name: 'Jump',
        afterModel: { canJumpTo: ['end'], hook: () => ({ jumpTo: 'end' as const }) },
      }),
    };
    for (const [name, jump] of Object.entries(jumps)) {
      const agent = createAgent({
        model: scripted('model', calls(['add', { a: 1, b: 2 }]), 'three', 'four', 'five'),
        tools: [add],
        middleware: [jump],
      });
      await t.chunks(name, () => agent.stream(asking('go'), { streamMode: 'updates', recursionLimit: 12 }));
      t.record(`${name}: drawn`, await agent.drawMermaid());
    }
  },

  'wrapping the model: other prompt, messages, tools and settings': async (t) => {
    const model = scripted('model', 'one');
    const change = createMiddleware({
      name: 'Change',
      wrapModelCall: (request, handler) =>
        handler({
          ...request,
          systemMessage: new SystemMessage('You are changed.'),
          messages: [...request.messages, new HumanMessage({ content: 'added', id: 'added' })],
          tools: request.tools.slice(0, 1),
          modelSettings: { temperature: 0 },
        }),
    });
    const agent = createAgent({
      model,
      tools: [add, weather],
      systemPrompt: 'You are as you are.',
      middleware: [change],
    });
    await t.attempt('result', () => agent.invoke(asking('go')));
    t.record('asked', model.questions);
  },

  'wrapping the model: another model, chosen by the state': async (t) => {
    const [small, large] = [scripted('small', calls(['add', { a: 1, b: 2 }])), scripted('large', 'it is three')];
    const choose = createMiddleware({
      name: 'Choose',
      wrapModelCall: (request, handler) => handler({ ...request, model: request.messages.length > 2 ? large : small }),
    });
    await t.attempt('result', () =>
      createAgent({ model: scripted('unused'), tools: [add], middleware: [choose] }).invoke(asking('go')),
    );
    t.record('small', small.questions);
    t.record('large', large.questions);
  },

  'wrapping the model: answers of its own, again, and what is no answer': async (t) => {
    const model = scripted('model', new Error('first fails'), 'second works');
    const again = createMiddleware({
      name: 'Again',
      wrapModelCall: async (request, handler) => {
        try {
          return await handler(request);
        } catch {
          return handler(request);
        }
      },
    });
    await t.attempt('again', () => createAgent({ model, tools: [], middleware: [again] }).invoke(asking('go')));
    const own = createMiddleware({ name: 'Own', wrapModelCall: () => new AIMessage({ content: 'my own', id: 'own' }) });
    await t.attempt('own', () =>
      createAgent({ model: scripted('unused'), tools: [], middleware: [own] }).invoke(asking('go')),
    );
    const none = createMiddleware({ name: 'None', wrapModelCall: () => 'words' as never });
    await t.attempt('no answer', () =>
      createAgent({ model: scripted('unused'), tools: [], middleware: [none] }).invoke(asking('go')),
    );
  },

  'wrapping the model: commands': async (t) => {
    const command = createMiddleware({
      name: 'Commanding',
      stateSchema: z.object({ seen: z.string().optional() }),
      wrapModelCall: async (request, handler) => {
        await handler(request);
        return new Command({ update: { seen: 'commanded' } });
      },
    });
    const agent = createAgent({ model: scripted('model', 'hi'), tools: [], middleware: [command] });
    await t.chunks('updates', () => agent.stream(asking('go'), { streamMode: 'updates' }));
    await t.attempt('result', () =>
      createAgent({ model: scripted('model', 'hi'), tools: [], middleware: [command] }).invoke(asking('go')),
    );
  },

  'wrapping tools: other arguments, results and tools': async (t) => {
    const change = createMiddleware({
      name: 'Change',
      wrapToolCall: (request, handler) => {
        const { toolCall } = request;
        if (toolCall.name === 'weather')
          return new ToolMessage({ content: 'sunny', tool_call_id: toolCall.id ?? '', name: 'weather' });
        return handler({ ...request, toolCall: { ...toolCall, args: { a: 100, b: 200 } } });
      },
    });
    const model = scripted('model', calls(['add', { a: 1, b: 2 }], ['weather', { city: 'Ulm' }]), 'done');
    await t.attempt('result', () =>
      createAgent({ model, tools: [add, weather], middleware: [change] }).invoke(asking('go')),
    );
  },

  'wrapping tools: failures, caught and not': async (t) => {
    const catching = createMiddleware({
      name: 'Catching',
      wrapToolCall: async (request, handler) => {
        try {
          return await handler(request);
        } catch (error) {
          return new ToolMessage({
            content: `caught ${String(error)}`,
            tool_call_id: request.toolCall.id ?? '',
            status: 'error',
          });
        }
      },
    });
    const letting = createMiddleware({ name: 'Letting', wrapToolCall: (request, handler) => handler(request) });
    for (const middleware of [catching, letting]) {
      const model = scripted('model', calls(['fails', {}]), 'so be it');
      await t.attempt(middleware.name, () =>
        createAgent({ model, tools: [fails], middleware: [middleware] }).invoke(asking('go')),
      );
    }
  },

  'tools that come with middleware, and tools made on the way': async (t) => {
    const extra = tool(() => 'made on the way', { name: 'extra', description: 'x', schema: z.object({}) });
    const bringing = createMiddleware({
      name: 'Bringing',
      tools: [weather],
      wrapModelCall: (request, handler) => handler({ ...request, tools: [...request.tools, extra] }),
      wrapToolCall: (request, handler) =>
        handler(request.toolCall.name === 'extra' ? { ...request, tool: extra } : request),
    });
    const model = scripted('model', calls(['weather', { city: 'Ulm' }], ['extra', {}]), 'done');
    await t.attempt('result', () => createAgent({ model, tools: [add], middleware: [bringing] }).invoke(asking('go')));
    t.record('asked', model.questions[0]?.tools);
  },

  'context of middleware and agent': async (t) => {
    const greeting = createMiddleware({
      name: 'Greeting',
      contextSchema: z.object({ greeting: z.string().default('hello') }),
      beforeModel: (_, runtime) => ({
        messages: [new HumanMessage({ content: String(runtime.context.greeting), id: 'greeting' })],
      }),
      wrapModelCall: (request, handler) =>
        handler({ ...request, systemPrompt: `for ${JSON.stringify(request.runtime.context)}` }),
    });
    const model = scripted('model', 'one', 'two');
    const agent = createAgent({
      model,
      tools: [],
      middleware: [greeting],
      contextSchema: z.object({ user: z.string() }),
    });
    await t.attempt('given', () => agent.invoke(asking('go'), { context: { user: 'ann', greeting: 'servus' } }));
    await t.attempt('defaults', () => agent.invoke(asking('go'), { context: { user: 'ann' } }));
    await t.attempt('none', () => agent.invoke(asking('go')));
    t.record('asked', model.questions);
  },

  'hooks that fail': async (t) => {
    for (const hook of ['beforeAgent', 'beforeModel', 'afterModel', 'afterAgent', 'wrapModelCall', 'wrapToolCall']) {
      const failing = createMiddleware({
        name: 'Failing',
        [hook]: () => Promise.reject(new RangeError(`${hook} fails`)),
      } as never);
      await t.attempt(hook, () =>
        createAgent({ model: round(), tools: [add], middleware: [failing] }).invoke(asking('go')),
      );
    }
  },

  'the same middleware twice, and removed messages': async (t) => {
    const once = createMiddleware({ name: 'Once', beforeModel: () => {} });
    await t.attempt('twice', () => createAgent({ model: round(), tools: [], middleware: [once, once] }));
    const forgetful = createMiddleware({
      name: 'Forgetful',
      afterModel: (state) => ({
        messages: state.messages.slice(0, 1).map(({ id }) => new RemoveMessage({ id: id ?? '' })),
      }),
    });
    await t.attempt('removed', () =>
      createAgent({ model: scripted('model', 'kept'), tools: [], middleware: [forgetful] }).invoke(asking('go')),
    );
  },

  'questions asked by hooks': async (t) => {
    const { interrupt } = await import('@langchain/langgraph');
    const asks = createMiddleware({
      name: 'Asks',
      beforeModel: (state) => {
        if (state.messages.length > 1) return undefined;
        return { messages: [new HumanMessage({ content: `you said ${interrupt('what?')}`, id: 'said' })] };
      },
      wrapToolCall: (request, handler) =>
        interrupt({ allow: request.toolCall.name }) === 'yes'
          ? handler(request)
          : new ToolMessage({ content: 'no', tool_call_id: request.toolCall.id ?? '' }),
    });
    const agent = createAgent({ model: round(), tools: [add], middleware: [asks], checkpointer: new MemorySaver() });
    const thread = { configurable: { thread_id: '1' } };
    for (const input of [asking('go'), new Command({ resume: 'this' }), new Command({ resume: 'yes' })]) {
      await t.attempt('turn', () => agent.invoke(input, thread));
    }
  },
};
