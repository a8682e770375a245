/** The port behind which every kind of state key stands. */

/** What a channel holds that was never given a value. Nodes see such a key as absent. */
export const EMPTY: unique symbol = Symbol.for('moss-agent-runtime.empty');
export type Empty = typeof EMPTY;

/**
 * The rule by which one key of the state takes writes. A channel holds nothing itself and serves any number of runs:
 * the engine keeps what is held, as plain data that a checkpoint can store, and asks the channel what becomes of it.
 * Everything but `update` is for kinds that need it.
 *
 * `Value` is what nodes read, `Update` what they write, `Held` what the engine keeps.
 *
 * @example
 * // keeps the largest number written
 * const maximum: Channel<number> = {
 *   sharable: true,
 *   update: (held, writes) => Math.max(held === EMPTY ? -Infinity : held, ...writes),
 * };
 */
export interface Channel<Value, Update = Value, Held = Value> {
  /** Whether several writes may meet in one super-step; where not, the engine refuses the second one. */
  readonly sharable: boolean;

  /** Makes what a run begins with. Called once per run; without it the channel begins empty. What it throws fails the run. */
  initial?(): Held;

  /**
   * What is held after a super-step. Called once per super-step in which the key was written, and once more ahead of time for
   * a conditional edge. Must be pure and leave `held` as it is. What it throws fails the run.
   *
   * @param held   what was held before the step
   * @param writes what the tasks of the step wrote, in task order; never empty
   */
  update(held: Held | Empty, writes: readonly Update[]): Held | Empty;

  /**
   * What nodes read. `EMPTY` where there is nothing to read yet: the key is absent, and triggers nothing.
   * Pure. Without it nodes read what is held.
   */
  read?(held: Held): Value | Empty;

  /**
   * What is left one super-step after there was something to read, before the writes of that step are taken.
   * Pure. Without it what is held stays.
   */
  fade?(held: Held): Held | Empty;

  /** What is held once nothing is left to run, which may make it readable and so trigger nodes. Pure. */
  finish?(held: Held): Held | Empty;

  /** `false`: never stored in a checkpoint; a resumed run finds the key as a new run does. Default `true`. */
  readonly tracked?: boolean;

  /** `true`: an `update` that changed nothing gives back the very object it got, and the channel then counts as not written. Default `false`. */
  readonly tellsChange?: boolean;

  /**
   * `true`: it makes no difference whether writes are taken one by one or together, so that what was written may be stored in
   * place of what is held. Default `false`.
   */
  readonly incremental?: boolean;
}

/** The channels of a graph by key. */
export type Channels = Readonly<Record<string, Channel<unknown, never, unknown>>>;

/** The state of a graph with channels `C`, as nodes and callers read it. */
export type StateOf<C extends Channels> = {
  readonly [Key in keyof C]: C[Key] extends Channel<infer Value, infer _Update, infer _Held> ? Value : never;
};

/** What a node of a graph with channels `C` may return. */
export type UpdateOf<C extends Channels> = {
  readonly [Key in keyof C]?: C[Key] extends Channel<infer _Value, infer Update, infer _Held> ? Update : never;
};
