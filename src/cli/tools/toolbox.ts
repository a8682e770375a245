/** The tools the command line can give to a model, by name. */
import type { BuiltInTool } from './built-in-tool.ts';
import { calculator } from './calculator.ts';
import { clock } from './clock.ts';
import { listFiles, readFile } from './files.ts';

/** Makes each tool; files are those below `folder`. */
const MAKERS = {
  calculator: () => calculator,
  clock: () => clock(),
  'read-file': readFile,
  'list-files': listFiles,
} satisfies Record<string, (folder: string) => BuiltInTool>;

export type ToolName = keyof typeof MAKERS;

/** Every name, in the order shown in the help. */
export const TOOL_NAMES = Object.keys(MAKERS).filter(isToolName);

/** Given without asking: they touch nothing of the user's. */
export const DEFAULT_TOOL_NAMES: readonly ToolName[] = ['calculator', 'clock'];

export function isToolName(name: string): name is ToolName {
  return Object.hasOwn(MAKERS, name);
}

/**
 * Makes the tools of these names.
 *
 * @param names which tools
 * @param folder the folder below which files may be read
 */
export function makeTools(names: readonly ToolName[], folder: string): BuiltInTool[] {
  return names.map((name) => MAKERS[name](folder));
}
