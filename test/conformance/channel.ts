/** What every channel must do, whatever its rule. */
import { describe, expect, it } from 'vitest';
import { EMPTY, START, StateGraphEngine, stateGraph, type Channel, type Empty } from '../../src/engine/index.ts';

export interface ChannelCase<Value, Update, Held = Value> {
  readonly make: () => Channel<Value, Update, Held>;
  /** At least three, all different. */
  readonly writes: readonly [Update, Update, Update];
  /** What is read in the end, after these writes, one super-step each. */
  readonly expected: Value | Empty;
  /** What is read after all of them in one super-step, where that differs. */
  readonly together?: Value;
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

export function runChannelSuite<Value, Update, Held = Value>(
  name: string,
  { make, writes, expected, together = expected as Value }: ChannelCase<Value, Update, Held>,
): void {
  type Kind = Channel<Value, Update, Held>;
  const apart = writes.map((write) => [write]);
  const begin = (channel: Kind): Held | Empty => channel.initial?.() ?? EMPTY;
  const read = (channel: Kind, held: Held | Empty): unknown =>
    held === EMPTY || channel.read === undefined ? held : channel.read(frozen(held));

  /** One super-step. */
  function step(channel: Kind, held: Held | Empty, written: readonly Update[]): Held | Empty {
    const fades = held !== EMPTY && channel.fade !== undefined && read(channel, held) !== EMPTY;
    return channel.update(frozen(fades ? (channel.fade?.(frozen(held)) ?? EMPTY) : held), frozen([...written]));
  }
  const run = (channel: Kind, steps: readonly (readonly Update[])[], from = begin(channel)): Held | Empty =>
    steps.reduce((held, written) => step(channel, held, written), from);
  function end(channel: Kind, held: Held | Empty): unknown {
    return read(channel, held === EMPTY || channel.finish === undefined ? held : channel.finish(frozen(held)));
  }

  describe(`channel ${name}`, () => {
    it('gives the expected value, one write per super-step', () => {
      const channel = make();
      expect(end(channel, run(channel, apart))).toEqual(expected);
    });

    it('gives the same value from the same writes: it keeps nothing from one run to the next', () => {
      const channel = make();
      expect(run(channel, apart)).toEqual(run(channel, apart));
      expect(begin(channel)).toEqual(begin(make()));
    });

    it('changes neither what is held nor the writes', () => {
      const channel = make();
      const held = run(channel, [[writes[0]]]);
      const before = structuredClone(held === EMPTY ? undefined : held);
      run(channel, [[writes[1]], [writes[2]]], held);
      expect(held === EMPTY ? undefined : held).toEqual(before);
    });

    it('holds plain data: from a copy that a checkpoint kept it goes on to the same', () => {
      const channel = make();
      const [first, ...rest] = apart;
      const held = run(channel, first === undefined ? [] : [first]);
      const stored = held === EMPTY ? held : structuredClone(held);
      expect(end(channel, run(channel, rest, stored))).toEqual(expected);
    });

    it('takes a write where it holds nothing, as after a channel was added to a graph', () => {
      expect(make().update(EMPTY, [writes[0]])).not.toBe(EMPTY);
    });

    if (make().sharable) {
      it('takes several writes in one super-step, in their order', () => {
        const channel = make();
        expect(end(channel, run(channel, [writes]))).toEqual(together);
      });
    }

    if (make().incremental === true) {
      it('gives the same whether writes come together or one by one', () => {
        const channel = make();
        expect(run(channel, [writes])).toEqual(run(channel, apart));
      });
    }

    it('works in a graph, where the engine refuses a second write if the channel takes one', async () => {
      const channel = make();
      const graph = stateGraph({ key: channel as Channel<unknown, unknown> });
      for (const [place, write] of writes.entries())
        graph.addNode(`n${place}`, () => ({ key: write })).addEdge(START, `n${place}`);
      const running = new StateGraphEngine(graph.compile()).invoke({});
      if (channel.sharable) expect((await running).key).toEqual(together);
      else await expect(running).rejects.toMatchObject({ code: 'INVALID_CONCURRENT_GRAPH_UPDATE' });
    });
  });
}
