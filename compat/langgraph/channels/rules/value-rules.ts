/** Rules of channels that hold a value as it is. */
import { EMPTY } from '../../../../src/engine/index.ts';
import type { AnyValue } from '../any-value.ts';
import { aggregate, type BinaryOperatorAggregate } from '../binary-operator-aggregate.ts';
import { ephemeralWrite, type EphemeralValue } from '../ephemeral-value.ts';
import { onlyWrite, type LastValue } from '../last-value.ts';
import type { LastValueAfterFinish } from '../last-value-after-finish.ts';
import { untrackedWrite, type UntrackedValueChannel } from '../untracked-value-channel.ts';
import type { ChannelRule } from './rule.ts';

type Factory = (() => unknown) | undefined;

/** What of a channel only its own class may see. */
interface WithFactory {
  readonly initialValueFactory: Factory;
}

function factoryOf(channel: LastValue<unknown> | UntrackedValueChannel<unknown>): Factory {
  return (channel as unknown as WithFactory).initialValueFactory;
}

/** A value is stored as it is, and `undefined` is no value. */
const save = (held: unknown): unknown => (held === EMPTY ? undefined : held);
const load = (saved: unknown): unknown => (saved === undefined ? EMPTY : saved);
const empty = (): unknown => EMPTY;

export function lastValueRule(channel: LastValue<unknown>): ChannelRule {
  return { sharable: true, update: (_, writes) => onlyWrite(writes), ...seededBy(factoryOf(channel)), save };
}

/** @param factory makes what a new run holds */
function seededBy(factory: Factory): Pick<ChannelRule, 'initial' | 'load'> {
  if (factory === undefined) return { load };
  return { initial: factory, load: (saved) => (saved === undefined ? factory() : saved) };
}

export function anyValueRule(_channel: AnyValue<unknown>): ChannelRule {
  return { sharable: true, update: (_, writes) => writes[writes.length - 1], fade: empty, save, load };
}

export function ephemeralRule({ guard }: EphemeralValue<unknown>): ChannelRule {
  return { sharable: true, update: (_, writes) => ephemeralWrite(writes, guard), fade: empty, save, load };
}

export function untrackedRule(channel: UntrackedValueChannel<unknown>): ChannelRule {
  const { guard } = channel;
  const factory = factoryOf(channel);
  return {
    sharable: true,
    tracked: false,
    update: (_, writes) => untrackedWrite(writes, guard),
    ...(factory !== undefined && { initial: factory }),
    save: () => undefined,
    load: factory ?? empty,
  };
}

/** `undefined` is what an empty aggregate holds, so it is what none ever shows. */
export function aggregateRule(channel: BinaryOperatorAggregate<unknown, unknown>): ChannelRule {
  const { operator, initialValueFactory } = channel;
  const initial = initialValueFactory && ((): unknown => load(initialValueFactory()));
  return {
    sharable: true,
    update: (held, writes) => load(aggregate(operator, save(held), writes)),
    ...seededBy(initial),
    save,
  };
}

interface Waiting {
  readonly value: unknown;
  readonly finished: boolean;
}

export function lastValueAfterFinishRule(_channel: LastValueAfterFinish<unknown>): ChannelRule {
  return {
    sharable: true,
    fadesByUse: true,
    update: (_, writes): Waiting => ({ value: writes[writes.length - 1], finished: false }),
    read: (held) => ((held as Waiting).finished ? (held as Waiting).value : EMPTY),
    fade: empty,
    finish: (held) => ((held as Waiting).finished ? held : { value: (held as Waiting).value, finished: true }),
    save: (held) => (held === EMPTY ? undefined : [(held as Waiting).value, (held as Waiting).finished]),
    load: (saved) => {
      if (saved === undefined) return EMPTY;
      const [value, finished] = saved as [unknown, boolean];
      return { value, finished };
    },
  };
}
