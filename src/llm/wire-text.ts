/**
 * Text off the wire, where the protocol promises text.
 *
 * @param value what arrived
 * @param field what it is called, for the error
 * @throws TypeError for anything else: added to other text it would pass as an answer
 */
export function wireText(value: unknown, field: string): string {
  if (typeof value !== 'string') throw new TypeError(`"${field}" must be a string, but is of type ${typeof value}`);
  return value;
}
