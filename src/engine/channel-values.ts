/** The values of one run's channels. */
import { EMPTY } from './channel.ts';
import type { Plan, PlanChannel } from './plan.ts';
import { readOnly } from './state-view.ts';

/** What a super-step, or one task of it, makes of the channels it wrote: slot → what is held. */
export type Changes = ReadonlyMap<number, unknown>;

/** The state by name. */
type State = Record<string, unknown>;

const NONE: ReadonlySet<number> = new Set();

/**
 * Holds the values twice: by slot, which is what channels compute with and changes only between super-steps,
 * and by name, which is what nodes read. A run begins with the channels that hold a value, and goes on with those that change.
 */
export class ChannelValues {
  /** What every channel holds, by slot; `EMPTY` where there is nothing. */
  readonly held: unknown[];
  /** What nodes read, by name; without the keys where there is nothing to read. */
  readonly state: State;
  /** `state` as nodes get it. */
  readonly view: Readonly<State>;
  readonly #plan: Plan;
  #fading: Set<number> | undefined;

  /** @param saved what a checkpoint kept, by slot; the other channels begin as in a new run */
  constructor(plan: Plan, saved?: Changes) {
    this.#plan = plan;
    this.state = this.#copy();
    this.view = readOnly(this.state);
    this.held = new Array<unknown>(plan.channels.length).fill(EMPTY);
    this.#seed(plan);
    if (saved !== undefined) this.adopt(saved);
  }

  /** A plain loop: with hundreds of channels this is what a short run costs. */
  #seed({ channels, seeded }: Plan): void {
    const { held, state } = this;
    for (const slot of seeded) {
      const entry = channels[slot];
      if (entry === undefined) continue;
      const value = entry.channel.initial?.();
      if (entry.plain && value !== EMPTY) state[entry.name] = held[slot] = value;
      else this.#hold(slot, value);
    }
  }

  /** Slots of the channels that hold something for one more super-step only. */
  get fading(): ReadonlySet<number> {
    return this.#fading ?? NONE;
  }

  /** What callers see of the state; `state` itself where the graph has nothing to keep to itself. */
  get output(): Readonly<State> {
    const { outputs } = this.#plan;
    return outputs === undefined ? this.state : this.pick(outputs);
  }

  /** Lets nodes see `changes`. */
  show(changes: Changes): void {
    for (const [slot, value] of changes) this.#put(this.state, slot, value);
  }

  /** A view of the state with `changes`, which nobody else sees. */
  viewWith(changes: Changes): Readonly<State> {
    const state = this.#copy(this.state);
    for (const [slot, value] of changes) this.#put(state, slot, value);
    return readOnly(state);
  }

  /** What can be read of the channels at `slots`, by name. */
  pick(slots: readonly number[]): State {
    const picked = this.#copy();
    for (const slot of slots) this.#put(picked, slot, this.held[slot]);
    return picked;
  }

  #copy(state?: State): State {
    return this.#plan.bare ? { __proto__: null, ...state } : { ...state };
  }

  /** What can be read of the channel at `slot`; `undefined` if there is nothing. */
  read(slot: number): unknown {
    const channel = this.#plan.channels[slot];
    const value = channel === undefined ? EMPTY : readable(channel, this.held[slot]);
    return value === EMPTY ? undefined : value;
  }

  /** Makes `changes` what the channels hold. */
  adopt(changes: Changes): void {
    for (const [slot, value] of changes) this.#hold(slot, value);
  }

  #hold(slot: number, value: unknown): void {
    this.held[slot] = value;
    const channel = this.#plan.channels[slot];
    if (channel === undefined) return;
    if (channel.plain) assign(this.state, channel.name, value);
    else this.#holdSpecial(slot, channel, value);
  }

  #holdSpecial(slot: number, channel: PlanChannel, value: unknown): void {
    const shown = readable(channel, value);
    if (channel.visible) assign(this.state, channel.name, shown);
    if (channel.channel.fade === undefined) return;
    if (shown === EMPTY) this.#fading?.delete(slot);
    else (this.#fading ??= new Set()).add(slot);
  }

  #put(state: State, slot: number, value: unknown): void {
    const channel = this.#plan.channels[slot];
    if (channel?.visible) assign(state, channel.name, channel.plain ? value : readable(channel, value));
  }
}

/** What nodes read of a channel that holds `held`; `EMPTY` if there is nothing to read. */
export function readable({ channel }: PlanChannel, held: unknown): unknown {
  return held === EMPTY || channel.read === undefined ? held : channel.read(held);
}

function assign(state: State, name: string, value: unknown): void {
  if (value === EMPTY) delete state[name];
  else state[name] = value;
}
