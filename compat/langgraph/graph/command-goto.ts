/** Sends the run where the commands that a node returned say. */
import { Command, isCommand } from '../command.ts';
import { ParentCommand } from '../errors/index.ts';
import type { NodeWriter } from '../pregel/node-writer.ts';
import { Send } from '../send.ts';
import { assertDestinations, goTo, type Destination } from './destinations.ts';

export function commandGotoWriter(node: string): NodeWriter {
  return (output, scope) => {
    if (typeof output !== 'object' || output === null) return;
    const destinations = destinationsOf(output);
    if (destinations.length > 0) goTo(assertDestinations(destinations), node, scope);
  };
}

/** @throws ParentCommand for a command that the parent has to carry out */
function destinationsOf(output: object): Destination[] {
  if (output instanceof Send) return [output];
  if (isCommand(output)) return destinationsOfCommand(output);
  if (!Array.isArray(output)) return [];
  return output.filter((item) => isCommand(item)).flatMap(destinationsOfCommand);
}

function destinationsOfCommand(command: Command): Destination[] {
  if (command.graph === Command.PARENT) throw new ParentCommand(command);
  const { goto } = command;
  if (Array.isArray(goto)) return goto;
  return goto instanceof Send || typeof goto === 'string' ? [goto] : [];
}
