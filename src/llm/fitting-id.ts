/** Ids of tool calls as a wire takes them: a thread that one provider began goes on with another. Pure. */

/** What a wire takes for an id. */
export interface IdRule {
  /** Matches a whole id that may be sent as it is. */
  readonly valid: RegExp;
  /** Characters that one of ours may have; exactly as many where it is less than 12. */
  readonly length: number;
}

const HASH_LENGTH = 9;

/** The id itself where the wire takes it, otherwise one made of it: the same each time, and different for different ids. */
export function fittingId(id: string, { valid, length }: IdRule): string {
  if (valid.test(id)) return id;
  const hash = hashOf(id);
  if (length < HASH_LENGTH + 3) return hash.slice(0, length);
  const readable = id.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, length - HASH_LENGTH - 1);
  return `${readable}_${hash}`;
}

/** Nine letters and digits, of two 32-bit hashes of the FNV-1a kind. */
function hashOf(text: string): string {
  let [low, high] = [0x811c9dc5, 0x9dc5811c];
  for (let at = 0; at < text.length; at++) {
    low = Math.imul(low ^ text.charCodeAt(at), 0x01000193);
    high = Math.imul(high ^ (text.charCodeAt(at) + at), 0x01000193);
  }
  const digits = (hash: number): string => (hash >>> 0).toString(36).padStart(7, '0');
  return (digits(low).slice(-5) + digits(high).slice(-4)).padStart(HASH_LENGTH, '0');
}
