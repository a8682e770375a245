/** Refuses a Pregel whose parts do not fit together. */
import { INTERRUPT } from '../reserved-names.ts';
import { PregelNode } from './pregel-node.ts';

class GraphValidationError extends Error {
  override name = 'GraphValidationError';
}

export interface PregelParts {
  readonly nodes: Readonly<Record<string, unknown>>;
  readonly channels: Readonly<Record<string, unknown>>;
  readonly inputChannels: string | readonly string[];
  readonly outputChannels: string | readonly string[];
  readonly streamChannels: string | readonly string[] | undefined;
  readonly interruptBefore: string | readonly string[] | undefined;
  readonly interruptAfter: string | readonly string[] | undefined;
}

/** @throws GraphValidationError naming the first part that does not fit */
export function validatePregel(parts: PregelParts): void {
  const { nodes, channels, inputChannels, outputChannels, streamChannels } = parts;
  if (!channels) throw new GraphValidationError('Channels not provided');
  const subscribed = subscribedChannels(nodes);
  for (const name of subscribed)
    if (!(name in channels)) throw new GraphValidationError(`Subscribed channel '${name}' not in channels`);
  if (!Array.isArray(inputChannels)) {
    if (!subscribed.has(inputChannels as string))
      throw new GraphValidationError(`Input channel ${String(inputChannels)} is not subscribed to by any node`);
  } else if (inputChannels.every((name) => !subscribed.has(name))) {
    throw new GraphValidationError(
      `None of the input channels ${inputChannels.join(',')} are subscribed to by any node`,
    );
  }
  for (const name of [outputChannels, streamChannels ?? []].flat())
    if (!(name in channels)) throw new GraphValidationError(`Output channel '${name}' not in channels`);
  for (const at of [parts.interruptAfter, parts.interruptBefore])
    if (at !== undefined && at !== '*')
      for (const name of at) if (!(name in nodes)) throw new GraphValidationError(`Node ${name} not in nodes`);
}

function subscribedChannels(nodes: PregelParts['nodes']): Set<string> {
  const subscribed = new Set<string>();
  for (const [name, node] of Object.entries(nodes)) {
    if (name === INTERRUPT) throw new GraphValidationError(`"Node name ${INTERRUPT} is reserved"`);
    if (!(node instanceof PregelNode))
      throw new GraphValidationError(`Invalid node type ${typeof node}, expected PregelNode`);
    for (const trigger of node.triggers) subscribed.add(trigger);
  }
  return subscribed;
}
