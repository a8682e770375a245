/** The order to run a node with an input of its own. */

/** Recognises sends across copies of the package (ESM beside CJS). */
const BRAND: unique symbol = Symbol.for('moss-agent-runtime.send');

/** Made by {@link send}. */
export class Send<Name extends string = string> {
  readonly [BRAND] = true;
  readonly node: Name;
  readonly input: unknown;

  constructor(node: Name, input: unknown) {
    this.node = node;
    this.input = input;
  }
}

/**
 * Runs `node` in the next super-step with `input` in place of the state: one task for every send, in the order of the sends.
 * To be returned by a conditional edge or given to a command as `goto`, alone or in an array.
 *
 * @param node  name of the node to run
 * @param input what the node gets as its first argument, exactly this object
 * @example
 * graph.addConditionalEdges('split', (state) => state.topics.map((topic) => send('search', topic)));
 */
export function send<Name extends string>(node: Name, input: unknown): Send<Name> {
  return new Send(node, input);
}

/** Tells whether `value` was made by {@link send}. */
export function isSend(value: unknown): value is Send {
  return typeof value === 'object' && value !== null && BRAND in value;
}
