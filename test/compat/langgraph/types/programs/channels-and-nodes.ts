/** Pregel itself, its channels, policies and parameters. */
import { RunnableLambda } from '@langchain/core/runnables';
import {
  BinaryOperatorAggregate,
  DeltaChannel,
  UntrackedValueChannel,
  type CachePolicy,
  type GetStateOptions,
  type MultipleChannelSubscriptionOptions,
  type PregelOptions,
  type PregelParams,
  type RetryPolicy,
  type SingleChannelSubscriptionOptions,
  type TimeoutPolicy,
} from '@langchain/langgraph';
import { BaseChannel, EphemeralValue, LastValue, NamedBarrierValue, Topic, empty } from '@langchain/langgraph/channels';
import { Channel, Pregel } from '@langchain/langgraph/pregel';
import { expectTypeOf } from 'vitest';

export const one = Channel.subscribeTo('a')
  .pipe((x: number) => x + 1)
  .pipe(RunnableLambda.from((x: number) => String(x)))
  .pipe(Channel.writeTo(['b']));
export const both = Channel.subscribeTo(['a', 'b'], { tags: ['t'] }).join(['c']);
export const keyed = Channel.subscribeTo('a', { key: 'k' }).pipe(Channel.writeTo(['c'], { d: (x: number) => x, e: 5 }));
export const channels = {
  a: new EphemeralValue<number>(),
  b: new LastValue<string>(),
  c: new Topic<number>({ unique: true }),
  d: new BinaryOperatorAggregate<number>(
    (x, y) => x + y,
    () => 0,
  ),
  e: new NamedBarrierValue<string>(new Set(['x'])),
  f: new UntrackedValueChannel<string>({ guard: false }),
};
export const app = new Pregel({
  nodes: { one, both, keyed },
  channels,
  inputChannels: ['a'],
  outputChannels: 'b',
  streamMode: ['values'],
  interruptBefore: ['one'],
  retryPolicy: { maxAttempts: 2 },
});

export async function run() {
  const result = await app.invoke(1);
  expectTypeOf(result).toBeAny();
  for await (const chunk of await app.stream(1, { streamMode: 'updates', outputKeys: ['b', 'c'] })) console.log(chunk);
  const bound = app.withConfig({ tags: ['x'] });
  const state = await bound.getState({ configurable: {} });
  for (const [name, graph] of app.getSubgraphs()) console.log(name, graph.nodes);
  const { streamChannelsAsIs, streamChannelsList, inputChannels, outputChannels, streamMode, checkpointer } = app;
  const folded = channels.c.get();
  const checkpoint = channels.d.checkpoint();
  const loaded = channels.b.fromCheckpoint('x');
  const changed = channels.a.update([1]);
  // @ts-expect-error no such channel
  await app.invoke(1, { outputKeys: 'nothing' });
  return {
    state,
    streamChannelsAsIs,
    streamChannelsList,
    inputChannels,
    outputChannels,
    streamMode,
    checkpointer,
    folded,
    checkpoint,
    loaded,
    changed,
  };
}

// @ts-expect-error no such channel
export const wrong = new Pregel({ nodes: { one }, channels, inputChannels: 'nothing', outputChannels: 'b' });

export const delta = new DeltaChannel<string[], string>((held, more) => [...held, ...more], {
  initialValueFactory: () => [],
} as never);
export const emptied = empty(channels as Record<string, BaseChannel>, {} as never);

export class Latest extends BaseChannel<string, string, string> {
  lc_graph_name = 'Latest';
  held: string | undefined = undefined;
  fromCheckpoint(checkpoint?: string): this {
    const copy = new Latest();
    copy.held = checkpoint;
    return copy as this;
  }
  update(values: string[]): boolean {
    this.held = values.at(-1);
    return values.length > 0;
  }
  get(): string {
    return this.held ?? '';
  }
  checkpoint(): string {
    return this.get();
  }
  override isAvailable(): boolean {
    return this.held !== undefined;
  }
}
type Parts = typeof channels;
export declare const params: PregelParams<{ one: typeof one }, Parts>;
export declare const options: PregelOptions<{ one: typeof one }, Parts, { user: string }, 'values', true>;
export declare const retry: RetryPolicy;
export declare const cache: CachePolicy;
export declare const timeout: TimeoutPolicy;
export const records: Record<string, unknown>[] = [retry, timeout, cache];
export declare const reading: GetStateOptions;
export declare const single: SingleChannelSubscriptionOptions;
export declare const multiple: MultipleChannelSubscriptionOptions;
