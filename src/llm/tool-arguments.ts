/** The arguments of a tool call: the text a model wrote → a JSON object. Pure. */

/**
 * Levels of nesting that arguments may have. No tool needs as many; of some thousands, what `JSON.parse` reads
 * `JSON.stringify` cannot write any more, and such a message could be neither stored nor sent back.
 */
const DEEPEST = 500;

/** Characters that the arguments of one call may have; a model that writes more has lost its way, and memory is not endless. */
export const LONGEST_ARGUMENTS = 8 * 1024 * 1024;

/** The arguments of a tool call grew beyond {@link LONGEST_ARGUMENTS}. */
export class ArgumentsTooLong extends Error {}

/**
 * Parses the argument text of one tool call.
 *
 * @param text everything the model wrote; blank stands for `{}`, as providers send it for tools without parameters
 * @returns the arguments, or `undefined` where the text is not a JSON object, or nested more than 500 levels deep
 */
export function parseToolArguments(text: string): Record<string, unknown> | undefined {
  if (text.trim() === '') return {};
  if (text.length > 2 * DEEPEST && nestingOf(text) > DEEPEST) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // the caller keeps the text: the model is told what it wrote
  }
}

/** How many objects and arrays of a JSON text lie within each other. */
function nestingOf(text: string): number {
  let open = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') inString = !inString;
    else if (inString) at += char === '\\' ? 1 : 0;
    else if (char === '[' || char === '{') deepest = Math.max(deepest, ++open);
    else if (char === ']' || char === '}') open--;
  }
  return deepest;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
