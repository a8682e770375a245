import { requiredText, textArgument, type BuiltInTool } from './built-in-tool.ts';
import { listBelow, readTextBelow } from './folder.ts';

/** Reads text files below `root`. */
export function readFile(root: string): BuiltInTool {
  return {
    name: 'read-file',
    description: 'Reads a text file in the current folder or below it. Returns its text.',
    parameters: {
      type: 'object',
      properties: { path: { type: 'string', description: 'Relative path such as docs/notes.txt' } },
      required: ['path'],
      additionalProperties: false,
    },
    execute: (args) => readTextBelow(root, requiredText(args, 'path')),
  };
}

/** Lists folders at or below `root`. */
export function listFiles(root: string): BuiltInTool {
  return {
    name: 'list-files',
    description: 'Lists the current folder or one below it: one name per line, folders with a slash behind.',
    parameters: {
      type: 'object',
      properties: { path: { type: 'string', description: 'Relative path of the folder; the current one if left out' } },
      additionalProperties: false,
    },
    execute: (args) => listBelow(root, textArgument(args, 'path') ?? '.'),
  };
}
