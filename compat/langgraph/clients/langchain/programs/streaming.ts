import type { StreamEvent } from '@langchain/core/tracers/log_stream';
import { MemorySaver, type LangGraphRunnableConfig, type StreamMode } from '@langchain/langgraph';
import { createAgent, createMiddleware, tool } from 'langchain';
import { z } from 'zod';
import type { Tape } from '../../../../../test/compat/langgraph/differential/tape.ts';
import type { Programs } from '../../program.ts';
import { asking, calls, scripted, type Answer } from '../../scripted-model.ts';
import { add, fails, weather } from '../tools.ts';

const answers: readonly Answer[] = [
  {
    say: 'Let me see.',
    call: [
      ['weather', { city: 'Ulm' }],
      ['add', { a: 1, b: 2 }],
    ],
  },
  'It rains, and three.',
];

const telling = tool(
  async ({ steps }, config: LangGraphRunnableConfig) => {
    for (let step = 0; step < steps; step++) config.writer?.({ step });
    return 'told';
  },
  { name: 'telling', description: 'tells how far it is', schema: z.object({ steps: z.number() }) },
);

const counting = createMiddleware({
  name: 'Counting',
  beforeModel: (_, runtime) => {
    runtime.writer?.({ from: 'before' });
  },
  afterModel: () => {},
});

const makeAgent = () =>
  createAgent({
    model: scripted('model', ...answers),
    tools: [weather, add],
    checkpointer: new MemorySaver(),
    name: 'streamer',
  });

/** The chunks of the graph are told by who reads them: where among the other events is a matter of chance. */
function noteEvents(t: Tape, events: readonly StreamEvent[]): void {
  const isChunk = ({ event, name }: StreamEvent): boolean => event === 'on_chain_stream' && name === 'streamer';
  const brief = ({ event, name, tags, data, metadata }: StreamEvent): object => ({ event, name, tags, data, metadata });
  t.record('events', events.filter((event) => !isChunk(event)).map(brief));
  t.record('chunks', events.filter(isChunk).map(brief));
}

const thread = { configurable: { thread_id: '1' } };

const inMode =
  (mode: StreamMode) =>
  async (t: Tape): Promise<void> => {
    await t.chunks('chunks', () => makeAgent().stream(asking('go'), { ...thread, streamMode: mode }));
  };

export const programs: Programs = {
  values: inMode('values'),
  updates: inMode('updates'),
  messages: inMode('messages'),
  tasks: inMode('tasks'),
  checkpoints: inMode('checkpoints'),
  debug: inMode('debug'),

  'all modes together, with subgraphs': async (t) => {
    const streamMode: StreamMode[] = ['values', 'updates', 'messages', 'custom', 'tasks', 'checkpoints'];
    await t.chunks('chunks', () => makeAgent().stream(asking('go'), { ...thread, streamMode, subgraphs: true }));
  },

  'custom, from tools and middleware': async (t) => {
    const model = scripted('model', calls(['telling', { steps: 3 }]), 'done');
    const agent = createAgent({ model, tools: [telling], middleware: [counting] });
    await t.chunks('custom', () => agent.stream(asking('go'), { streamMode: 'custom' }));
  },

  'server-sent events': async (t) => {
    const stream = await makeAgent().stream(asking('go'), {
      ...thread,
      streamMode: ['updates', 'messages'],
      encoding: 'text/event-stream',
    });
    const text = new TextDecoder();
    const bytes = await t.collect(stream as AsyncIterable<Uint8Array>);
    t.record(
      'text',
      bytes.map((chunk) => text.decode(chunk)),
    );
  },

  'events of version 2': async (t) => {
    noteEvents(t, await t.collect(makeAgent().streamEvents(asking('go'), { ...thread, version: 'v2' })));
  },

  'events of version 1': async (t) => {
    noteEvents(t, await t.collect(makeAgent().streamEvents(asking('go'), { ...thread, version: 'v1' })));
  },

  'a typed run: values, messages, tool calls': async (t) => {
    const run = await makeAgent().streamEvents(asking('go'), { ...thread, version: 'v3' });
    const noteMessages = async (): Promise<unknown[]> => {
      const seen: unknown[] = [];
      for await (const message of run.messages) {
        const words: string[] = [];
        for await (const word of message.text) words.push(word);
        seen.push({ words, output: await message.output });
      }
      return seen;
    };
    const noteCalls = async (): Promise<unknown[]> => {
      const seen: unknown[] = [];
      for await (const call of run.toolCalls) {
        seen.push({
          name: call.name,
          id: call.callId,
          input: call.input,
          output: await call.output,
          status: await call.status,
        });
      }
      return seen;
    };
    const [messages, toolCalls, values] = await Promise.all([noteMessages(), noteCalls(), t.collect(run.values)]);
    t.record('messages', messages);
    t.record('tool calls', toolCalls);
    t.record('values', values);
    t.record('output', await run.output);
  },

  'a typed run: raw events': async (t) => {
    const run = await makeAgent().streamEvents(asking('go'), { ...thread, version: 'v3' });
    const events = await t.collect(
      run as AsyncIterable<{ method: string; params: { namespace: string[]; data: unknown } }>,
    );
    t.record(
      'events',
      events.map(({ method, params: { namespace, data } }) => ({ method, namespace, data })),
    );
  },

  'a typed run: a tool that fails': async (t) => {
    const rethrow = createMiddleware({
      name: 'Rethrow',
      wrapToolCall: (request, handler) => handler(request),
    });
    const agent = createAgent({
      model: scripted('model', calls(['fails', {}]), 'x'),
      tools: [fails],
      middleware: [rethrow],
    });
    const run = await agent.streamEvents(asking('go'), { version: 'v3' });
    const seen: unknown[] = [];
    const follow = async (): Promise<void> => {
      for await (const call of run.toolCalls) {
        seen.push([call.name, await call.status, await call.error, await Promise.resolve(call.output).catch(String)]);
      }
    };
    await Promise.all([follow().catch((error: unknown) => seen.push(error)), t.attempt('output', () => run.output)]);
    t.record('calls', seen);
  },

  'a typed run: agents called by tools': async (t) => {
    const expert = createAgent({
      model: scripted('expert', calls(['add', { a: 4, b: 4 }]), 'eight'),
      tools: [add],
      name: 'expert',
    });
    const ask = tool(
      async ({ question }, config) => (await expert.invoke(asking(question), config)).messages.at(-1)?.text ?? '',
      { name: 'ask', description: 'asks the expert', schema: z.object({ question: z.string() }) },
    );
    const outer = createAgent({
      model: scripted('outer', calls(['ask', { question: '4 + 4?' }]), 'it is eight'),
      tools: [ask],
      name: 'outer',
    });
    const run = await outer.streamEvents(asking('go'), { version: 'v3' });
    const follow = async (): Promise<unknown[]> => {
      const seen: unknown[] = [];
      for await (const agent of run.subagents) seen.push({ name: agent.name, output: await agent.output });
      return seen;
    };
    const [subagents, output] = await Promise.all([follow(), run.output]);
    t.record('subagents', subagents);
    t.record('output', output);
  },

  'a middleware with a transformer of its own': async (t) => {
    const watching = createMiddleware({
      name: 'Watching',
      streamTransformers: [
        () => {
          let seen = 0;
          return {
            init: () => ({ seenEvents: Promise.resolve('made') }),
            process: () => {
              seen++;
              return true;
            },
            finalize: () => t.record('any seen', seen > 0),
          };
        },
      ],
    });
    const agent = createAgent({ model: scripted('model', 'hi'), tools: [], middleware: [watching] });
    const run = await agent.streamEvents(asking('go'), { version: 'v3' });
    t.record('output', await run.output);
    t.record('extensions', await (run.extensions as { seenEvents?: unknown }).seenEvents);
  },

  'a stream that fails half way': async (t) => {
    const agent = createAgent({
      model: scripted('model', calls(['add', { a: 1, b: 1 }]), new Error('lost')),
      tools: [add],
    });
    await t.chunks('updates', () => agent.stream(asking('go'), { streamMode: ['updates', 'messages'] }));
  },

  'a reader that leaves': async (t) => {
    const model = scripted('model', calls(['add', { a: 1, b: 1 }]), calls(['add', { a: 2, b: 2 }]), 'done');
    const agent = createAgent({ model, tools: [add], checkpointer: new MemorySaver() });
    for await (const chunk of await agent.stream(asking('go'), { ...thread, streamMode: 'updates' })) {
      t.record('read', chunk);
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    t.record('calls of the model', model.questions.length);
  },
};
