/** The values of one run's channels. */
import { EMPTY } from './channel.ts';
import type { Plan } from './plan.ts';
import { readOnly } from './state-view.ts';

/** What a super-step, or one task of it, makes of the channels it wrote: slot → value. */
export type Changes = ReadonlyMap<number, unknown>;

/**
 * Holds the values twice: by slot, which is what channels compute with and changes only between super-steps,
 * and by name, which is what nodes read. A run begins with the channels that hold a value, and goes on with those that change.
 */
export class ChannelValues {
  /** Value of every channel by slot, `EMPTY` where there is none. */
  readonly held: unknown[];
  /** The same by name, without the empty ones. */
  readonly state: Record<string, unknown> = {};
  /** `state` as nodes get it. */
  readonly view: Readonly<Record<string, unknown>> = readOnly(this.state);
  readonly #plan: Plan;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.held = new Array<unknown>(plan.channels.length).fill(EMPTY);
    for (const slot of plan.seeded) this.#hold(slot, plan.channels[slot]?.channel.initial?.());
  }

  /** Lets nodes see `changes`. */
  show(changes: Changes): void {
    for (const [slot, value] of changes) this.#put(this.state, slot, value);
  }

  /** A view of the state with `changes`, which nobody else sees. */
  viewWith(changes: Changes): Readonly<Record<string, unknown>> {
    const state = { ...this.state };
    for (const [slot, value] of changes) this.#put(state, slot, value);
    return readOnly(state);
  }

  /** Makes `changes` what the channels hold. */
  adopt(changes: Changes): void {
    for (const [slot, value] of changes) this.#hold(slot, value);
  }

  #hold(slot: number, value: unknown): void {
    this.held[slot] = value;
    this.#put(this.state, slot, value);
  }

  #put(state: Record<string, unknown>, slot: number, value: unknown): void {
    const name = this.#plan.channels[slot]?.name;
    if (name === undefined) return;
    if (value === EMPTY) delete state[name];
    else state[name] = value;
  }
}
