import { RemoteRequestError } from './remote-request-error.ts';

/** Characters that mean nothing in a path and that servers are used to get as they are, in ids such as `user:42` and `a|b`. */
const HARMLESS = /%(?:3A|7C|40|24|2C|2B|3D|26|3B)/g;
/** Longer ids are cut short in messages. */
const SHOWN = 60;

/**
 * An id as one segment of a request's path, so that it names nothing but itself.
 *
 * @param what names the id for the reader of an error
 * @throws RemoteRequestError (`REMOTE_ID_INVALID`) for what cannot be a segment: the empty id, `.` and `..`, half of a surrogate pair,
 *   anything but strings and numbers
 */
export function pathSegment(id: unknown, what: string): string {
  if (typeof id !== 'string' && typeof id !== 'number')
    throw refused(id === undefined || id === null ? `There is no ${what}` : `The ${what} is no string`);
  const text = String(id);
  if (text === '') throw refused(`The ${what} is empty`);
  // Parsers of URLs take them for steps through the path, percent-encoded too.
  if (text === '.' || text === '..') throw refused(`The ${what} "${text}" is a step through the path of the request`);
  if (!text.isWellFormed()) throw refused(`The ${what} ${shown(text)} is no well-formed text`);
  return encodeURIComponent(text).replace(HARMLESS, decodeURIComponent);
}

function refused(fault: string): RemoteRequestError {
  return new RemoteRequestError('REMOTE_ID_INVALID', `${fault}, so no request was made: give an id that is a name.`);
}

function shown(text: string): string {
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
}
