/** The order to run a node with an input of its own. */
import { hasBrand } from './has-brand.ts';
import { checkPolicies, type NodePolicies } from './policies.ts';

/** Recognises sends across copies of the package (ESM beside CJS). */
const BRAND: unique symbol = Symbol.for('moss-agent-runtime.send');

export interface SendOptions {
  /** How long each attempt may take, in place of what the node's policies say; `false` for as long as it likes. */
  readonly timeout?: NodePolicies['timeout'];
}

/** Made by {@link send}. */
export class Send<Name extends string = string> {
  readonly [BRAND] = true;
  readonly node: Name;
  readonly input: unknown;
  readonly timeout: NodePolicies['timeout'];

  constructor(node: Name, input: unknown, timeout: NodePolicies['timeout']) {
    this.node = node;
    this.input = input;
    this.timeout = timeout;
  }
}

/**
 * Runs `node` in the next super-step with `input` in place of the state: one task for every send, in the order of the sends.
 * To be returned by a conditional edge or given to a command as `goto`, alone or in an array.
 *
 * @param node    name of the node to run
 * @param input   what the node gets as its first argument, exactly this object
 * @param options how long it may take
 * @throws InvalidConfigError for a timeout that makes no sense
 * @example
 * graph.addConditionalEdges('split', (state) => state.topics.map((topic) => send('search', topic)));
 */
export function send<Name extends string>(node: Name, input: unknown, options?: SendOptions): Send<Name> {
  if (options !== undefined) checkPolicies(`A send to "${node}"`, options);
  return new Send(node, input, options?.timeout);
}

/** Tells whether `value` was made by {@link send}. */
export function isSend(value: unknown): value is Send {
  return hasBrand(value, BRAND);
}
