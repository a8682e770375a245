/** Programs about models whose calls are not as they should be. */
import { AIMessage, AIMessageChunk, HumanMessage, ToolMessage } from '@langchain/core/messages';
import type { InvalidToolCall } from '@langchain/core/messages/tool';
import type { Library } from '../differential/library.ts';
import type { Loose } from '../differential/programs/log-state.ts';
import type { Programs } from '../differential/run-program.ts';
import { call, says, type Line, type ScriptedModel } from './scripted-model.ts';
import { echo, shout, toolOf } from './tools.ts';

/** A call of `echo` whose arguments break off. */
export const broken = (id?: string, name = 'echo'): InvalidToolCall => ({
  type: 'invalid_tool_call',
  name,
  args: '{"text": ',
  error: 'Unexpected end of input',
  ...(id !== undefined && { id }),
});

/** What a model says, by what is wrong with it. */
export const scripts: Readonly<Record<string, readonly Line[]>> = {
  'a call that cannot be read': [{ invalid: [broken('1')] }, { calls: [call('echo', { text: 'b' }, '2')] }, 'done'],
  'one that cannot be read, with words': [{ content: 'Let me look.', invalid: [broken('1')] }, 'done'],
  'one without an id': [{ invalid: [broken()] }, 'done'],
  'one beside others': [{ calls: [call('shout', { text: 'b' }, '2')], invalid: [broken('1')] }, 'done'],
  'one of a tool that is not there': [{ invalid: [broken('1', 'nobody')] }, 'done'],
  'what names no tool': [{ content: 'found it', invalid: [broken(undefined, '')] }, 'never said'],
  'calls without ids': [{ calls: [call('echo', { text: 'a' }), call('shout', { text: 'b' }, '')] }, 'done'],
  'two calls of one id': [{ calls: [call('echo', { text: 'a' }, '1'), call('shout', { text: 'b' }, '1')] }, 'done'],
  'ids that begin anew each time': [
    { calls: [call('echo', { text: 'a' }, 'call_0')] },
    { calls: [call('shout', { text: 'b' }, 'call_0')] },
    'done',
  ],
  'arguments of a wrong type': [{ calls: [call('echo', null as never, '1'), call('echo', 'x' as never, '2')] }, 'done'],
  'no name': [{ calls: [{ args: {}, id: '1' }] }, 'done'],
  'a tool that throws text': [{ calls: [call('throws', {}, '1')] }, 'done'],
};

export const throws = toolOf('throws', () => {
  throw 'only text';
});

/** Runs a script as each version, without and with a hook after the model; gives the messages after the question. */
export async function outcomes(
  lib: Library,
  lines: readonly Line[],
  more: object = {},
): Promise<[string, Loose[], ScriptedModel][]> {
  const found: [string, Loose[], ScriptedModel][] = [];
  for (const version of ['v1', 'v2'] as const)
    for (const hook of [{}, { postModelHook: () => ({}) }]) {
      const model = says(...lines);
      const agent: Loose = lib.prebuilt.createReactAgent({
        llm: model,
        tools: [echo, shout, throws],
        version,
        ...hook,
        ...more,
      });
      const { messages } = await agent.invoke({ messages: [new HumanMessage('hi')] }, { recursionLimit: 15 });
      found.push([`${version} ${Object.keys(hook).join('')}`, messages.slice(1), model]);
    }
  return found;
}

/** With the repair switched off: nothing differs from the original. */
export const unrepaired: Programs = {
  ...Object.fromEntries(
    Object.entries(scripts).map(([name, lines]): [string, Programs[string]] => [
      name,
      async (lib, t) => {
        for (const [version, messages, model] of await outcomes(lib, lines, { repairToolCalls: false }))
          t.record(version, [messages, model.asked]);
      },
    ]),
  ),
  'tool nodes': async (lib, t) => {
    const options: Loose = { repairToolCalls: false };
    const node: Loose = new lib.prebuilt.ToolNode([echo, throws], options);
    const asking = (calls: Loose[], invalid: Loose[] = []): AIMessage =>
      new AIMessage({ content: '', tool_calls: calls, invalid_tool_calls: invalid });
    t.record('cannot be read', await node.invoke([asking([], [broken('1')])]));
    t.record(
      'one of two',
      await node.invoke({ messages: [asking([call('echo', { text: 'a' }, '2')], [broken('1')])] }),
    );
    t.record(
      'answered before',
      await node.invoke([
        new ToolMessage({ content: 'x', tool_call_id: '1' }),
        asking([call('echo', { text: 'a' }, '1')]),
      ]),
    );
    t.record('throws text', await node.invoke([asking([call('throws', {}, '1')])]));
  },
};

/** With the repair on: what is as it should be is left as it is. */
export const untouched: Programs = {
  'tool nodes beside calls that cannot be read': async (lib, t) => {
    const node: Loose = new lib.prebuilt.ToolNode([echo]);
    const message = new AIMessage({
      content: '',
      tool_calls: [call('echo', { text: 'a' }, '2') as Loose],
      invalid_tool_calls: [broken('1')],
    });
    t.record('one of two', await node.invoke({ messages: [message] }));
  },
  'what a provider streams of its own tools': async (lib, t) => {
    const chunk = new AIMessageChunk({
      content: 'found it',
      tool_call_chunks: [{ type: 'tool_call_chunk', index: 1, args: '{"query":"x"}' }],
    });
    t.record('chunk', chunk.invalid_tool_calls);
    for (const [version, messages] of await outcomes(lib, scripts['what names no tool'] ?? []))
      t.record(version, messages);
  },
  'good calls keep their ids': async (lib, t) => {
    const lines = [
      { calls: [call('echo', { text: 'a' }, '1'), call('shout', { text: 'b' }, '2')], id: 'a' },
      { content: 'done', id: 'b' },
    ];
    for (const [version, messages, model] of await outcomes(lib, lines)) t.record(version, [messages, model.asked]);
  },
  'a hook that deals with calls that cannot be read': async (lib, t) => {
    for (const version of ['v1', 'v2'] as const) {
      const noted: Loose = lib.prebuilt.createReactAgent({
        llm: says({ invalid: [broken('1')] }),
        tools: [echo],
        version,
        postModelHook: (() => ({ messages: [new HumanMessage('that did not work')] })) as Loose,
      });
      t.record(`${version} goes on`, await noted.invoke({ messages: ['hi'] }));
      const mended: Loose = lib.prebuilt.createReactAgent({
        llm: says({ invalid: [broken('1')], id: 'a' }, { content: 'done', id: 'b' }),
        tools: [echo],
        version,
        postModelHook: ((s: Loose) =>
          s.messages.at(-1).id === 'a'
            ? {
                messages: [
                  new AIMessage({ id: 'a', content: '', tool_calls: [call('echo', { text: 'mended' }, '1') as Loose] }),
                ],
              }
            : {}) as Loose,
      });
      t.record(`${version} mends`, await mended.invoke({ messages: ['hi'] }));
    }
  },
};
