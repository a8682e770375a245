import * as oracle from '@langchain/langgraph/channels';
import { describe, expect, it } from 'vitest';
import * as door from '../../../../compat/langgraph/channels/index.ts';
import { outcomeOf, plain, type Outcome } from '../foundations/outcome.ts';

type Library = typeof door;
type AnyChannel = door.BaseChannel<unknown, unknown, unknown>;
const ours: Library = door;
const theirs = oracle as unknown as Library;

const add = (a: number, b: number): number => a + b;
const join = (a: string[], b: string[]): string[] => [...a, ...b];
const batch = (a: string[], b: unknown[]): string[] => [...a, ...(b.flat() as string[])];
const names = (...list: string[]): Set<string> => new Set(list);

const kinds: Readonly<Record<string, (library: Library) => unknown>> = {
  LastValue: ({ LastValue }) => new LastValue(),
  'LastValue with a beginning': ({ LastValue }) => new LastValue(() => 7),
  LastValueAfterFinish: ({ LastValueAfterFinish }) => new LastValueAfterFinish(),
  AnyValue: ({ AnyValue }) => new AnyValue(),
  EphemeralValue: ({ EphemeralValue }) => new EphemeralValue(),
  'EphemeralValue without guard': ({ EphemeralValue }) => new EphemeralValue(false),
  UntrackedValueChannel: ({ UntrackedValueChannel }) => new UntrackedValueChannel(),
  'UntrackedValueChannel without guard': ({ UntrackedValueChannel }) =>
    new UntrackedValueChannel({ guard: false, initialValueFactory: () => 1 }),
  Topic: ({ Topic }) => new Topic(),
  'Topic that accumulates': ({ Topic }) => new Topic({ accumulate: true }),
  'Topic that is unique': ({ Topic }) => new Topic({ unique: true }),
  'Topic that is both': ({ Topic }) => new Topic({ unique: true, accumulate: true }),
  BinaryOperatorAggregate: ({ BinaryOperatorAggregate }) => new BinaryOperatorAggregate(add),
  'BinaryOperatorAggregate with a beginning': ({ BinaryOperatorAggregate }) =>
    new BinaryOperatorAggregate(join, () => []),
  'BinaryOperatorAggregate that empties': ({ BinaryOperatorAggregate }) =>
    new BinaryOperatorAggregate<unknown>(
      () => undefined,
      () => 1,
    ),
  NamedBarrierValue: ({ NamedBarrierValue }) => new NamedBarrierValue(names('a', 'b')),
  NamedBarrierValueAfterFinish: ({ NamedBarrierValueAfterFinish }) => new NamedBarrierValueAfterFinish(names('a', 'b')),
  'NamedBarrierValue of nobody': ({ NamedBarrierValue }) => new NamedBarrierValue(names()),
  DynamicBarrierValue: ({ DynamicBarrierValue }) => new DynamicBarrierValue(),
  DeltaChannel: ({ DeltaChannel }) => new DeltaChannel(batch),
  'DeltaChannel with a beginning': ({ DeltaChannel }) =>
    new DeltaChannel(batch, { snapshotFrequency: 2, initialValueFactory: () => ['z'] }),
};

/** What is done to a channel; `from` begins anew with a stored value, `again` with its own. */
type Operation =
  | readonly ['update', ...unknown[]]
  | readonly ['from', unknown]
  | readonly ['consume' | 'finish' | 'again' | 'new'];

const scripts: Readonly<Record<string, readonly Operation[]>> = {
  'is made': [],
  'takes nothing': [['update'], ['update']],
  'takes one write': [['update', 'a'], ['update'], ['update', 'b']],
  'takes several writes': [
    ['update', 'a', 'b'],
    ['update', 'b', 'a'],
  ],
  'takes empty values': [
    ['update', null],
    ['update', 0],
    ['update', ''],
    ['update', false],
  ],
  'takes undefined': [['update', undefined], ['again'], ['update', undefined, undefined]],
  'takes lists': [
    ['update', ['a', 'b']],
    ['update', ['b'], ['c', 'c']],
    ['update', []],
  ],
  'takes numbers': [
    ['update', 1, 2, 3],
    ['update', 4],
  ],
  'is consumed and finished': [
    ['consume'],
    ['finish'],
    ['update', 'a'],
    ['consume'],
    ['finish'],
    ['consume'],
    ['finish'],
  ],
  'waits for two': [
    ['update', 'a'],
    ['update', 'a'],
    ['update', 'b'],
    ['finish'],
    ['finish'],
    ['update', 'a'],
    ['consume'],
    ['consume'],
    ['update', 'b'],
  ],
  'is told a stranger': [
    ['update', 'a'],
    ['update', 'a', 'stranger'],
    ['update', 5],
  ],
  'is told whom to wait for': [
    ['update', 'a'],
    ['update', { __names: ['a', 'b'] }],
    ['update', 'a', 'x'],
    ['again'],
    ['update', 'b'],
    ['consume'],
    ['update', 'a'],
  ],
  'is told twice whom to wait for': [['update', { __names: ['a'] }, { __names: ['b'] }]],
  'is told whom to wait for among names': [
    ['update', 'a', { __names: ['a'] }, 'a'],
    ['update', 'a'],
    ['update', { __names: [] }],
  ],
  'is overwritten': [
    ['update', ['a']],
    ['update', ['b'], { __overwrite__: ['x'] }, ['c']],
    ['update', ['d']],
  ],
  'is overwritten first': [
    ['update', { __overwrite__: ['x'] }, ['y']],
    ['update', ['z']],
  ],
  'is overwritten twice': [
    ['update', ['a']],
    ['update', { __overwrite__: 1 }, { type: '__overwrite__', value: 2 }],
  ],
  'is overwritten twice at the beginning': [['update', { __overwrite__: ['a'] }, { __overwrite__: ['b'] }, ['c']]],
  'is overwritten with nothing': [
    ['update', ['a']],
    ['update', { __overwrite__: null }],
    ['update', { __overwrite__: undefined }],
    ['update', ['b']],
  ],
  'is stored and restored': [
    ['update', 'a'],
    ['again'],
    ['update', 'b'],
    ['finish'],
    ['again'],
    ['consume'],
    ['again'],
  ],
  'is restored anew': [['update', 'a'], ['new'], ['update', 'b']],
  'is restored from a text': [
    ['from', 'old'],
    ['update', 'a'],
  ],
  'is restored from nothing at all': [['from', null]],
  'is restored from a list': [['from', ['a', 'c']], ['update', 'b'], ['finish'], ['consume'], ['update', 'a']],
  'is restored from a pair': [['from', [['a', 'b'], ['b']]], ['update', 'a', 'c'], ['finish'], ['update', 'b']],
  'is restored from a value and a flag': [['from', [['a', 'b'], true]], ['consume'], ['update', 'a']],
  'is restored from a snapshot': [
    ['from', { lg_name: 'DeltaSnapshot', value: ['s'] }],
    ['update', ['a']],
  ],
};

/** All that can be seen of a channel after each operation; a failed one ends the script. */
function play(library: Library, make: (library: Library) => unknown, script: readonly Operation[]): Outcome[] {
  let channel = make(library) as AnyChannel;
  const seen = [look(channel)];
  for (const [name, ...values] of script) {
    const outcome = outcomeOf(() => {
      if (name === 'update') return channel.update(values);
      if (name === 'consume' || name === 'finish') return channel[name]();
      const stored = { from: () => values[0], again: () => channel.checkpoint(), new: () => undefined }[name]();
      channel = channel.fromCheckpoint(stored);
      return stored;
    });
    seen.push(outcome);
    if ('threw' in outcome) break;
    seen.push(look(channel));
  }
  return seen;
}

function look(channel: AnyChannel): Outcome {
  return outcomeOf(() => [
    plain(channel),
    outcomeOf(() => channel.get()),
    outcomeOf(() => channel.checkpoint()),
    channel.isAvailable(),
  ]);
}

describe('./channels', () => {
  it('has exactly the names of the original', () => {
    expect(Object.keys(door).toSorted()).toEqual(Object.keys(oracle).toSorted());
  });
});

describe.each(Object.entries(kinds))('%s', (_, make) => {
  it.each(Object.entries(scripts))('%s: as the original', (__, script) => {
    let theirOutcome: Outcome[];
    try {
      theirOutcome = play(theirs, make, script);
    } catch (error) {
      // A stored value that is nothing of the kind.
      expect(error).toBeInstanceOf(TypeError);
      expect(() => play(ours, make, script)).toThrow(TypeError);
      return;
    }
    expect(withoutTypeErrors(play(ours, make, script))).toEqual(withoutTypeErrors(theirOutcome));
  });

  it('equals what the original says it does', () => {
    const row = (library: Library): boolean[] =>
      Object.values(kinds).map((other) => (make(library) as AnyChannel).equals(other(library) as AnyChannel));
    expect(row(ours)).toEqual(row(theirs));
    const channel = make(ours) as AnyChannel;
    expect(channel.equals(channel)).toBe(true);
  });
});

/** The platform words a `TypeError` after the code that caused it. */
function withoutTypeErrors(outcomes: readonly Outcome[]): unknown[] {
  return outcomes.map((outcome) => ('threw' in outcome && outcome.threw === 'TypeError' ? 'TypeError' : outcome));
}

describe('DeltaChannel', () => {
  it.each([0, -1, 1.5, Number.NaN, '3'])('refuses to store its value every %s super-steps', (frequency) => {
    const options = { snapshotFrequency: frequency as number };
    expect(outcomeOf(() => new ours.DeltaChannel(batch, options))).toEqual(
      outcomeOf(() => new theirs.DeltaChannel(batch, options)),
    );
  });

  it.each([
    ['nothing', []],
    ['writes', [['a'], 'b']],
    ['writes after an overwrite', [['a'], { __overwrite__: ['x'] }, ['b']]],
    ['writes after the last overwrite', [{ __overwrite__: ['x'] }, ['a'], { __overwrite__: null }, ['b'], ['c']]],
    ['an overwrite last', [['a'], { __overwrite__: ['x'] }]],
  ])('replays %s as the original', (_, values) => {
    const replay = (library: Library): unknown => {
      const calls: unknown[] = [];
      const reducer = (a: string[], b: unknown[]): string[] => (calls.push(b), batch(a, b));
      const channel = new library.DeltaChannel(reducer).fromCheckpoint(['seed'] as never);
      channel.replayWrites(values.map((value, place) => [`task-${place}`, 'k', value]));
      return [channel.value, calls];
    };
    expect(replay(ours)).toEqual(replay(theirs));
  });
});

describe('a channel of another copy of the library', () => {
  it('is recognised by what it says it is', () => {
    expect(door.isDeltaChannel(new oracle.DeltaChannel(batch) as never)).toBe(true);
    expect(door.isDeltaChannel(new oracle.LastValue() as never)).toBe(false);
    expect(door.isDeltaChannel(undefined as never)).toBe(false);
  });

  it('that is empty counts as empty, whoever threw that', () => {
    class Foreign extends door.BaseChannel<string, string, string> {
      lc_graph_name = 'Foreign';
      fromCheckpoint = (): this => this;
      update = (): boolean => false;
      get = (): string => new oracle.LastValue<string>().get();
      checkpoint = (): string => this.get();
    }
    expect(new Foreign().isAvailable()).toBe(false);
    const broken = new Foreign();
    broken.get = () => {
      throw new RangeError('broken');
    };
    expect(() => broken.isAvailable()).toThrow('broken');
  });
});
