/** What a node returns that not only writes but also says what runs next. */
import { hasBrand } from './has-brand.ts';
import type { Send } from './send.ts';

/** Recognises commands across copies of the package (ESM beside CJS). */
const BRAND: unique symbol = Symbol.for('moss-agent-runtime.command');

/** Where a command goes: a node, END, a `send`, or an array of these. */
export type Destination<Name extends string = string> = Name | Send | readonly (Name | Send)[];

export interface CommandOptions<Update, Name extends string> {
  /** What to write; nothing if absent. */
  readonly update?: Update | null | undefined;
  /** What runs in the next super-step besides the nodes that edges lead to. */
  readonly goto?: Destination<Name> | undefined;
}

/** Made by {@link command}. */
export class Command<Update = unknown, Name extends string = string> {
  readonly [BRAND] = true;
  readonly update: Update | null | undefined;
  readonly goto: Destination<Name>;

  constructor({ update, goto }: CommandOptions<Update, Name>) {
    this.update = update;
    this.goto = goto ?? [];
  }
}

/**
 * To be returned by a node: writes `update`, then goes to `goto` in addition to where the node's edges lead.
 * A node that is reached only this way must be named in the option `ends` of the node the command comes from.
 *
 * @example
 * graph.addNode('sift', (state) => command({ update: { topics: [] }, goto: state.topics.length > 0 ? 'search' : END }), {
 *   ends: ['search', END],
 * });
 */
export function command<Update = never, const Name extends string = never>(
  options: CommandOptions<Update, Name>,
): Command<Update, Name> {
  return new Command(options);
}

/** Tells whether `value` was made by {@link command}. */
export function isCommand(value: unknown): value is Command {
  return hasBrand(value, BRAND);
}
