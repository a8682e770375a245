/** Makes one update of what several tools gave. */
import type { ToolMessage } from '@langchain/core/messages';
import { Command, _isSend, isCommand } from '../command.ts';

type Output = ToolMessage | Command;

/** Messages in the form in which the node got them; beside commands each on its own. */
export function joinOutputs(outputs: readonly Output[], asList: boolean): unknown {
  if (!outputs.some(isCommand)) return asList ? outputs : { messages: outputs };
  const joined: unknown[] = [];
  const forParent: Command[] = [];
  for (const output of outputs) {
    if (!isCommand(output)) joined.push(asList ? [output] : { messages: [output] });
    else if (sendsForParent(output)) forParent.push(output);
    else joined.push(output);
  }
  if (forParent.length > 0) joined.push(joinedForParent(forParent));
  return joined;
}

/** A graph tells the one around it of one command only: those that do no more than send packets go as one. */
function sendsForParent({ graph, goto }: Command): boolean {
  return graph === Command.PARENT && Array.isArray(goto) && goto.every(_isSend);
}

function joinedForParent(commands: readonly Command[]): Command {
  const goto = commands.flatMap((command) => command.goto as []);
  const updates = commands.filter(({ update }) => update !== undefined && update !== null);
  if (updates.length === 0) return new Command({ graph: Command.PARENT, goto });
  const update = updates.length === 1 ? updates[0]?.update : updates.flatMap((command) => command._updateAsTuples());
  return new Command({ graph: Command.PARENT, goto, update });
}
