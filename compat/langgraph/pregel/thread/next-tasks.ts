/** Which tasks a checkpoint leaves to run, as its versions tell. */
import { EMPTY } from '../../../../src/engine/index.ts';
import { readable, type Changes } from '../../../../src/engine/internal.ts';
import { PULL, PUSH } from '../../reserved-names.ts';
import { _isSendInterface } from '../../send.ts';
import type { TimeoutPolicy } from '../policies.ts';
import type { NodeProgram } from '../pregel-program.ts';
import { pulledTaskId, sentTaskId } from '../task-id.ts';
import type { ChannelValue, TaskPath } from '../task-frame.ts';
import type { ThreadPoint, Version, Versions } from './thread-point.ts';

/** Its place among what was sent, what it was sent, and how long it may take if that was said. */
export interface SentFor {
  readonly place: number;
  readonly input: unknown;
  readonly timeout: TimeoutPolicy | undefined;
}

export interface NextTask {
  readonly id: string;
  readonly name: string;
  readonly program: NodeProgram;
  readonly path: TaskPath;
  readonly triggers: readonly string[];
  readonly sent: SentFor | undefined;
  /** What it has written already. */
  readonly writes: ChannelValue[];
}

/**
 * First what was sent, then the nodes that have not run on what their triggers hold, in the order of the graph.
 *
 * @param step    the super-step that the tasks belong to
 * @param changes what the step before it changed, if that is known: nothing else makes nodes run then, and they come by their names
 */
export function nextTasks(point: ThreadPoint, namespace: string, step: number, changes?: Changes): NextTask[] {
  const tasks: NextTask[] = [];
  const at = { namespace, step, checkpointId: point.id };
  for (const [place, packet] of point.sends.entries()) {
    if (!_isSendInterface(packet)) {
      console.warn(`Ignoring invalid packet ${JSON.stringify(packet)} in pending sends.`);
      continue;
    }
    const { node, args, timeout } = packet;
    const program = point.program.byName.get(node);
    if (program === undefined) {
      console.warn(`Ignoring unknown node name ${node} in pending sends.`);
      continue;
    }
    const id = sentTaskId(at, node, place);
    tasks.push({
      id,
      name: node,
      program,
      path: [PUSH, place],
      triggers: [PUSH],
      sent: { place, input: args, timeout },
      writes: [],
    });
  }
  for (const program of changes === undefined ? point.program.inOrder : point.program.nodes) {
    if (changes !== undefined && !program.triggers.some(([, slot]) => changes.has(slot))) continue;
    const trigger = triggerOf(point, program);
    if (trigger === undefined) continue;
    const { name } = program;
    const id = pulledTaskId(at, name, trigger);
    tasks.push({ id, name, program, path: [PULL, name], triggers: [trigger], sent: undefined, writes: [] });
  }
  return tasks;
}

/** The first channel that holds something which the node has not run on. */
function triggerOf({ values, versions, seen, program }: ThreadPoint, node: NodeProgram): string | undefined {
  const none = nullVersion(versions);
  if (none === undefined) return undefined;
  const known = seen[node.name] ?? {};
  const found = node.triggers.find(([name, slot]) => {
    const channel = program.plan.channels[slot];
    const available = channel !== undefined && readable(channel, values.held[slot]) !== EMPTY;
    return available && (versions[name] ?? none) > (known[name] ?? none);
  });
  return found?.[0];
}

/** The version before the first; nothing where nothing was ever written. */
function nullVersion(versions: Versions): Version | undefined {
  for (const version of Object.values(versions)) return typeof version === 'string' ? '' : 0;
  return undefined;
}
