/** Programs about the older executors, and about names in the text. */
import { AIMessage, AIMessageChunk, HumanMessage, type BaseMessage } from '@langchain/core/messages';
import { RunnableLambda } from '@langchain/core/runnables';
import { DynamicTool } from '@langchain/core/tools';
import type { Loose } from '../differential/programs/log-state.ts';
import type { Programs } from '../differential/run-program.ts';
import { says } from './scripted-model.ts';
import { echo, plain } from './tools.ts';

const breaks = new DynamicTool({
  name: 'breaks',
  description: 'Breaks.',
  func: () => Promise.reject(new Error('it broke')),
});

export const older: Programs = {
  ToolExecutor: async (lib, t) => {
    const executor: Loose = new lib.prebuilt.ToolExecutor({ tools: [plain, echo, breaks] });
    t.record('fields', [
      executor.lc_graph_name,
      executor.tools.length,
      Object.keys(executor.toolMap),
      executor.invalidToolMsgTemplate,
    ]);
    t.record('known', await executor.invoke({ tool: 'plain', toolInput: 'x' }));
    t.record('object', await executor.invoke({ tool: 'echo', toolInput: { text: 'x' } }));
    t.record('unknown', await executor.invoke({ tool: 'nobody', toolInput: 'x' }));
    await t.attempt('fails', () => executor.invoke({ tool: 'breaks', toolInput: 'x' }));
    t.record(
      'batch',
      await executor.batch([
        { tool: 'plain', toolInput: '1' },
        { tool: 'plain', toolInput: '2' },
      ]),
    );
    const own: Loose = new lib.prebuilt.ToolExecutor({
      tools: [plain],
      invalidToolMsgTemplate: 'no {requestedToolName}',
    });
    t.record('own words', await own.invoke({ tool: 'nobody', toolInput: 'x' }));
    t.record('directly', await own._execute({ tool: 'plain', toolInput: 'y' }));
  },
  createAgentExecutor: async (lib, t) => {
    const agentRunnable: Loose = RunnableLambda.from((s: Loose) =>
      s.steps.length < 2
        ? { tool: s.steps.length === 0 ? 'plain' : 'nobody', toolInput: s.input, log: '' }
        : { returnValues: { output: s.steps.length }, log: 'end' },
    );
    for (const tools of [[plain], new lib.prebuilt.ToolExecutor({ tools: [plain] })]) {
      const executor: Loose = lib.prebuilt.createAgentExecutor({ agentRunnable, tools: tools as Loose });
      t.record('result', await executor.invoke({ input: 'x' }));
      await t.chunks('updates', () => executor.stream({ input: 'x' }));
      t.record('drawn', (await executor.getGraphAsync()).drawMermaid());
    }
    const odd: Loose = lib.prebuilt.createAgentExecutor({
      agentRunnable: RunnableLambda.from(() => undefined) as Loose,
      tools: [plain],
    });
    await t.attempt('no outcome', () => odd.invoke({ input: 'x' }));
  },
  createFunctionCallingExecutor: async (lib, t) => {
    const asked: unknown[] = [];
    const answers = (kwargs: Loose): Loose =>
      RunnableLambda.from((messages: BaseMessage[]) => {
        asked.push([messages.length, kwargs]);
        const function_call = { name: 'plain', arguments: JSON.stringify({ input: 'x' }) };
        return messages.length < 3
          ? new AIMessage({ content: '', additional_kwargs: { function_call } })
          : new AIMessage('done');
      });
    for (const tools of [[plain], new lib.prebuilt.ToolExecutor({ tools: [plain] })]) {
      const executor: Loose = lib.prebuilt.createFunctionCallingExecutor({
        model: { bind: answers },
        tools: tools as Loose,
      });
      t.record('result', await executor.invoke({ messages: [new HumanMessage('hi')] }));
      await t.chunks('updates', () => executor.stream({ messages: [new HumanMessage('hi')] }));
      t.record('drawn', (await executor.getGraphAsync()).drawMermaid());
    }
    t.record('asked', asked);
    await t.attempt('cannot be bound', () => lib.prebuilt.createFunctionCallingExecutor({ model: {}, tools: [plain] }));
  },
  withAgentName: async (lib, t) => {
    const answers: Loose[] = [
      '<name>a</name><content>hello\nthere</content>',
      'plain',
      '<name>a</name>',
      '<content>x</content>',
      '<name></name><content></content>',
      'before <name>a</name> between <content>x</content> after',
    ];
    const inputs: Loose[] = [
      new HumanMessage({ content: 'x', name: 'human' }),
      new AIMessage({ content: 'x' }),
      new AIMessage({ content: 'x', name: 'bot', id: '1', tool_calls: [{ name: 'a', args: {}, id: '2' }] }),
      new AIMessageChunk({ content: 'y', name: 'bot' }),
      new AIMessage({
        content: [
          { type: 'text', text: 'a' },
          { type: 'image_url', image_url: 'x' },
          { type: 'text', text: 'b' },
        ],
        name: 'bot',
      }),
      new AIMessage({ content: [{ type: 'image_url', image_url: 'x' }], name: 'bot' }),
      new AIMessage({ content: [], name: 'bot' }),
    ];
    for (const answer of answers) {
      const model = says(answer);
      t.record('said', await lib.prebuilt.withAgentName(model as Loose, 'inline').invoke(inputs));
      t.record('asked', model.asked);
    }
    const blocks: Loose[] = [
      [{ type: 'text', text: '<name>a</name><content>x</content>' }],
      [
        { type: 'text', text: '<name>a</name><content></content>' },
        { type: 'image_url', image_url: 'x' },
      ],
      [
        { type: 'text', text: '<name>a</name>' },
        { type: 'text', text: '<name>b</name><content>y</content>' },
      ],
      [{ type: 'text', text: 'plain' }],
      [],
    ];
    for (const content of blocks) {
      const llm: Loose = RunnableLambda.from(() => new AIMessage({ content, id: '7', name: 'given' }));
      t.record('blocks', await lib.prebuilt.withAgentName(llm, 'inline').invoke([new HumanMessage('x')] as Loose));
    }
    const human: Loose = RunnableLambda.from(() => new HumanMessage('<name>a</name><content>x</content>'));
    t.record('no answer', await lib.prebuilt.withAgentName(human, 'inline').invoke([] as Loose));
    await t.attempt('other modes', () => lib.prebuilt.withAgentName(says('x') as Loose, 'outline' as Loose));
  },
};
