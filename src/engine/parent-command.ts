/** What a node of a subgraph says to the graph around it. */
import { InvalidUpdateError } from '../base/index.ts';
import { hasBrand } from './has-brand.ts';
import { Command, type CommandOptions } from './command.ts';

/** Recognises them across copies of the package (ESM beside CJS). */
const BRAND: unique symbol = Symbol.for('moss-agent-runtime.parent-command');

class ParentCommand extends Command<never, never> {
  readonly [BRAND] = true;
}

/**
 * To be returned by a node of a subgraph, alone or in an array of its like: ends the subgraph at once, and counts as what the node that
 * the subgraph is returned. What the subgraph itself would have written is left out; so are the tasks beside the node.
 *
 * @param options `update` and `goto`, of the graph around the subgraph
 * @example
 * const inner = stateGraph({ answer: lastValue<string>() })
 *   .addNode('expert', () => parentCommand({ update: { answer: 'ask a human' }, goto: 'human' }));
 */
export function parentCommand<Update, const Name extends string>(
  options: CommandOptions<Update, Name>,
): Command<never, never> {
  // The graph around it checks both when it takes them.
  return new ParentCommand(options as CommandOptions<never, never>);
}

/** Carries commands up; without a graph around, an error that says so. */
export class ParentDelivery extends InvalidUpdateError {
  readonly commands: readonly Command[];

  constructor(node: string, commands: readonly Command[]) {
    super(
      'INVALID_ROUTE',
      `Node "${node}" returned a command for the graph around it, and there is none: return command().`,
    );
    // Ordinary commands for whoever gets them.
    this.commands = commands.map(({ update, goto }) => new Command({ update, goto }));
  }
}

/**
 * @throws ParentDelivery if `returned` is for the graph around; InvalidUpdateError if only a part of it is
 */
export function deliverToParent(node: string, returned: unknown): void {
  const parts: readonly unknown[] = Array.isArray(returned) ? returned : [returned];
  const commands = parts.filter(isParentCommand);
  if (commands.length === 0) return;
  if (commands.length === parts.length) throw new ParentDelivery(node, commands);
  throw new InvalidUpdateError(
    'INVALID_GRAPH_NODE_RETURN_VALUE',
    `Node "${node}" returned a command for the graph around it and something else: return one of them.`,
  );
}

function isParentCommand(value: unknown): value is ParentCommand {
  return hasBrand(value, BRAND);
}
