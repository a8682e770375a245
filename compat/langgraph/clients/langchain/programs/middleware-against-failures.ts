/** What the package exports against runs that never end, and against models and tools that fail. */
import { MemorySaver } from '@langchain/langgraph';
import * as langchain from 'langchain';
import {
  createAgent,
  modelCallLimitMiddleware,
  modelFallbackMiddleware,
  modelRetryMiddleware,
  toolCallLimitMiddleware,
  toolErrorMiddleware,
  toolRetryMiddleware,
} from 'langchain';
import { asking, calls, scripted, type Answer } from '../../scripted-model.ts';
import { add, fails, weather } from '../tools.ts';

const sum = (n: number): Answer => calls(['add', { a: n, b: n }]);
const thread = { configurable: { thread_id: '1' } };

export const programs: Programs = {
  'a limit of model calls': async (t) => {
    for (const exitBehavior of ['end', 'error'] as const) {
      const limit = modelCallLimitMiddleware({ runLimit: 2, threadLimit: 3, exitBehavior });
      const model = scripted('model', sum(1), sum(2), sum(3), sum(4), 'done');
      const agent = createAgent({ model, tools: [add], middleware: [limit], checkpointer: new MemorySaver() });
      await t.attempt(`${exitBehavior}: first run`, () => agent.invoke(asking('go'), thread));
      await t.attempt(`${exitBehavior}: second run`, () => agent.invoke(asking('go on'), thread));
      t.record(`${exitBehavior}: state`, await agent.graph.getState(thread));
    }
  },

  'a limit of tool calls': async (t) => {
    for (const exitBehavior of ['continue', 'end', 'error'] as const) {
      const limits = [
        toolCallLimitMiddleware({ runLimit: 2, exitBehavior }),
        toolCallLimitMiddleware({ toolName: 'weather', threadLimit: 1, exitBehavior: 'continue' }),
      ];
      const model = scripted(
        'model',
        sum(1),
        calls(['weather', { city: 'Ulm' }]),
        sum(3),
        'done',
        calls(['weather', { city: 'Bonn' }]),
        'done',
      );
      const agent = createAgent({ model, tools: [add, weather], middleware: limits, checkpointer: new MemorySaver() });
      await t.chunks(`${exitBehavior}: first run`, () =>
        agent.stream(asking('go'), { ...thread, streamMode: 'updates' }),
      );
      await t.attempt(`${exitBehavior}: second run`, () => agent.invoke(asking('go on'), thread));
    }
  },

  'other models where one fails': async (t) => {
    const model = scripted('main', new Error('down'), new Error('still down'));
    const [first, second] = [
      scripted('first', new Error('down too'), 'first is up'),
      scripted('second', 'second answers'),
    ];
    const agent = createAgent({ model, tools: [], middleware: [modelFallbackMiddleware(first, second)] });
    await t.attempt('to the second', () => agent.invoke(asking('go')));
    await t.attempt('to the first', () => agent.invoke(asking('go')));
    await t.attempt('nobody', () => agent.invoke(asking('go')));
  },

  'the model again': async (t) => {
    const quick = { maxRetries: 2, initialDelayMs: 1, jitter: false };
    const works = createAgent({
      model: scripted('m', new Error('1'), new Error('2'), 'at last'),
      tools: [],
      middleware: [modelRetryMiddleware(quick)],
    });
    await t.attempt('works', () => works.invoke(asking('go')));
    const errors = [new Error('1'), new Error('2'), new Error('3')];
    for (const onFailure of ['continue', 'error', (error: Error) => `gave up: ${error.message}`] as const) {
      const middleware = [modelRetryMiddleware({ ...quick, onFailure })];
      await t.attempt('gives up', () =>
        createAgent({ model: scripted('m', ...errors), tools: [], middleware }).invoke(asking('go')),
      );
    }
    const only = modelRetryMiddleware({ ...quick, retryOn: (error: Error) => error.message === 'transient' });
    const not = createAgent({ model: scripted('m', new Error('fatal'), 'never'), tools: [], middleware: [only] });
    await t.attempt('not again', () => not.invoke(asking('go')));
  },

  'tools again': async (t) => {
    let left = 2;
    const flaky = langchain.tool(() => (left-- > 0 ? Promise.reject(new Error(`fails ${left}`)) : 'works'), {
      name: 'flaky',
      description: 'x',
    });
    const quick = { maxRetries: 2, initialDelayMs: 1, jitter: false };
    const agent = createAgent({
      model: scripted('m', calls(['flaky', {}]), 'done'),
      tools: [flaky],
      middleware: [toolRetryMiddleware(quick)],
    });
    await t.attempt('works', () => agent.invoke(asking('go')));
    for (const onFailure of ['continue', 'error', (error: Error) => `gave up: ${error.message}`] as const) {
      const middleware = [toolRetryMiddleware({ ...quick, onFailure, tools: ['fails'] })];
      const broken = createAgent({
        model: scripted('m', calls(['fails', {}], ['add', { a: 1, b: 1 }]), 'done'),
        tools: [fails, add],
        middleware,
      });
      await t.attempt('gives up', () => broken.invoke(asking('go')));
    }
  },

  'errors of tools, told to the model': async (t) => {
    const handlers = { words: (error: unknown) => `sorry: ${String(error)}`, nothing: () => undefined };
    for (const [name, onError] of Object.entries(handlers)) {
      const model = scripted('m', calls(['fails', {}], ['add', { a: 1, b: 1 }]), 'done');
      const agent = createAgent({ model, tools: [fails, add], middleware: [toolErrorMiddleware({ onError })] });
      await t.attempt(name, () => agent.invoke(asking('go')));
    }
  },
};
