/** `streamEvents` of version 3. */
import { AIMessageChunk, HumanMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { FakeListChatModel, FakeStreamingChatModel } from '@langchain/core/utils/testing';
import { z } from 'zod';
import type { Library } from '../differential/library.ts';
import { pause, thread, type Loose } from '../differential/programs/log-state.ts';
import type { Programs } from '../differential/run-program.ts';

const timeless = (event: Loose): Loose => ({
  ...event,
  params: { ...event.params, timestamp: typeof event.params?.timestamp },
});

const chat = (lib: Library, nodes: Record<string, Loose>, compile: Loose = {}): Loose => {
  const builder: Loose = new lib.StateGraph(lib.MessagesAnnotation);
  let last = lib.START;
  for (const [name, node] of Object.entries(nodes)) {
    builder.addNode(name, node).addEdge(last, name);
    last = name;
  }
  return builder.compile(compile);
};

const input = { messages: [new HumanMessage({ content: 'hi', id: 'h' })] };
const list = (...responses: string[]): Loose => new FakeListChatModel({ responses });
const answers = (model: Loose) => async (s: Loose) => ({ messages: [await model.invoke(s.messages)] });

const graphs: Record<string, (lib: Library, t: Loose) => Loose> = {
  models: (lib) =>
    chat(lib, {
      list: answers(list('ab')),
      own: answers(
        new FakeStreamingChatModel({ chunks: ['a', 'b'].map((content) => new AIMessageChunk({ content, id: 'own' })) }),
      ),
      streamed: async (s: Loose) => {
        let whole: Loose;
        for await (const chunk of await list('cd').stream(s.messages)) whole = whole?.concat(chunk) ?? chunk;
        return { messages: [whole] };
      },
      returned: () => ({ messages: [{ role: 'assistant', content: 'r', id: 'r' }] }),
    }),
  nested: (lib) => {
    const inner = chat(lib, { model: answers(list('ab')) }, { name: 'inner' });
    return chat(lib, {
      sub: inner,
      called: async (s: Loose) => ({ messages: (await inner.invoke(s)).messages }),
      deep: chat(lib, { sub: inner }),
    });
  },
  tools: (lib) => {
    const adds = tool(({ n }: Loose) => n + 1, { name: 'adds', description: 'd', schema: z.object({ n: z.number() }) });
    return chat(lib, {
      n: async () => ({
        messages: [await adds.invoke({ type: 'tool_call', id: 'c', name: 'adds', args: { n: 1 } } as Loose)],
      }),
    });
  },
  kept: (lib, t) => chat(lib, { a: answers(list('ab')), b: answers(list('cd')) }, { checkpointer: t.memory() }),
  asks: (lib, t) =>
    chat(
      lib,
      { a: answers(list('ab')), asks: () => ({ messages: [lib.interrupt('q')] }) },
      { checkpointer: t.memory() },
    ),
  'asks within': (lib, t) =>
    chat(lib, { sub: chat(lib, { asks: () => ({ messages: [lib.interrupt('q')] }) }) }, { checkpointer: t.memory() }),
  fails: (lib) =>
    chat(lib, {
      a: answers(list('ab')),
      bad: async () => {
        await pause(1);
        throw new RangeError('bad');
      },
    }),
  custom: (lib) => chat(lib, { n: (_s: Loose, { writer }: Loose) => (writer({ c: 1 }), writer('text'), {}) }),
};

const PARTS = ['values', 'messages', 'lifecycle', 'subgraphs'];

export const typedRunPrograms: Programs = {
  ...Object.fromEntries(
    Object.entries(graphs).flatMap(([name, build]) => [
      [
        `events: ${name}`,
        async (lib: Library, t: Loose) => {
          const run = await build(lib, t).streamEvents(input, { version: 'v3', ...thread('1') });
          await t.chunks('events', async function* () {
            for await (const event of run) yield timeless(event);
          });
          await t.attempt('output', () => run.output);
          await t.attempt('state', () => [run.interrupted, run.interrupts, run.path, run.namespace, run.name]);
        },
      ],
      [
        `parts: ${name}`,
        async (lib: Library, t: Loose) => {
          for (const part of PARTS) {
            const run = await build(lib, t).streamEvents(input, { version: 'v3', ...thread('1') });
            await t.chunks(part, async function* () {
              for await (const item of run[part]) {
                if (part === 'messages') yield [item.node, await item.text, await item.output?.catch?.(() => 'failed')];
                else if (part === 'subgraphs')
                  yield [item.name, item.path, await Promise.resolve(item.output).catch(() => 'failed')];
                else if (part === 'lifecycle') yield { ...item, timestamp: undefined };
                else yield item;
              }
            });
            await t.attempt(`${part}: output`, () => run.output);
          }
        },
      ],
    ]),
  ),
  'without reading': async (lib, t) => {
    const run = await graphs.models?.(lib, t).streamEvents(input, { version: 'v3' });
    t.record('output', (await run.output).messages.length);
    const failing = await graphs.fails?.(lib, t).streamEvents(input, { version: 'v3' });
    await t.attempt('failure', () => failing.output);
  },
  encoded: async (lib, t) => {
    for (const name of ['custom', 'fails']) {
      const bytes = await graphs[name]?.(lib, t).streamEvents(input, { version: 'v3', encoding: 'text/event-stream' });
      await t.attempt(name, async () =>
        (await t.collect(bytes)).map((part: Loose) =>
          new TextDecoder().decode(part).replaceAll(/"timestamp":\d+/g, '"timestamp":0'),
        ),
      );
    }
  },
  'config and mistakes': async (lib, t) => {
    const graph = graphs.custom?.(lib, t);
    const run = await graph.streamEvents(input, {
      version: 'v3',
      tags: ['t'],
      metadata: { m: 1 },
      runName: 'named',
      recursionLimit: 5,
    });
    t.record('named', await t.collect(run).then((events: Loose) => events.map(timeless)));
    await t.attempt(
      'limit',
      async () => (await graph.streamEvents(input, { version: 'v3', recursionLimit: 0 })).output,
    );
    await t.attempt('no input', async () => (await graph.streamEvents(null, { version: 'v3' })).output);
    await t.attempt('unknown', () => graph.streamEvents(input, { version: 'v9' }));
    await t.attempt('none', () => graph.streamEvents(input, {}));
  },
};
