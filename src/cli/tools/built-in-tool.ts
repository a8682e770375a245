/** What a tool of the command line is. */

/** Arguments as the model wrote them: a JSON object, nothing more is certain. */
export type ToolArguments = Readonly<Record<string, unknown>>;

export interface BuiltInTool {
  readonly name: string;
  /** Tells the model when to use it and what it returns. */
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Throws an `Error` whose message tells the model what to do better. */
  execute(args: ToolArguments): string | Promise<string>;
}

/** Reads a text argument. A missing optional one is `undefined`. */
export function textArgument(args: ToolArguments, name: string): string | undefined {
  const value = args[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new Error(`"${name}" must be a string, not ${typeof value}`);
  return value;
}

/** Reads a text argument that must be there. */
export function requiredText(args: ToolArguments, name: string): string {
  const value = textArgument(args, name);
  if (value === undefined) throw new Error(`"${name}" is missing; it must be a string`);
  return value;
}
