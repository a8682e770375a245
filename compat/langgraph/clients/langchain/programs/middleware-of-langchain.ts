/** Every middleware that the package exports, but those of `middleware-against-failures.ts`. */
import { AIMessage, HumanMessage, ToolMessage, type BaseMessage } from '@langchain/core/messages';
import { MemorySaver } from '@langchain/langgraph';
import * as langchain from 'langchain';
import {
  anthropicPromptCachingMiddleware,
  bedrockPromptCachingMiddleware,
  ClearToolUsesEdit,
  contextEditingMiddleware,
  createAgent,
  dynamicSystemPromptMiddleware,
  humanInTheLoopMiddleware,
  llmToolSelectorMiddleware,
  modelCallLimitMiddleware,
  modelRetryMiddleware,
  openAIModerationMiddleware,
  piiMiddleware,
  piiRedactionMiddleware,
  providerToolSearchMiddleware,
  summarizationMiddleware,
  todoListMiddleware,
  toolCallLimitMiddleware,
  toolEmulatorMiddleware,
  toolRetryMiddleware,
} from 'langchain';
import type { Programs } from '../../program.ts';
import { asking, calls, scripted, type Answer } from '../../scripted-model.ts';
import { add, fails, weather } from '../tools.ts';

const sum = (n: number): Answer => calls(['add', { a: n, b: n }]);
const thread = { configurable: { thread_id: '1' } };
const talk: BaseMessage[] = [
  new HumanMessage({ content: 'one two three four', id: 'h1' }),
  new AIMessage({ content: 'five six seven eight', id: 'a1' }),
  new HumanMessage({ content: 'nine ten', id: 'h2' }),
  new AIMessage({ content: '', id: 'a2', tool_calls: [{ name: 'add', args: { a: 1, b: 1 }, id: 'c1' }] }),
  new ToolMessage({ content: 'two '.repeat(50), tool_call_id: 'c1', id: 't1', name: 'add' }),
  new AIMessage({ content: 'eleven', id: 'a3' }),
  new HumanMessage({ content: 'twelve', id: 'h3' }),
];

export const programs: Programs = {
  'none is left out': async (t) => {
    const tried = [
      'createMiddleware',
      'anthropicPromptCachingMiddleware',
      'bedrockPromptCachingMiddleware',
      'contextEditingMiddleware',
      'dynamicSystemPromptMiddleware',
      'humanInTheLoopMiddleware',
      'llmToolSelectorMiddleware',
      'modelCallLimitMiddleware',
      'modelFallbackMiddleware',
      'modelRetryMiddleware',
      'openAIModerationMiddleware',
      'piiMiddleware',
      'piiRedactionMiddleware',
      'providerToolSearchMiddleware',
      'summarizationMiddleware',
      'todoListMiddleware',
      'toolCallLimitMiddleware',
      'toolEmulatorMiddleware',
      'toolErrorMiddleware',
      'toolRetryMiddleware',
    ];
    const untried = Object.keys(langchain).filter((name) => name.endsWith('iddleware') && !tried.includes(name));
    if (untried.length > 0) throw new Error(`Not tried: ${untried.join(', ')}`);
    t.record('names', Object.keys(langchain).sort());
  },

  'tools played by a model': async (t) => {
    const actor = scripted('actor', 'It snows in Ulm.');
    const model = scripted('m', calls(['weather', { city: 'Ulm' }], ['add', { a: 1, b: 1 }]), 'done');
    const agent = createAgent({
      model,
      tools: [weather, add],
      middleware: [toolEmulatorMiddleware({ tools: ['weather'], model: actor })],
    });
    await t.attempt('result', () => agent.invoke(asking('go')));
    t.record('actor', actor.questions);
  },

  'tools selected by a model': async (t) => {
    const selector = scripted('selector', '{"tools":["weather"]}');
    const model = scripted('m', 'done');
    const select = llmToolSelectorMiddleware({ model: selector, maxTools: 1, alwaysInclude: ['fails'] });
    await t.attempt('result', () =>
      createAgent({ model, tools: [weather, add, fails], middleware: [select] }).invoke(asking('go')),
    );
    t.record('asked', model.questions);
    t.record(
      'selector',
      selector.questions.map(({ messages }) => messages),
    );
  },

  'a list of things to do': async (t) => {
    const todos = [
      { content: 'add', status: 'in_progress' },
      { content: 'rest', status: 'pending' },
    ];
    const model = scripted(
      'm',
      calls(['write_todos', { todos }]),
      calls(['write_todos', { todos: [] }], ['write_todos', { todos }]),
      'done',
    );
    const agent = createAgent({
      model,
      tools: [add],
      middleware: [todoListMiddleware()],
      checkpointer: new MemorySaver(),
    });
    await t.chunks('updates', () => agent.stream(asking('go'), { ...thread, streamMode: 'updates' }));
    t.record('state', (await agent.graph.getState(thread)).values);
    t.record('asked', model.questions[0]);
  },

  'a system prompt that depends': async (t) => {
    const model = scripted('m', 'one', 'two');
    const prompt = dynamicSystemPromptMiddleware<{ tone: string }>(
      (state, { context }) => `${context.tone}, ${state.messages.length}`,
    );
    const agent = createAgent({ model, tools: [], middleware: [prompt], checkpointer: new MemorySaver() });
    for (const tone of ['kind', 'stern']) await agent.invoke(asking('go'), { ...thread, context: { tone } });
    t.record('asked', model.questions);
  },

  'a summary of what was said': async (t) => {
    for (const keep of [{ messages: 2 }, { messages: 4 }]) {
      const summarizer = scripted('summarizer', 'They counted.');
      const model = scripted('m', 'thirteen');
      const summary = summarizationMiddleware({ model: summarizer, trigger: { messages: 5 }, keep });
      const agent = createAgent({ model, tools: [add], middleware: [summary], checkpointer: new MemorySaver() });
      await t.attempt('result', () => agent.invoke({ messages: talk }, thread));
      t.record('summarizer', summarizer.questions);
      t.record('asked', model.questions);
      t.record('state', (await agent.graph.getState(thread)).values);
    }
  },

  'a summary, streamed': async (t) => {
    const summary = summarizationMiddleware({
      model: scripted('summarizer', 'They counted.'),
      trigger: { tokens: 10 },
      keep: { messages: 1 },
    });
    const agent = createAgent({ model: scripted('m', 'thirteen'), tools: [], middleware: [summary] });
    await t.chunks('chunks', () => agent.stream({ messages: talk }, { streamMode: ['updates', 'messages'] }));
  },

  'old results of tools, cleared': async (t) => {
    const model = scripted('m', sum(1), sum(2), 'done');
    const edit = new ClearToolUsesEdit({
      trigger: { tokens: 20 },
      keep: { messages: 1 },
      clearToolInputs: true,
      placeholder: '[gone]',
    });
    const agent = createAgent({ model, tools: [add], middleware: [contextEditingMiddleware({ edits: [edit] })] });
    await t.attempt('result', () => agent.invoke({ messages: talk }));
    t.record('asked', model.questions);
  },

  'private data, in every way': async (t) => {
    const words = 'mail ann@example.org, card 4111 1111 1111 1111, see https://example.org/x from 10.1.2.3';
    for (const strategy of ['redact', 'mask', 'hash', 'block'] as const) {
      const model = scripted('m', 'reply to bob@example.org');
      const middleware = [
        piiMiddleware('email', { strategy, applyToOutput: true }),
        piiMiddleware('credit_card', { strategy }),
        piiMiddleware('url', { strategy }),
        piiMiddleware('ip', { strategy }),
        piiMiddleware('word', { strategy: 'redact', detector: /see/g }),
      ];
      await t.attempt(strategy, () => createAgent({ model, tools: [], middleware }).invoke(asking(words)));
      t.record(`${strategy}: asked`, model.questions);
    }
  },

  'private data, put back for tools': async (t) => {
    const model = scripted(
      'm',
      ([message]) => {
        const [hidden] = /\[REDACTED_[A-Z_]+_\w+\]/.exec(message?.text ?? '') ?? ['none'];
        return calls(['weather', { city: hidden }]);
      },
      'done',
    );
    const agent = createAgent({
      model,
      tools: [weather],
      middleware: [piiRedactionMiddleware({ rules: { town: /Ulm/g } })],
    });
    const said = await t.attempt('result', () => agent.invoke(asking('weather in Ulm')));
    t.record(
      'content',
      said?.messages.map(({ text }) => text.replace(/_\w{6}\]/g, '_…]')),
    );
  },

  'a human in the loop, by condition': async (t) => {
    const approve = humanInTheLoopMiddleware({
      interruptOn: {
        add: { allowedDecisions: ['approve'], when: ({ toolCall }) => toolCall.args.a > 1 },
        weather: false,
        fails: true,
      },
      descriptionPrefix: 'May it',
    });
    const model = scripted('m', sum(1), sum(2), calls(['weather', { city: 'Ulm' }]), 'done');
    const agent = createAgent({
      model,
      tools: [add, weather, fails],
      middleware: [approve],
      checkpointer: new MemorySaver(),
    });
    await t.attempt('asks', () => agent.invoke(asking('go'), thread));
    const { Command } = await import('@langchain/langgraph');
    await t.attempt('goes on', () =>
      agent.invoke(new Command({ resume: { decisions: [{ type: 'approve' }] } }), thread),
    );
  },

  'caches and tool search of providers, on another model': async (t) => {
    for (const unsupportedModelBehavior of ['ignore', 'warn', 'raise'] as const) {
      for (const make of [anthropicPromptCachingMiddleware, bedrockPromptCachingMiddleware]) {
        const agent = createAgent({
          model: scripted('m', 'hi'),
          tools: [],
          middleware: [make({ unsupportedModelBehavior, minMessagesToCache: 1 })],
        });
        await t.attempt(`${make.name} ${unsupportedModelBehavior}`, () => agent.invoke(asking('go')));
      }
    }
    const model = scripted('m', 'hi');
    const search = providerToolSearchMiddleware({ searchableTools: ['add'] });
    await t.attempt('tool search', () =>
      createAgent({ model, tools: [add, weather], middleware: [search] }).invoke(asking('go')),
    );
    t.record('asked', model.questions);
  },

  moderation: async (t) => {
    /** A model with the client of OpenAI that the middleware asks. */
    const moderated = (...answers: Answer[]) => {
      const model = scripted('m', ...answers);
      const create = ({ input }: { input: string | string[] }) => {
        const flagged = String(input).includes('bad');
        return Promise.resolve({
          results: [{ flagged, categories: { violence: flagged }, category_scores: { violence: 1 } }],
        });
      };
      const client = { moderations: { create } };
      return Object.assign(model, {
        getName: () => 'ChatOpenAI',
        client,
        _getClientOptions: () => {},
        clientConfig: {},
      });
    };
    for (const exitBehavior of ['end', 'replace', 'error'] as const) {
      for (const words of ['a bad question', 'a good question']) {
        const model = moderated('a bad answer');
        const middleware = [
          openAIModerationMiddleware({
            model,
            exitBehavior,
            checkInput: true,
            checkOutput: true,
            checkToolResults: true,
          }),
        ];
        await t.attempt(`${exitBehavior}: ${words}`, () =>
          createAgent({ model, tools: [], middleware }).invoke(asking(words)),
        );
      }
    }
  },

  'many together': async (t) => {
    const model = scripted(
      'm',
      calls(['write_todos', { todos: [] }]),
      new Error('down'),
      sum(1),
      calls(['fails', {}]),
      'mail ann@example.org',
    );
    const middleware = [
      todoListMiddleware(),
      modelCallLimitMiddleware({ runLimit: 9 }),
      toolCallLimitMiddleware({ runLimit: 9 }),
      modelRetryMiddleware({ initialDelayMs: 1 }),
      toolRetryMiddleware({ maxRetries: 1, initialDelayMs: 1 }),
      piiMiddleware('email', { strategy: 'redact', applyToOutput: true }),
      summarizationMiddleware({ model: scripted('s', 'short'), trigger: { messages: 50 } }),
      contextEditingMiddleware(),
      humanInTheLoopMiddleware({ interruptOn: { weather: true } }),
    ];
    const agent = createAgent({ model, tools: [add, fails, weather], middleware, checkpointer: new MemorySaver() });
    const streamMode: ('updates' | 'messages')[] = ['updates', 'messages'];
    await t.chunks('chunks', () => agent.stream(asking('go'), { ...thread, streamMode, recursionLimit: 100 }));
    t.record('state', await agent.graph.getState(thread));
    t.record('drawn', await agent.drawMermaid());
  },
};
