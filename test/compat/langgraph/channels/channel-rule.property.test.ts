import * as oracle from '@langchain/langgraph/channels';
import { isDeltaSnapshot } from '@langchain/langgraph-checkpoint';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ruleOf } from '../../../../compat/langgraph/channels/channel-rule.ts';
import * as door from '../../../../compat/langgraph/channels/index.ts';
import { EMPTY, type Plan } from '../../../../src/engine/index.ts';
import {
  ChannelValues,
  compileProgram,
  foldWrites,
  readable,
  type EndedTask,
} from '../../../../src/engine/internal.ts';
import { outcomeOf, plain } from '../foundations/outcome.ts';

type Library = typeof door;
type AnyChannel = door.BaseChannel<unknown, unknown, unknown>;

const add = (a: unknown, b: unknown): unknown => [a, b].flat();
const batch = (a: unknown, b: unknown[]): unknown => [a, b].flat(2);
const letters = new Set(['a', 'b']);

const kinds: Readonly<Record<string, (library: Library) => unknown>> = {
  LastValue: ({ LastValue }) => new LastValue(),
  'LastValue with a beginning': ({ LastValue }) => new LastValue(() => 7),
  LastValueAfterFinish: ({ LastValueAfterFinish }) => new LastValueAfterFinish(),
  AnyValue: ({ AnyValue }) => new AnyValue(),
  EphemeralValue: ({ EphemeralValue }) => new EphemeralValue(),
  'EphemeralValue without guard': ({ EphemeralValue }) => new EphemeralValue(false),
  UntrackedValueChannel: ({ UntrackedValueChannel }) => new UntrackedValueChannel({ guard: false }),
  'UntrackedValueChannel with a beginning': ({ UntrackedValueChannel }) =>
    new UntrackedValueChannel({ initialValueFactory: () => 1 }),
  Topic: ({ Topic }) => new Topic(),
  'Topic that accumulates': ({ Topic }) => new Topic({ accumulate: true }),
  'Topic that is unique': ({ Topic }) => new Topic({ unique: true }),
  'Topic that is both': ({ Topic }) => new Topic({ unique: true, accumulate: true }),
  BinaryOperatorAggregate: ({ BinaryOperatorAggregate }) => new BinaryOperatorAggregate(add),
  'BinaryOperatorAggregate with a beginning': ({ BinaryOperatorAggregate }) =>
    new BinaryOperatorAggregate<unknown>(add, () => []),
  'BinaryOperatorAggregate that empties': ({ BinaryOperatorAggregate }) =>
    new BinaryOperatorAggregate<unknown>(
      (a, b) => (b === 'a' ? undefined : a),
      () => 1,
    ),
  NamedBarrierValue: ({ NamedBarrierValue }) => new NamedBarrierValue(letters),
  NamedBarrierValueAfterFinish: ({ NamedBarrierValueAfterFinish }) => new NamedBarrierValueAfterFinish(letters),
  DynamicBarrierValue: ({ DynamicBarrierValue }) => new DynamicBarrierValue(),
  DeltaChannel: ({ DeltaChannel }) => new DeltaChannel<unknown>(batch),
};

/** Forgets what it holds once three super-steps wrote nothing, and says so in the fields that it stores. */
class Fading extends door.BaseChannel<unknown, unknown, [unknown, number]> {
  lc_graph_name = 'Fading';
  held: unknown = undefined;
  left = 0;

  fromCheckpoint(checkpoint?: [unknown, number]): this {
    const restored = new Fading();
    if (checkpoint !== undefined) [restored.held, restored.left] = checkpoint;
    return restored as this;
  }
  update(values: unknown[]): boolean {
    if (values.length > 0) [this.held, this.left] = [values, 3];
    else this.left -= 1;
    return true;
  }
  get(): unknown {
    if (this.left <= 0) throw new oracle.LastValue().get();
    return [this.held, this.left];
  }
  checkpoint(): [unknown, number] {
    return [this.held, this.left];
  }
  override consume(): boolean {
    if (this.held === undefined) return false;
    this.held = [this.held, 'consumed'];
    return true;
  }
}
Fading.prototype.isAvailable = function isAvailable(): boolean {
  return this.left > 0;
};

const letter = fc.constantFrom('a', 'b');
const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: letter },
  fc.constantFrom(null, 0, '', undefined, 'stranger'),
  fc.array(letter, { maxLength: 2 }),
  fc.record({ __overwrite__: fc.constantFrom(null, ['x'], 'y') }),
  fc.record({ __names: fc.array(letter, { maxLength: 2 }) }),
);

interface Step {
  readonly writes: readonly unknown[];
  /** Whether nothing is left to run after it. */
  readonly last: boolean;
  /** Whether the thread is left after it, and resumed. */
  readonly resumed: boolean;
}

const steps = fc.array(
  fc.record<Step>({
    writes: fc.oneof({ weight: 3, arbitrary: fc.array(letter, { maxLength: 2 }) }, fc.array(value, { maxLength: 3 })),
    last: fc.boolean(),
    resumed: fc.boolean(),
  }),
  { maxLength: 8 },
);

const saved = (channel: AnyChannel): unknown => {
  const outcome = outcomeOf(() => channel.checkpoint());
  return 'value' in outcome ? outcome.value : undefined;
};

/** The channel as the original runs it: see what a super-step does to each of its channels. */
function stepMutable(channel: AnyChannel, { writes, last }: Step): void {
  if (channel.isAvailable()) channel.consume();
  const written = writes.length > 0 && channel.update([...writes]);
  if (!(written && channel.isAvailable()) && channel.isAvailable()) channel.update([]);
  if (last) channel.finish();
}

/** The rule as the engine runs it. */
class Folding {
  readonly rule;
  readonly plan: Plan;
  values: ChannelValues;

  constructor(channel: AnyChannel) {
    this.rule = ruleOf(channel);
    const node = { triggers: ['key'], run: (): undefined => undefined };
    this.plan = compileProgram({ channels: { key: this.rule }, nodes: { node } });
    this.values = new ChannelValues(this.plan);
  }

  get held(): unknown {
    return this.values.held[0];
  }

  step({ writes, last }: Step): void {
    const task = { node: 'node', writes: writes.map((it) => ({ slot: 0, value: it })), changes: undefined };
    const tasks = writes.length === 0 ? [] : [task as unknown as EndedTask];
    const before = this.look();
    // A conditional edge has the writes folded ahead of time, and must not be noticed.
    this.values.viewWith(foldWrites(this.plan, this.values, tasks as never));
    expect(this.look()).toEqual(before);
    this.values.adopt(foldWrites(this.plan, this.values, tasks as never));
    if (last && this.held !== EMPTY && this.rule.finish) this.values.adopt(new Map([[0, this.rule.finish(this.held)]]));
  }

  resume(): void {
    const stored = this.rule.delta?.snapshot(this.held) ?? this.rule.save(this.held);
    this.values = new ChannelValues(this.plan, new Map([[0, this.rule.load(stored)]]));
  }

  /** What is stored, and what is read. */
  look(): unknown {
    const channel = this.plan.channels[0]!;
    const read = readable(channel, this.held);
    return plain([this.rule.save(this.held), read === EMPTY ? 'nothing' : { read }]);
  }
}

function look(channel: AnyChannel): unknown {
  return plain([saved(channel), channel.isAvailable() ? { read: channel.get() } : 'nothing']);
}

function compare(spec: AnyChannel, script: readonly Step[]): void {
  let channel = spec.fromCheckpoint(undefined);
  const folding = new Folding(spec);
  expect(folding.look()).toEqual(look(channel));
  for (const step of script) {
    const outcome = outcomeOf(() => stepMutable(channel, step));
    expect(outcomeOf(() => folding.step(step))).toEqual(outcome);
    if ('threw' in outcome) return;
    expect(folding.look()).toEqual(look(channel));
    if (!step.resumed) continue;
    channel = channel.fromCheckpoint(folding.rule.delta?.snapshot(folding.held) ?? saved(channel));
    folding.resume();
    expect(folding.look()).toEqual(look(channel));
  }
}

/** What the two differ by, if they do. */
function counterexample(spec: AnyChannel): string | undefined {
  return fc.defaultReportMessage(fc.check(fc.property(steps, (script) => compare(spec, script))));
}

describe('ruleOf, folded by the engine, does what the channel does', () => {
  it.each(Object.entries(kinds))('%s', (_, make) => {
    expect(counterexample(make(door) as AnyChannel)).toBeUndefined();
  });

  // To this library they are channels that somebody wrote: each is copied through what it stores, which these two do not get back.
  const lossy = ['BinaryOperatorAggregate that empties', 'DynamicBarrierValue'];
  it.each(Object.entries(kinds).filter(([name]) => !lossy.includes(name)))(
    '%s of another copy of the library',
    (_, make) => {
      const spec = make(oracle as unknown as Library) as AnyChannel;
      expect(counterexample(spec)).toBeUndefined();
    },
  );

  it('a channel that heeds super-steps without a write', () => {
    expect(counterexample(new Fading())).toBeUndefined();
  });
});

describe('ruleOf', () => {
  const rules = Object.entries(kinds).map(([name, make]) => [name, ruleOf(make(door) as AnyChannel)] as const);

  it('lets every channel take several writes, so that it refuses them itself', () => {
    for (const [name, rule] of rules) expect([name, rule.sharable]).toEqual([name, true]);
  });

  it('says nothing changed by giving back what it got', () => {
    for (const [name, rule] of rules) {
      if (!rule.tellsChange) continue;
      const held = rule.update(rule.load(undefined), name.startsWith('Dynamic') ? [{ __names: ['a'] }] : ['a']);
      const again = rule.update(held, name.startsWith('Topic') ? [[]] : name.startsWith('Dynamic') ? ['x'] : ['a']);
      expect([name, again === held]).toEqual([name, true]);
      if (rule.finish) expect(rule.finish(rule.finish(held))).toBe(rule.finish(held));
    }
  });

  it('takes what a subclass does, not what its class would have', () => {
    class Loud extends door.LastValue<string> {
      override fromCheckpoint(checkpoint?: string): this {
        const restored = new Loud();
        if (checkpoint !== undefined) restored.value = [checkpoint];
        return restored as this;
      }
      override update(values: string[]): boolean {
        return super.update(values.slice(-1).map((it) => `${it}!`));
      }
    }
    const rule = ruleOf(new Loud() as never);
    expect(rule.save(rule.update(rule.load('a'), ['b', 'c']))).toBe('c!');
  });

  it('says of a delta channel what a journal needs', () => {
    for (const library of [door, oracle as unknown as Library]) {
      const spec = new library.DeltaChannel<unknown>(batch, { snapshotFrequency: 2 }) as AnyChannel;
      const { delta, load, save, update } = ruleOf(spec);
      const held = update(load(undefined), ['a']);
      expect(save(held)).toBeUndefined();
      expect(delta?.snapshotFrequency).toBe(2);
      const snapshot = delta?.snapshot(held);
      expect(isDeltaSnapshot(snapshot) && snapshot.value).toEqual(['a']);
      expect(delta?.snapshot(EMPTY)).toBeUndefined();
      const replayed = delta?.replay(snapshot, [
        ['t', 'key', 'b'],
        ['t', 'key', { __overwrite__: ['x'] }],
        ['t', 'key', 'c'],
      ]);
      expect(delta?.snapshot(replayed)?.value).toEqual(['x', 'c']);
    }
  });
});
