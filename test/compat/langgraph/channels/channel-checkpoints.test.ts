import * as oracle from '@langchain/langgraph/channels';
import { DeltaSnapshot, MemorySaver, emptyCheckpoint, uuid6, type Checkpoint } from '@langchain/langgraph-checkpoint';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as door from '../../../../compat/langgraph/channels/index.ts';
import { outcomeOf, plain, type Outcome } from '../foundations/outcome.ts';

type Library = typeof door;
const libraries: Readonly<Record<string, Library>> = { ours: door, theirs: oracle as unknown as Library };
const append = (held: string[], writes: unknown[]): string[] => [...held, ...(writes.flat() as string[])];

/** What the same comes to on both libraries. */
function both(run: (library: Library) => unknown): { ours: Outcome; theirs: Outcome } {
  const [ours, theirs] = Object.values(libraries).map((library) => outcomeOf(() => plain(run(library))));
  return { ours: ours!, theirs: theirs! };
}

function channelsOf(library: Library) {
  const filled = new library.LastValue<string>();
  filled.update(['a']);
  const topic = new library.Topic<string>();
  const delta = new library.DeltaChannel<string[]>(append).fromCheckpoint(['d']);
  return { filled, empty: new library.LastValue(), topic, delta, idle: new library.DeltaChannel(append) };
}

const parent = (): Checkpoint => ({
  ...emptyCheckpoint(),
  channel_values: { filled: 'old', other: 1 },
  channel_versions: { filled: 3, delta: 4 },
  versions_seen: { node: { filled: 2 } },
});

const next = (version: number | string | undefined): number => Number(version ?? 0) + 1;
const fixed = (checkpoint: Checkpoint): unknown => ({ ...checkpoint, ts: undefined });

afterEach(() => void vi.unstubAllEnvs());

describe('createCheckpoint', () => {
  it.each<[string, Parameters<typeof door.createCheckpoint>[3]]>([
    ['without options', { id: 'x' }],
    ['with snapshots', { id: 'x', channelsToSnapshot: new Set(['delta']) }],
    ['with snapshots and versions', { id: 'x', channelsToSnapshot: new Set(['delta']), getNextVersion: next }],
    [
      'of what was written',
      { id: 'x', channelsToSnapshot: new Set(['delta']), getNextVersion: next, updatedChannels: new Set(['delta']) },
    ],
    [
      'of what else was written',
      { id: 'x', channelsToSnapshot: new Set(['delta']), getNextVersion: next, updatedChannels: new Set() },
    ],
    ['of an empty delta channel', { id: 'x', channelsToSnapshot: new Set(['idle']) }],
  ])('%s: as the original', (_, options) => {
    const from = parent();
    const { ours, theirs } = both((it) => fixed(it.createCheckpoint(from, channelsOf(it) as never, 1, options)));
    expect(ours).toEqual(theirs);
    expect(from.channel_versions).toEqual({ filled: 3, delta: 4 });
  });

  it('keeps the values without channels, and makes an id that sorts after earlier ones', () => {
    const from = parent();
    const { ours, theirs } = both((library) => {
      const made = library.createCheckpoint(from, undefined, 2);
      const later = library.createCheckpoint(from, undefined, 3);
      return { ...made, id: made.id < later.id, ts: made.ts === new Date(made.ts).toISOString() };
    });
    expect(ours).toEqual(theirs);
  });

  it('passes on what a channel throws', () => {
    const broken = channelsOf(door);
    broken.filled.checkpoint = () => {
      throw new RangeError('broken');
    };
    expect(() => door.createCheckpoint(parent(), broken as never, 1)).toThrow('broken');
  });
});

describe('empty', () => {
  it('makes new channels of what is stored, and leaves out what is no channel', () => {
    const { ours, theirs } = both((library) => {
      const specs = { ...channelsOf(library), managed: { is: 'no channel' } as never };
      const stored = { ...parent(), channel_values: { filled: 'f', delta: new DeltaSnapshot(['s']), topic: ['t'] } };
      const made = library.empty(specs, stored);
      return [Object.keys(made), made, made.filled === specs.filled];
    });
    expect(ours).toEqual(theirs);
  });
});

describe('deltaChannelsToSnapshot', () => {
  const counters = [
    {},
    { delta: [999, 1000] },
    { delta: [1000, 0] },
    { delta: [0, 4999] },
    { delta: [0, 5000] },
    { idle: [5000, 5000] },
    { filled: [5000, 5000] },
  ];

  it.each([undefined, '', '1000', 'many', '-5', '0', '7.5'])(
    'says as the original what is due, bounded by %s',
    (bound) => {
      if (bound !== undefined) vi.stubEnv('LANGGRAPH_DELTA_MAX_SUPERSTEPS_SINCE_SNAPSHOT', bound);
      for (const counted of counters) {
        const { ours, theirs } = both((it) => it.deltaChannelsToSnapshot(channelsOf(it) as never, counted as never));
        expect(ours).toEqual(theirs);
      }
    },
  );
});

describe('exitDeltaTaskId', () => {
  it('is that of the original, for good ids and bad ones', () => {
    const id = '0F6DEA1B-8E5F-5A64-9D0B-5E1A3C2B4D6F';
    const good = [-1, 0, 7, 123456789].map((step) => [step, id] as const);
    const bad = ['', 'task', `${id}0`, id.replaceAll('-', '')].map((it) => [1, it] as const);
    for (const [step, task] of [...good, ...bad]) {
      const { ours, theirs } = both((library) => library.exitDeltaTaskId(step, task));
      expect(ours).toEqual(theirs);
    }
  });
});

describe('channelsFromCheckpoint', () => {
  const config = { configurable: { thread_id: 't', checkpoint_ns: '' } };

  /** Three checkpoints: a value, two writes on top of it, another write. */
  async function thread(): Promise<{ saver: MemorySaver; last: Checkpoint; config: typeof config }> {
    const saver = new MemorySaver();
    let at: typeof config = config;
    let last = emptyCheckpoint();
    for (const [step, writes] of [[['b'], ['c']], [['d']], []].entries()) {
      last = { ...emptyCheckpoint(), id: uuid6(step) };
      if (step === 0) last.channel_values.log = new DeltaSnapshot(['a']);
      at = (await saver.put(at, last, { source: 'loop', step, parents: {} })) as typeof config;
      for (const [place, value] of writes.entries()) await saver.putWrites(at, [['log', value]], `task-${place}`);
    }
    return { saver, last, config: at };
  }

  it.each(Object.entries(libraries))('makes a delta channel of stored writes: %s', async (_, library) => {
    const specs = { log: new library.DeltaChannel<string[]>(append), other: new library.LastValue<string>() };
    const { saver, last, config: at } = await thread();
    const restored = await library.channelsFromCheckpoint(specs, last, { saver, config: at });
    expect(restored.log.get()).toEqual(['a', 'b', 'c', 'd']);
    expect(restored.other.isAvailable()).toBe(false);
    const alone = await library.channelsFromCheckpoint(specs, last);
    expect(alone.log.get()).toEqual([]);
  });

  it('does not ask a saver for what the checkpoint has', async () => {
    const saver = new MemorySaver();
    const asked = vi.spyOn(saver, 'getDeltaChannelHistory');
    const stored = { ...emptyCheckpoint(), channel_values: { log: new DeltaSnapshot(['a']) } };
    const specs = { log: new door.DeltaChannel<string[]>(append) };
    expect((await door.channelsFromCheckpoint(specs, stored, { saver, config })).log.get()).toEqual(['a']);
    expect(asked).not.toHaveBeenCalled();
  });
});
