/** Where a run goes next: nodes by name, and packets for nodes. */
import { END } from '../reserved-names.ts';
import { InvalidUpdateError } from '../errors/index.ts';
import type { TaskScope } from '../pregel/node-writer.ts';
import { Send } from '../send.ts';

export type Destination = string | Send;

/** The channel that makes a node run. */
export function triggerOf(node: string): string {
  return `branch:to:${node}`;
}

export function assertDestinations(destinations: readonly (Destination | null | undefined)[]): readonly Destination[] {
  for (const destination of destinations)
    if (!destination) throw new Error('Branch condition returned unknown or null destination');
  for (const destination of destinations)
    if (destination instanceof Send && destination.node === END)
      throw new InvalidUpdateError('Cannot send a packet to the END node');
  return destinations as readonly Destination[];
}

/** Has destinations run in the next super-step; `END` is where nothing runs. */
export function goTo(destinations: readonly Destination[], source: string, scope: TaskScope): void {
  for (const destination of destinations) {
    if (destination instanceof Send) scope.send(destination);
    else if (destination !== END) scope.write(triggerOf(destination), source);
  }
}
