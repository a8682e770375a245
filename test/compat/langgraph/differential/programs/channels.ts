import type { Library } from '../library.ts';
import type { Programs } from '../run-program.ts';
import type { Tape } from '../tape.ts';
import type { Loose } from './log-state.ts';

/** Plays updates on a channel and notes all that it shows after each. */
async function play(t: Tape, name: string, channel: Loose, updates: readonly Loose[][]): Promise<Loose> {
  await show(t, `${name} at first`, channel);
  for (const [index, update] of updates.entries()) {
    await t.attempt(`${name} update ${index}`, () => channel.update(update));
    await show(t, `${name} after ${index}`, channel);
  }
  const saved = await t.attempt(`${name} saved`, () => channel.checkpoint());
  const revived = channel.fromCheckpoint(saved);
  t.record(`${name} is another`, revived !== channel);
  await show(t, `${name} revived`, revived);
  t.record(`${name} equals`, [channel.equals(revived), channel.equals(channel)]);
  return revived;
}

async function show(t: Tape, name: string, channel: Loose): Promise<void> {
  t.record(`${name}, available`, channel.isAvailable());
  await t.attempt(`${name}, get`, () => channel.get());
}

const all = (lib: Library): Record<string, Loose> => {
  const c: Loose = lib.channels;
  return {
    AnyValue: new c.AnyValue(),
    BinaryOperatorAggregate: new c.BinaryOperatorAggregate((a: number, b: number) => a + b),
    DynamicBarrierValue: new c.DynamicBarrierValue(),
    EphemeralValue: new c.EphemeralValue(),
    LastValue: new c.LastValue(),
    LastValueAfterFinish: new c.LastValueAfterFinish(),
    NamedBarrierValue: new c.NamedBarrierValue(new Set(['a', 'b'])),
    NamedBarrierValueAfterFinish: new c.NamedBarrierValueAfterFinish(new Set(['a', 'b'])),
    Topic: new c.Topic(),
    UntrackedValueChannel: new c.UntrackedValueChannel(),
  };
};

export const channels: Programs = {
  'names and what is inherited': async (lib, t) => {
    for (const [name, channel] of Object.entries(all(lib))) {
      t.record(name, [channel.lc_graph_name, channel instanceof lib.BaseChannel]);
      t.record(`${name}, consume and finish`, [channel.consume(), channel.finish()]);
      t.record(`${name}, update with nothing`, channel.update([]));
      await t.attempt(`${name}, saved`, () => channel.checkpoint());
    }
  },
  LastValue: async (lib, t) => {
    const { LastValue } = lib.channels;
    await play(t, 'plain', new LastValue(), [[1], [], [0], [undefined], [null], [''], [1, 2]]);
    await play(t, 'default', new (LastValue as Loose)(() => 5), [[], [6]]);
  },
  BinaryOperatorAggregate: async (lib, t) => {
    const add = (a: Loose, b: Loose): Loose => a + b;
    await play(t, 'no default', new lib.BinaryOperatorAggregate<number>(add), [[], [1], [2, 3], [0]]);
    await play(t, 'default', new lib.BinaryOperatorAggregate<number>(add, () => 10), [[], [1], [2, 3]]);
    const over = (value: Loose): Loose => new lib.Overwrite(value);
    await play(t, 'overwrite', new lib.BinaryOperatorAggregate<number>(add, () => 10), [
      [1, over(100), 2],
      [{ __overwrite__: 7 }],
      [over(1)],
    ]);
    const one = new lib.BinaryOperatorAggregate<number>(add);
    t.record('equals', [
      one.equals(new lib.BinaryOperatorAggregate<number>(add)),
      one.equals(new lib.BinaryOperatorAggregate<number>((a, b) => a * b)),
      one.equals(new lib.channels.LastValue() as Loose),
    ]);
  },
  'two overwrites of a BinaryOperatorAggregate': async (lib, t) => {
    const channel = new lib.BinaryOperatorAggregate<number>(
      (one, other) => one + other,
      () => 10,
    );
    const update: Loose[] = [new lib.Overwrite(1), new lib.Overwrite(2)];
    await t.attempt('update', () => channel.update(update));
    t.record('held', channel.get());
  },
  'Topic clears itself': async (lib, t) => {
    await play(t, 'topic', new lib.channels.Topic<string>(), [['a', 'b'], [['c', 'd'], 'a'], [], []]);
  },
  'Topic accumulates': async (lib, t) => {
    await play(t, 'topic', new lib.channels.Topic<string>({ accumulate: true }), [['a'], [['b', 'a']], []]);
  },
  'Topic without repeats': async (lib, t) => {
    const { Topic } = lib.channels;
    const revived = await play(t, 'unique', new Topic<string>({ unique: true }), [['a', 'a'], ['b'], ['a']]);
    await t.attempt('revived', () => revived.update(['a', 'z']));
    await play(t, 'both', new Topic<string>({ unique: true, accumulate: true }), [['a', 'b'], ['b', 'c'], []]);
    t.record('older form', (new Topic<string>().fromCheckpoint([[], ['x']] as Loose) as Loose).checkpoint());
  },
  EphemeralValue: async (lib, t) => {
    const { EphemeralValue } = lib.channels;
    await play(t, 'guarded', new EphemeralValue(), [[1], [], [], [1, 2], [0]]);
    await play(t, 'free', new EphemeralValue(false), [[1, 2], []]);
  },
  AnyValue: async (lib, t) => {
    await play(t, 'any', new lib.channels.AnyValue(), [[1, 2], [], [3]]);
  },
  UntrackedValueChannel: async (lib, t) => {
    await play(t, 'guarded', new lib.UntrackedValueChannel(), [[1], [], [1, 2]]);
    await play(t, 'free', new (lib.UntrackedValueChannel as Loose)({ guard: false }), [[1, 2]]);
    await play(t, 'initial', new (lib.UntrackedValueChannel as Loose)({ initialValueFactory: () => 9 }), [[], [1]]);
  },
  NamedBarrierValue: async (lib, t) => {
    const channel: Loose = new lib.channels.NamedBarrierValue(new Set(['a', 'b']));
    await play(t, 'barrier', channel, [['a'], ['a'], ['b']]);
    t.record('consumed', [channel.consume(), channel.isAvailable(), channel.checkpoint()]);
    await t.attempt('unknown', () => channel.update(['x']));
  },
  'channels that wait for the finish': async (lib, t) => {
    const barrier: Loose = new lib.channels.NamedBarrierValueAfterFinish(new Set(['a', 'b']));
    await play(t, 'barrier', barrier, [['a'], ['b']]);
    t.record('finish', [barrier.finish(), barrier.isAvailable(), barrier.checkpoint(), barrier.finish()]);
    t.record('consume', [barrier.consume(), barrier.isAvailable(), barrier.checkpoint()]);
    await t.attempt('unknown', () => barrier.update(['x']));
    const last: Loose = new lib.channels.LastValueAfterFinish();
    await play(t, 'last', last, [[1], []]);
    t.record('last finish', [last.finish(), last.isAvailable(), last.checkpoint(), last.finish()]);
    t.record('last consume', [last.consume(), last.isAvailable()]);
    await t.attempt('two', () => last.update([1, 2]));
  },
  DynamicBarrierValue: async (lib, t) => {
    const channel: Loose = new lib.channels.DynamicBarrierValue();
    await play(t, 'barrier', channel, [[{ __names: ['a', 'b'] }], ['a'], ['b']]);
    t.record('consumed', [channel.consume(), channel.isAvailable()]);
    await t.attempt('two', () => channel.update([{ __names: ['a'] }, { __names: ['b'] }]));
  },
  DeltaChannel: async (lib, t) => {
    const reducer = (held: Loose, writes: Loose[]): Loose => (held ?? []).concat(...writes);
    const channel: Loose = new lib.DeltaChannel(
      reducer as Loose,
      { snapshotFrequency: 2, initialValueFactory: () => ['i'] } as Loose,
    );
    await play(t, 'delta', channel, [[['a']], [], [['b'], ['c']], [new lib.Overwrite(['o'])]]);
    t.record('is', [
      lib.channels.isDeltaChannel(channel),
      lib.channels.isDeltaChannel(new lib.channels.LastValue() as Loose),
    ]);
    await t.attempt('zero', () => typeof new lib.DeltaChannel(reducer as Loose, { snapshotFrequency: 0 } as Loose));
  },
  'helpers around checkpoints': async (lib, t) => {
    const c: Loose = lib.channels;
    const value = new c.LastValue();
    value.update([1]);
    const empty = new c.LastValue();
    const held = { value, empty };
    const saved = c.createCheckpoint(lib.emptyCheckpoint(), held, 3);
    t.record('saved', { ...saved, id: typeof saved.id });
    const revived = c.empty(held, saved);
    t.record('revived', revived.value.get());
    await t.attempt('empty', () => revived.empty.get());
    t.record('ids', [c.exitDeltaTaskId(1, lib.emptyCheckpoint().id)]);
  },
};
