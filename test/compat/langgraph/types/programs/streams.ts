/** What streams give by mode. */
import {
  Annotation,
  START,
  StateGraph,
  type StateSnapshot,
  type StreamMode,
  type StreamOutputMap,
} from '@langchain/langgraph';
import { expectTypeOf } from 'vitest';

export const State = Annotation.Root({ a: Annotation<number>, b: Annotation<string> });
export const graph = new StateGraph(State)
  .addNode('one', () => ({ a: 1 }))
  .addNode('two', async (state) => ({ b: `${state.a}` }))
  .addEdge(START, 'one')
  .addEdge('one', 'two')
  .compile();

export async function run() {
  for await (const chunk of await graph.stream({ a: 1 })) {
    expectTypeOf(chunk).toEqualTypeOf<{ one?: { a: number }; two?: { b: string } }>();
  }
  for await (const chunk of await graph.stream({ a: 1 }, { streamMode: 'values' })) console.log(chunk.a);
  for await (const chunk of await graph.stream({ a: 1 }, { streamMode: 'updates' })) console.log(chunk.one?.a);
  for await (const [message, metadata] of await graph.stream({ a: 1 }, { streamMode: 'messages' }))
    console.log(message.content, metadata.langgraph_node);
  for await (const chunk of await graph.stream({ a: 1 }, { streamMode: 'custom' })) console.log(chunk);
  for await (const chunk of await graph.stream({ a: 1 }, { streamMode: 'checkpoints' }))
    console.log(chunk.values.b, chunk);
  for await (const chunk of await graph.stream({ a: 1 }, { streamMode: 'tasks' })) console.log(chunk.id, chunk);
  for await (const chunk of await graph.stream({ a: 1 }, { streamMode: 'tools' })) console.log(chunk);
  for await (const chunk of await graph.stream({ a: 1 }, { streamMode: 'debug' })) console.log(chunk.payload);
  for await (const [which, chunk] of await graph.stream({ a: 1 }, { streamMode: ['values', 'updates'] }))
    console.log(which, chunk);
  for await (const chunk of await graph.stream({ a: 1 }, { streamMode: ['values', 'custom', 'messages'] })) {
    if (chunk[0] === 'values') expectTypeOf(chunk[1]).toEqualTypeOf<{ a: number; b: string }>();
    if (chunk[0] === 'messages') console.log(chunk[1][0].id);
  }
}

export async function runWithin(mode: StreamMode, modes: StreamMode[], subgraphs: boolean) {
  for await (const chunk of await graph.stream({ a: 1 }, { subgraphs: true })) console.log(chunk[0].join(), chunk[1]);
  for await (const chunk of await graph.stream({ a: 1 }, { streamMode: 'values', subgraphs: true }))
    console.log(chunk[1].a);
  for await (const [space, which, chunk] of await graph.stream({ a: 1 }, { streamMode: ['values'], subgraphs: true }))
    console.log(space, which, chunk);
  for await (const chunk of await graph.stream({ a: 1 }, { streamMode: ['tasks', 'tools'], subgraphs: true }))
    console.log(chunk);
  for await (const chunk of await graph.stream({ a: 1 }, { streamMode: mode })) console.log(chunk);
  for await (const chunk of await graph.stream({ a: 1 }, { streamMode: modes, subgraphs: false })) console.log(chunk);
  for await (const chunk of await graph.stream({ a: 1 }, { streamMode: modes, subgraphs })) console.log(chunk);
  for await (const chunk of await graph.stream({ a: 1 }, { encoding: 'text/event-stream' }))
    console.log(chunk.byteLength);
  // @ts-expect-error no such mode
  await graph.stream({ a: 1 }, { streamMode: 'everything' });
}

export async function events() {
  for await (const event of graph.streamEvents({ a: 1 }, { version: 'v2' }))
    console.log(event.event, event.data.output);
  const typed = await graph.streamEvents({ a: 1 }, { version: 'v3' });
  const output = await typed.output;
  for await (const values of typed.values) console.log(values);
  const bytes = await graph.streamEvents({ a: 1 }, { version: 'v3', encoding: 'text/event-stream' });
  for await (const chunk of bytes) console.log(chunk.byteLength);
  for await (const message of typed.messages) console.log(await message.text);
  return { output, interrupts: typed.interrupts, interrupted: typed.interrupted };
}

type Modes = StreamMode | StreamMode[] | undefined;
type Chunk<Mode extends Modes, Subgraphs extends boolean = false> = StreamOutputMap<
  Mode,
  Subgraphs,
  { update: 1 },
  { value: 2 },
  'n' | 'm',
  unknown,
  { custom: 3 },
  undefined
>;
export declare const none: Chunk<undefined>;
export declare const noneWithin: Chunk<undefined, true>;
export declare const each: Chunk<'values' | 'updates'>;
export declare const every: Chunk<StreamMode>;
export declare const everyWithin: Chunk<StreamMode, true>;
export declare const list: Chunk<StreamMode[]>;
export declare const listWithin: Chunk<StreamMode[], true>;
export declare const listMaybeWithin: Chunk<StreamMode[], boolean>;
export declare const any: Chunk<StreamMode | StreamMode[]>;
export declare const anyOrNone: Chunk<Modes>;
export declare const snapshot: StateSnapshot;
