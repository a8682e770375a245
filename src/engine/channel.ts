/** The port behind which every kind of state key stands. */

/** What a channel holds that was never given a value. Nodes see such a key as absent. */
export const EMPTY: unique symbol = Symbol.for('moss-agent-runtime.empty');
export type Empty = typeof EMPTY;

/**
 * The rule by which one key of the state takes writes. A channel holds nothing itself and serves any number of runs:
 * the engine keeps the values and asks the channel what becomes of them.
 *
 * @example
 * // keeps the largest number written
 * const maximum: Channel<number> = {
 *   sharable: true,
 *   update: (held, writes) => Math.max(held === EMPTY ? -Infinity : held, ...writes),
 * };
 */
export interface Channel<Value, Update = Value> {
  /** Whether several writes may meet in one super-step; where not, the engine refuses the second one. */
  readonly sharable: boolean;

  /** Makes the value a run begins with. Called once per run; without it the channel begins empty. What it throws fails the run. */
  initial?(): Value;

  /**
   * The value after a super-step. Called once per super-step in which the key was written, and once more ahead of time for
   * a conditional edge. Must be pure and leave `held` as it is. What it throws fails the run.
   *
   * @param held   the value before the step
   * @param writes what the tasks of the step wrote, in task order; never empty
   */
  update(held: Value | Empty, writes: readonly Update[]): Value | Empty;
}

/** The channels of a graph by key. */
export type Channels = Readonly<Record<string, Channel<unknown, never>>>;

/** The state of a graph with channels `C`, as nodes and callers read it. */
export type StateOf<C extends Channels> = {
  readonly [Key in keyof C]: C[Key] extends Channel<infer Value, infer _Update> ? Value : never;
};

/** What a node of a graph with channels `C` may return. */
export type UpdateOf<C extends Channels> = {
  readonly [Key in keyof C]?: C[Key] extends Channel<infer _Value, infer Update> ? Update : never;
};
