/** Takes a client's secrets out of texts that somebody else wrote. Pure. */

/** From this length on a secret is no word of a sentence, so it goes wherever it stands. */
const SURELY_SECRET = 8;

/**
 * Replaces every secret in a text by `***`; a short one, like the `none` that local servers are content with, only where
 * it stands alone.
 *
 * @param text    e.g. the message of a server, which may quote the key it got
 * @param secrets none of them empty
 */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((shown, secret) => shown.replaceAll(pattern(secret), '***'), text);
}

function pattern(secret: string): RegExp {
  const literal = secret.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(secret.length < SURELY_SECRET ? `(?<![A-Za-z0-9])${literal}(?![A-Za-z0-9])` : literal, 'g');
}
