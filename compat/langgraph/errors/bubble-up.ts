/** What ends a run or a node without being a failure: it passes retries and error handlers by. */
import type { Command } from '../command.ts';
import type { Interrupt } from '../interrupts.ts';
import { BaseLangGraphError, isNamed, type BaseLangGraphErrorFields } from './base-error.ts';

export class GraphBubbleUp extends BaseLangGraphError {
  get is_bubble_up(): boolean {
    return true;
  }
}

/** The run stopped at a super-step because `RunControl.requestDrain` asked it to. It may be resumed. */
export class GraphDrained extends GraphBubbleUp {
  reason: string;

  constructor(reason = 'shutdown', fields?: BaseLangGraphErrorFields) {
    super(`Graph drained: ${reason}`, fields);
    this.name = 'GraphDrained';
    this.reason = reason;
  }

  static get unminifiable_name(): string {
    return 'GraphDrained';
  }
}

/** A node asked questions. */
export class GraphInterrupt extends GraphBubbleUp {
  interrupts: Interrupt[];

  constructor(interrupts?: Interrupt[], fields?: BaseLangGraphErrorFields) {
    super(JSON.stringify(interrupts, null, 2), fields);
    this.name = 'GraphInterrupt';
    this.interrupts = interrupts ?? [];
  }

  static get unminifiable_name(): string {
    return 'GraphInterrupt';
  }
}

/** A node stopped the run by itself, without an answer to come back to. */
export class NodeInterrupt extends GraphInterrupt {
  constructor(message: unknown, fields?: BaseLangGraphErrorFields) {
    super([{ value: message }], fields);
    this.name = 'NodeInterrupt';
  }

  static override get unminifiable_name(): string {
    return 'NodeInterrupt';
  }
}

/** Carries a command to the graph around the one whose node returned it. */
export class ParentCommand extends GraphBubbleUp {
  command: Command;

  constructor(command: Command) {
    super();
    this.name = 'ParentCommand';
    this.command = command;
  }

  static get unminifiable_name(): string {
    return 'ParentCommand';
  }
}

export function isGraphBubbleUp(e?: unknown): e is GraphBubbleUp {
  return typeof e === 'object' && e !== null && (e as { is_bubble_up?: unknown }).is_bubble_up === true;
}

export function isGraphDrained(e?: unknown): e is GraphDrained {
  return isNamed(e, 'GraphDrained');
}

export function isGraphInterrupt(e?: unknown): e is GraphInterrupt {
  return isNamed(e, 'GraphInterrupt', 'NodeInterrupt');
}

export function isParentCommand(e?: unknown): e is ParentCommand {
  return isNamed(e, 'ParentCommand');
}
