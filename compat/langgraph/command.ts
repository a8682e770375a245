/** What a node returns to update the state and to say where to go, and the packets it has nodes run with. */
import type { PendingWrite } from '@langchain/langgraph-checkpoint';
import { COMMAND_SYMBOL, ROOT } from './reserved-names.ts';
import { coerceTimeoutPolicy, type TimeoutPolicy } from './pregel/policies.ts';

/** A packet as plain data. */
// What a node is sent is between it and the sender.
// oxlint-disable-next-line typescript/no-explicit-any
export interface SendInterface<Node extends string = string, Args = any> {
  node: Node;
  args: Args;
  timeout?: TimeoutPolicy;
}

export type SendOptions = {
  /** In place of the node's own: milliseconds for the attempt, or a policy. */
  timeout?: number | TimeoutPolicy;
};

export type CommandParams<Resume = unknown, Update = Record<string, unknown>, Nodes extends string = string> = {
  /** Tells a command in plain data from other objects. */
  lg_name?: 'Command';
  /** Answers a question, or several by their ids. */
  resume?: Resume;
  /** `Command.PARENT`: the graph around this one takes it. */
  graph?: string;
  /** Is written as if the node had returned it. */
  update?: Update | [string, unknown][];
  /** Nodes to run next, by name or with a packet. */
  goto?: Nodes | SendInterface<Nodes> | (Nodes | SendInterface<Nodes>)[];
};

/**
 * Has a node run in the next super-step with an input of its own.
 *
 * @example
 * const writeAll = (state: { topics: string[] }) => state.topics.map((topic) => new Send('write', { topic }));
 */
// As above.
// oxlint-disable-next-line typescript/no-explicit-any
export class Send<Node extends string = string, Args = any> implements SendInterface<Node, Args> {
  lg_name = 'Send';

  node: Node;

  args: Args;

  timeout?: TimeoutPolicy;

  /** @throws Error for a timeout that is not a number above 0 */
  constructor(node: Node, args: Args, options?: SendOptions) {
    this.node = node;
    this.args = revive(args) as Args;
    this.timeout = coerceTimeoutPolicy(options?.timeout);
  }

  toJSON(): { lg_name: string; node: Node; args: Args; timeout: TimeoutPolicy | undefined } {
    return { lg_name: this.lg_name, node: this.node, args: this.args, timeout: this.timeout };
  }
}

/** Carries the types of a command where a plain object is expected, without its fields. */
export class CommandInstance<Resume = unknown, Update = Record<string, unknown>, Nodes extends string = string> {
  [COMMAND_SYMBOL]: CommandParams<Resume, Update, Nodes>;

  constructor(args: CommandParams<Resume, Update, Nodes>) {
    this[COMMAND_SYMBOL] = args;
  }
}

/**
 * Returned by a node, it updates the state and says where to go. Given as input, it answers questions.
 *
 * @example
 * const review = ({ good }: { good: boolean }) =>
 *   new Command({ update: { reviewed: true }, goto: good ? 'publish' : 'write' });
 * await app.invoke(new Command({ resume: 'yes' }), { configurable: { thread_id: '1' } });
 */
export class Command<
  Resume = unknown,
  Update extends Record<string, unknown> = Record<string, unknown>,
  Nodes extends string = string,
> extends CommandInstance<Resume, Update, Nodes> {
  readonly lg_name = 'Command';

  /** Lets tools return it as it is. */
  lc_direct_tool_output = true;

  graph?: string;

  update?: Update | [string, unknown][];

  resume?: Resume;

  goto?: Nodes | Send<Nodes> | (Nodes | Send<Nodes>)[] = [];

  /** As `graph`: the closest graph around this one. */
  static PARENT = '__parent__';

  constructor(args: Omit<CommandParams<Resume, Update, Nodes>, 'lg_name'>) {
    super(args);
    this.resume = args.resume;
    this.graph = args.graph;
    this.update = args.update;
    if (args.goto) this.goto = (Array.isArray(args.goto) ? revive(args.goto) : [revive(args.goto)]) as Nodes[];
  }

  /** The update as writes; one that is not a record is written to the state as a whole. */
  _updateAsTuples(): PendingWrite[] {
    const { update } = this;
    if (Array.isArray(update)) return update.every(isWrite) ? update : [[ROOT, update]];
    return typeof update === 'object' && update ? Object.entries(update) : [[ROOT, update]];
  }

  toJSON(): {
    lg_name: string;
    update: Update | [string, unknown][] | undefined;
    resume: Resume | undefined;
    goto: Nodes | ReturnType<Send<Nodes>['toJSON']> | (Nodes | ReturnType<Send<Nodes>['toJSON']>)[] | undefined;
  } {
    const { lg_name, update, resume, goto } = this;
    const listed = Array.isArray(goto) ? goto.map(destinationToJson) : goto && destinationToJson(goto);
    return { lg_name, update, resume, goto: listed };
  }
}

function isWrite(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string';
}

function destinationToJson<Nodes extends string>(
  destination: Nodes | Send<Nodes>,
): Nodes | ReturnType<Send<Nodes>['toJSON']> {
  return typeof destination === 'string' ? destination : destination.toJSON();
}

/** Tells whether `x` is a command of any copy of the library, or one as plain data. */
export function isCommand(x: unknown): x is Command {
  return typeof x === 'object' && x !== null && 'lg_name' in x && x.lg_name === 'Command';
}

/** Tells whether `x` is a packet of any copy of the library; plain data is not. */
export function _isSend(x: unknown): x is Send {
  if (x instanceof Send) return true;
  return typeof x === 'object' && x !== null && 'lg_name' in x && x.lg_name === 'Send' && !isPlain(x);
}

/** Tells whether `x` has what a packet has. */
export function _isSendInterface(x: unknown): x is SendInterface {
  if (typeof x !== 'object' || x === null) return false;
  const { node, args } = x as Partial<SendInterface>;
  return typeof node === 'string' && args !== undefined;
}

/**
 * A copy of `x` in which commands and packets that are plain data, however deep, are what they stand for. Whatever is neither an
 * array nor a plain object is left as it is.
 *
 * @param seen copies that are already there, for objects that contain themselves
 */
function revive(x: unknown, seen?: Map<object, unknown>): unknown {
  if (typeof x !== 'object' || x === null) return x;
  const known = seen?.get(x);
  if (known !== undefined) return known;
  if (Array.isArray(x)) return copyArray(x, seen);
  if (!isPlain(x)) return x;
  const revived = revivePlain(x);
  if (revived === undefined) return copyObject(x, seen);
  seen?.set(x, revived);
  return revived;
}

/** What a plain object stands for; nothing if only for itself. */
function revivePlain(x: object): object | undefined {
  if (isCommand(x)) return new Command(x);
  if (_isSendInterface(x))
    return new Send(x.node, x.args, x.timeout !== undefined ? { timeout: x.timeout } : undefined);
  return 'lc_serializable' in x && x.lc_serializable ? x : undefined;
}

/** Most packets are flat: only what holds objects is remembered. */
function copyObject(original: object, seen?: Map<object, unknown>): object {
  const copy: Record<string, unknown> = {};
  let remembered = seen;
  remembered?.set(original, copy);
  for (const key of Object.keys(original)) {
    const value = (original as Record<string, unknown>)[key];
    if (typeof value !== 'object' || value === null) copy[key] = value;
    else copy[key] = revive(value, (remembered ??= new Map([[original, copy]])));
  }
  return copy;
}

function copyArray(original: readonly unknown[], seen: Map<object, unknown> = new Map()): unknown[] {
  const copy: unknown[] = [];
  seen.set(original, copy);
  for (const value of original) copy.push(revive(value, seen));
  return copy;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
