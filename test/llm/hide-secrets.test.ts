import { describe, expect, it } from 'vitest';
import { hideSecrets } from '../../src/llm/hide-secrets.ts';

describe('secrets in a text', () => {
  it.each<[string, string, readonly string[], string]>([
    ['go wherever they stand', 'wrong key sk-12345678: "sk-12345678"', ['sk-12345678'], 'wrong key ***: "***"'],
    ['go within words, if they are long', 'xsk-12345678x\\nsk-12345678', ['sk-12345678'], 'x***x\\n***'],
    ['stay within words, if they are short', 'one of nones: none, "none".', ['none'], 'one of nones: ***, "***".'],
    ['are no patterns', 'a.c+(d)$& abc', ['a.c+(d)$&'], '*** abc'],
    ['go whole, though one begins like another', 'key-12345678-b', ['key-12345678', 'key-12345678-b'], '***'],
    ['may be missing', 'no such model', [], 'no such model'],
  ])('%s', (_, text, secrets, shown) => {
    expect(hideSecrets(text, secrets)).toBe(shown);
  });
});
