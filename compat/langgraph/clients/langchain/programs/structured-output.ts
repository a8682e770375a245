import { AIMessage } from '@langchain/core/messages';
import { createAgent, createMiddleware, providerStrategy, toolStrategy } from 'langchain';
import { z } from 'zod';
import type { Programs } from '../../program.ts';
import { asking, calls, scripted } from '../../scripted-model.ts';
import { add } from '../tools.ts';

const Contact = z.object({ name: z.string(), age: z.number() }).describe('contact');
const Place = z.object({ city: z.string() });

/** The tools that stand for schemas are numbered for the whole process. */
const extracting = (args: Record<string, unknown>) => (tools: readonly string[]) => calls([tools.at(-1) ?? '', args]);

/** A model that answers by the schema it was given last. */
function extractor(...args: readonly Record<string, unknown>[]) {
  const model = scripted('model', ...args.map((given) => () => extracting(given)(model.questions.at(-1)?.tools ?? [])));
  return model;
}

export const programs: Programs = {
  'a schema': async (t) => {
    const model = extractor({ name: 'Ann', age: 3 });
    await t.attempt('result', () =>
      createAgent({ model, tools: [], responseFormat: Contact as never }).invoke(asking('who?')),
    );
    t.record('asked', model.questions);
  },

  'as a tool': async (t) => {
    const model = extractor({ name: 'Ann', age: 3 });
    const responseFormat = toolStrategy(Contact, { toolMessageContent: 'noted' });
    await t.attempt('result', () => createAgent({ model, tools: [add], responseFormat }).invoke(asking('who?')));
    t.record('asked', model.questions);
  },

  'as a tool, after a tool round': async (t) => {
    const model = scripted('model', calls(['add', { a: 1, b: 2 }]), () =>
      extracting({ name: 'Ann', age: 3 })(model.questions.at(-1)?.tools ?? []),
    );
    const agent = createAgent({ model, tools: [add], responseFormat: toolStrategy(Contact) });
    await t.chunks('updates', () => agent.stream(asking('who?'), { streamMode: 'updates' }));
  },

  'one of several': async (t) => {
    const model = extractor({ city: 'Ulm' });
    const agent = createAgent({ model, tools: [], responseFormat: toolStrategy([Contact, Place]) });
    await t.attempt('result', () => agent.invoke(asking('where?')));
  },

  'answers that do not fit are asked for again': async (t) => {
    const model = extractor({ name: 'Ann', age: 'three' }, { name: 'Ann', age: 3 });
    const agent = createAgent({ model, tools: [], responseFormat: toolStrategy(Contact) });
    await t.chunks('updates', () => agent.stream(asking('who?'), { streamMode: 'updates' }));
    t.record('asked', model.questions);
  },

  'what handles answers that do not fit': async (t) => {
    const handlers = { no: false, words: 'try again', function: (error: Error) => `because: ${error.name}` } as const;
    for (const [name, handleError] of Object.entries(handlers)) {
      const model = extractor({ name: 1 }, { name: 'Ann', age: 3 });
      const agent = createAgent({ model, tools: [], responseFormat: toolStrategy(Contact, { handleError }) });
      await t.attempt(name, () => agent.invoke(asking('who?')));
    }
  },

  'two answers at once': async (t) => {
    const both = () => {
      const [one = '', other = ''] = model.questions.at(-1)?.tools ?? [];
      return calls([one, { name: 'Ann', age: 3 }], [other, { city: 'Ulm' }]);
    };
    const model = scripted('model', both, () => extracting({ city: 'Ulm' })(model.questions.at(-1)?.tools ?? []));
    const agent = createAgent({ model, tools: [], responseFormat: toolStrategy([Contact, Place]) });
    await t.attempt('result', () => agent.invoke(asking('both')));
  },

  'as the provider has it': async (t) => {
    const model = scripted('model', '{"name":"Ann","age":3}');
    const agent = createAgent({ model, tools: [], responseFormat: providerStrategy(Contact) });
    await t.attempt('result', () => agent.invoke(asking('who?')));
    t.record('options', model.questions[0]?.options);
    const wrong = createAgent({
      model: scripted('m', 'no json'),
      tools: [],
      responseFormat: providerStrategy(Contact),
    });
    await t.attempt('no json', () => wrong.invoke(asking('who?')));
  },

  'a JSON schema': async (t) => {
    const schema = { title: 'answer', type: 'object', properties: { yes: { type: 'boolean' } }, required: ['yes'] };
    const model = scripted('model', new AIMessage({ content: '{"yes":true}', id: 'fixed' }));
    await t.attempt('provider', () =>
      createAgent({ model, tools: [], responseFormat: providerStrategy(schema as never) }).invoke(asking('?')),
    );
    const other = extractor({ yes: true });
    await t.attempt('tool', () =>
      createAgent({ model: other, tools: [], responseFormat: toolStrategy(schema as never) }).invoke(asking('?')),
    );
  },

  'with middleware that runs after the model': async (t) => {
    const seen: string[] = [];
    const watch = createMiddleware({
      name: 'Watch',
      afterModel: (state) => void seen.push(`model ${state.messages.length}`),
      afterAgent: (state) => void seen.push(`agent ${'structuredResponse' in state}`),
    });
    const model = extractor({ name: 'Ann', age: 3 });
    const agent = createAgent({ model, tools: [add], responseFormat: toolStrategy(Contact), middleware: [watch] });
    await t.attempt('result', () => agent.invoke(asking('who?')));
    t.record('seen', seen);
  },
};
