/** Writes to the state what a node returned: an update, a command, or a list with commands among its items. */
import { Command, isCommand } from '../command.ts';
import { ROOT } from '../reserved-names.ts';
import { InvalidUpdateError } from '../errors/index.ts';
import { isPromiseLike } from '../pregel/is-promise-like.ts';
import type { NodeWriter, TaskScope } from '../pregel/node-writer.ts';
import type { UpdateParser } from './update-parser.ts';

export interface StateUpdateShape {
  /** The name of the node, for errors. */
  node: string;
  /** What it may write; other keys are dropped. */
  keys: ReadonlySet<string>;
  /** Checks and transforms what is written, where the state has a schema. */
  parse?: UpdateParser | undefined;
}

interface Target {
  readonly node: string;
  readonly known: ReadonlySet<string>;
}

type KeyedUpdate = readonly [key: string, value: unknown];

export function stateUpdateWriter({ node, keys, parse }: StateUpdateShape): NodeWriter {
  if (keys.has(ROOT)) return writeRoot;
  const target: Target = { node, known: keys };
  if (parse === undefined) return (output, scope) => writeUpdates(output, target, scope);
  return (output, scope) => {
    if (Array.isArray(output) && output.some(isCommand)) return writeParsedList(output, { ...target, parse }, scope);
    return whenParsed(updatesOf(output, target), parse, (parsed) => writeAll(parsed, scope));
  };
}

function writeRoot(output: unknown, scope: TaskScope): void {
  if (output === null || output === undefined) return;
  if (isCommand(output)) writeAll(tuplesOf(output), scope);
  else if (Array.isArray(output) && output.some(isCommand)) {
    for (const item of output) {
      if (isCommand(item)) writeAll(tuplesOf(item), scope);
      else scope.write(ROOT, item);
    }
  } else scope.write(ROOT, output);
}

/** By far the most nodes return a record: its values are written as they stand. */
function writeUpdates(output: unknown, target: Target, scope: TaskScope): void {
  if (!output) return;
  if (typeof output !== 'object' || Array.isArray(output) || isCommand(output))
    return writeAll(updatesOf(output, target), scope);
  const update = output as Record<string, unknown>;
  for (const key of Object.keys(update)) if (target.known.has(key)) scope.write(key, update[key]);
}

function writeAll(updates: readonly KeyedUpdate[], scope: TaskScope): void {
  for (const [key, value] of updates) scope.write(key, value);
}

/** Key by key what the output of a node says. */
function updatesOf(output: unknown, target: Target): KeyedUpdate[] {
  if (!output) return [];
  if (isCommand(output)) return tuplesOf(output).filter(([key]) => target.known.has(key));
  if (Array.isArray(output) && output.some(isCommand))
    return output.flatMap((item: unknown) => updatesOf(item, target));
  if (typeof output !== 'object' || Array.isArray(output)) throw invalidReturn(target.node, output);
  return Object.entries(output).filter(([key]) => target.known.has(key));
}

type ParsingTarget = Target & { readonly parse: UpdateParser };

async function writeParsedList(list: readonly unknown[], target: ParsingTarget, scope: TaskScope): Promise<void> {
  writeAll(await parsedList(list, target), scope);
}

/** Items that are no commands are parsed on their own first, and then once more within the list. */
async function parsedList(list: readonly unknown[], target: ParsingTarget): Promise<readonly KeyedUpdate[]> {
  const updates: KeyedUpdate[] = [];
  for (const item of list) {
    if (isCommand(item)) updates.push(...updatesOf(item, target));
    else if (Array.isArray(item) && item.some(isCommand)) updates.push(...(await parsedList(item, target)));
    else updates.push(...(await whenParsed(updatesOf(item, target), target.parse, (parsed) => parsed)));
  }
  return whenParsed(updates, target.parse, (parsed) => parsed);
}

/** Hands over parsed updates once all are parsed, at once where no schema takes its time. */
function whenParsed<Result>(
  updates: readonly KeyedUpdate[],
  parse: UpdateParser,
  take: (parsed: KeyedUpdate[]) => Result,
): Result | Promise<Result> {
  const parsed = updates.map(([key, value]): KeyedUpdate => [key, parse(key, value)]);
  if (!parsed.some(([, value]) => isPromiseLike(value))) return take(parsed);
  const settled = parsed.map(async ([key, value]): Promise<KeyedUpdate> => [key, await value]);
  return Promise.all(settled).then(take);
}

/** A command for the parent is none of this graph's business. */
function tuplesOf(command: Command): readonly KeyedUpdate[] {
  return command.graph === Command.PARENT ? [] : command._updateAsTuples();
}

function invalidReturn(node: string, output: unknown): InvalidUpdateError {
  const received = Array.isArray(output) ? 'array' : typeof output;
  return new InvalidUpdateError(
    `Expected node "${node}" to return an object or an array containing at least one Command object, received ${received}`,
    { lc_error_code: 'INVALID_GRAPH_NODE_RETURN_VALUE' },
  );
}
