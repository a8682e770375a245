import { HumanMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import {
  Annotation,
  Command,
  interrupt,
  MemorySaver,
  MessagesAnnotation,
  START,
  StateGraph,
  type StreamMode,
} from '@langchain/langgraph';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import {
  createHandoffBackMessages,
  createHandoffTool,
  createSupervisor,
  withAgentName,
} from '@langchain/langgraph-supervisor';
import { z } from 'zod';
import type { Programs } from '../../program.ts';
import { asking, calls, scripted, type Answer } from '../../scripted-model.ts';

const add = tool(({ a, b }) => `${a + b}`, {
  name: 'add',
  description: 'adds',
  schema: z.object({ a: z.number(), b: z.number() }),
});
const thread = { configurable: { thread_id: '1' } };

const makeMath = (...answers: Answer[]) =>
  createReactAgent({ llm: scripted('math-model', ...answers), tools: [add], name: 'math', prompt: 'You add.' });

const makeWriter = (...answers: Answer[]) =>
  createReactAgent({ llm: scripted('writer-model', ...answers), tools: [], name: 'writer' });

/** A supervisor that lets the one add and the other write. */
function makeTeam(options: object = {}) {
  const llm = scripted(
    'supervisor-model',
    calls(['transfer_to_math', {}]),
    calls(['transfer_to_writer', {}]),
    'All done.',
  );
  const agents = [makeMath(calls(['add', { a: 1, b: 2 }]), 'It is 3.'), makeWriter('Three, in words.')];
  return { llm, workflow: createSupervisor({ agents, llm, prompt: 'You lead.', ...options } as never) };
}

export const programs: Programs = {
  'two agents, one after the other': async (t) => {
    const { llm, workflow } = makeTeam();
    await t.attempt('result', () => workflow.compile().invoke(asking('go')));
    t.record('asked', llm.questions);
  },

  'with everything the agents said': async (t) => {
    for (const outputMode of ['full_history', 'last_message']) {
      const { workflow } = makeTeam({ outputMode });
      await t.attempt(outputMode, () => workflow.compile().invoke(asking('go')));
    }
    await t.attempt('no such mode', () => makeTeam({ outputMode: 'none' }));
  },

  'without messages about hand-offs': async (t) => {
    for (const options of [{ addHandoffMessages: false }, { addHandoffBackMessages: false }]) {
      const { llm, workflow } = makeTeam(options);
      await t.attempt(JSON.stringify(options), () => workflow.compile().invoke(asking('go')));
      t.record('asked', llm.questions);
    }
  },

  'with names in the messages': async (t) => {
    const { llm, workflow } = makeTeam({ includeAgentName: 'inline', supervisorName: 'boss' });
    await t.attempt('result', () => workflow.compile({ name: 'team' }).invoke(asking('go')));
    t.record('asked', llm.questions);
    const named = withAgentName(scripted('m', '<name>ann</name><content>hello</content>'), 'inline');
    t.record('parsed', await named.invoke([new HumanMessage('hi')]));
    t.record('messages', createHandoffBackMessages('math', 'boss'));
  },

  'streamed, with the agents in it': async (t) => {
    for (const streamMode of ['updates', 'values', 'messages', 'tasks'] as StreamMode[]) {
      const { workflow } = makeTeam();
      await t.chunks(streamMode, () => workflow.compile().stream(asking('go'), { streamMode, subgraphs: true }));
    }
  },

  'a thread, its history and its subgraphs': async (t) => {
    const saver = t.saver();
    const { workflow } = makeTeam();
    const app = workflow.compile({ checkpointer: saver });
    await app.invoke(asking('go'), thread);
    t.record('state', await app.getState(thread, { subgraphs: true }));
    t.record('history', await t.collect(app.getStateHistory(thread)));
    t.record(
      'subgraphs',
      (await t.collect(app.getSubgraphsAsync(undefined, true))).map(([name]) => name),
    );
    t.savedBy(saver);
  },

  drawn: async (t) => {
    const app = makeTeam().workflow.compile();
    t.record('mermaid', (await app.getGraphAsync()).drawMermaid());
    t.record('with agents', (await app.getGraphAsync({ xray: true })).drawMermaid());
  },

  'a question in the tool of an agent': async (t) => {
    const ask = tool(() => `they said ${interrupt('may I?')}`, {
      name: 'ask',
      description: 'asks',
      schema: z.object({}),
    });
    const asker = createReactAgent({
      llm: scripted('asker-model', calls(['ask', {}]), 'They agreed.'),
      tools: [ask],
      name: 'asker',
    });
    const llm = scripted('supervisor-model', calls(['transfer_to_asker', {}]), 'Good.');
    const app = createSupervisor({ agents: [asker], llm }).compile({ checkpointer: new MemorySaver() });
    await t.chunks('asks', () => app.stream(asking('go'), { ...thread, subgraphs: true, streamMode: 'updates' }));
    t.record('waits', await app.getState(thread, { subgraphs: true }));
    await t.chunks('goes on', () =>
      app.stream(new Command({ resume: 'yes' }), { ...thread, subgraphs: true, streamMode: 'updates' }),
    );
  },

  'tools of its own, a state of its own, a structured answer': async (t) => {
    const stateSchema = Annotation.Root({
      ...MessagesAnnotation.spec,
      remainingSteps: Annotation<number>(),
      structuredResponse: Annotation<object>(),
    });
    const llm = scripted('supervisor-model', calls(['add', { a: 2, b: 2 }]), 'Four.', '{"sum":4}');
    const workflow = createSupervisor({
      agents: [makeMath('never')],
      llm,
      tools: [add],
      stateSchema: stateSchema as never,
      responseFormat: z.object({ sum: z.number() }),
    });
    await t.attempt('result', () => workflow.compile().invoke(asking('go') as never));
  },

  'hooks around the model': async (t) => {
    const { llm, workflow } = makeTeam({
      preModelHook: ({ messages }: typeof MessagesAnnotation.State) => ({ llmInputMessages: messages.slice(-2) }),
      postModelHook: ({ messages }: typeof MessagesAnnotation.State) => {
        t.record('after model', messages.at(-1)?.text);
      },
    });
    await t.attempt('result', () => workflow.compile().invoke(asking('go')));
    t.record('asked', llm.questions);
  },

  'supervisors of supervisors': async (t) => {
    const inner = makeTeam({ supervisorName: 'inner_lead' }).workflow.compile({ name: 'team' });
    const llm = scripted('top-model', calls(['transfer_to_team', {}]), 'The team is done.');
    const app = createSupervisor({
      agents: [inner as never],
      llm,
      supervisorName: 'top',
      outputMode: 'full_history',
    }).compile();
    await t.chunks('updates', () => app.stream(asking('go'), { subgraphs: true, streamMode: 'updates' }));
    await t.attempt('drawn', async () => (await app.getGraphAsync({ xray: 2 })).drawMermaid());
  },

  'agents that are plain graphs, and hand-offs by hand': async (t) => {
    const plain = new StateGraph(MessagesAnnotation)
      .addNode('say', () => ({ messages: [new HumanMessage({ content: 'plainly', id: 'plain' })] }))
      .addEdge(START, 'say')
      .compile({ name: 'plain', description: 'says it plainly' });
    const llm = scripted('supervisor-model', calls(['transfer_to_plain', {}]), 'Said.');
    const app = createSupervisor({ agents: [plain as never], llm }).compile();
    await t.attempt('result', () => app.invoke(asking('go')));
    t.record('tool', { name: createHandoffTool({ agentName: 'Some One', description: 'x' }).name });
  },

  'names that are missing or used twice': async (t) => {
    const llm = scripted('m');
    await t.attempt('twice', () => createSupervisor({ agents: [makeMath(), makeMath()], llm }));
    await t.attempt('none', () => createSupervisor({ agents: [createReactAgent({ llm, tools: [] })], llm }));
  },

  'an agent that fails, and a model that hands over twice at once': async (t) => {
    const failing = createReactAgent({ llm: scripted('bad', new Error('agent down')), tools: [], name: 'failing' });
    const app = createSupervisor({
      agents: [failing],
      llm: scripted('s', calls(['transfer_to_failing', {}])),
    }).compile();
    await t.attempt('fails', () => app.invoke(asking('go')));
    const llm = scripted('s', calls(['transfer_to_math', {}], ['transfer_to_writer', {}]), 'Both.', 'Again both.');
    const both = createSupervisor({ agents: [makeMath('m', 'm'), makeWriter('w', 'w')], llm }).compile();
    await t.attempt('twice', () => both.invoke(asking('go'), { recursionLimit: 12 }));
  },
};
