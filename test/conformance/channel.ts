/** What every channel must do, whatever its rule. */
import { describe, expect, it } from 'vitest';
import { EMPTY, START, StateGraphEngine, stateGraph, type Channel } from '../../src/engine/index.ts';

export interface ChannelCase<Value, Update> {
  readonly make: () => Channel<Value, Update>;
  /** At least three, all different. */
  readonly writes: readonly [Update, Update, Update];
  /** The value after these writes, one super-step each. */
  readonly expected: Value;
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.freeze(value);
  return value;
}

export function runChannelSuite<Value, Update>(
  name: string,
  { make, writes, expected }: ChannelCase<Value, Update>,
): void {
  const begin = (channel: Channel<Value, Update>): Value | typeof EMPTY => channel.initial?.() ?? EMPTY;
  const fold = (channel: Channel<Value, Update>, steps: readonly (readonly Update[])[]): Value | typeof EMPTY =>
    steps.reduce((held, step) => channel.update(frozen(held), frozen([...step])), begin(channel));

  describe(`channel ${name}`, () => {
    it('gives the expected value, one write per super-step', () => {
      expect(
        fold(
          make(),
          writes.map((write) => [write]),
        ),
      ).toEqual(expected);
    });

    it('gives the same value from the same writes: it keeps nothing from one run to the next', () => {
      const channel = make();
      const steps = writes.map((write) => [write]);
      expect(fold(channel, steps)).toEqual(fold(channel, steps));
      expect(begin(channel)).toEqual(begin(make()));
    });

    it('changes neither the value held nor the writes', () => {
      const channel = make();
      const held = channel.update(begin(channel), [writes[0]]);
      const before = structuredClone(held === EMPTY ? undefined : held);
      channel.update(held, [writes[1]]);
      expect(held === EMPTY ? undefined : held).toEqual(before);
    });

    it('takes a write where it holds nothing, as after a channel was added to a graph', () => {
      expect(make().update(EMPTY, [writes[0]])).not.toBe(EMPTY);
    });

    if (make().sharable) {
      it('takes several writes in one super-step, in their order', () => {
        expect(fold(make(), [writes])).toEqual(expected);
      });
    }

    it('works in a graph, where the engine refuses a second write if the channel takes one', async () => {
      const channel = make();
      const graph = stateGraph({ key: channel as Channel<unknown, unknown> });
      for (const [place, write] of writes.entries())
        graph.addNode(`n${place}`, () => ({ key: write })).addEdge(START, `n${place}`);
      const running = new StateGraphEngine(graph.compile()).invoke({});
      if (channel.sharable) expect((await running).key).toEqual(expected);
      else await expect(running).rejects.toMatchObject({ code: 'INVALID_CONCURRENT_GRAPH_UPDATE' });
    });
  });
}
