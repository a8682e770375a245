/** The arguments of a tool call: the text a model wrote → a JSON object. Pure. */

/**
 * Parses the argument text of one tool call.
 *
 * @param text everything the model wrote; blank stands for `{}`, as providers send it for tools without parameters
 * @returns the arguments, or `undefined` where the text is not a JSON object
 */
export function parseToolArguments(text: string): Record<string, unknown> | undefined {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // the caller keeps the text: the model is told what it wrote
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
