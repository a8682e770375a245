import { describe, expect, it, vi } from 'vitest';
import { randomUuid } from '../../src/base/index.ts';

describe('randomUuid', () => {
  const V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  it('is of version 4, also where the platform makes none, as on pages that are not secure', () => {
    expect(randomUuid()).toMatch(V4);
    const getRandomValues = crypto.getRandomValues.bind(crypto);
    vi.stubGlobal('crypto', { getRandomValues });
    try {
      const ids = new Set(Array.from({ length: 100 }, randomUuid));
      expect(ids.size).toBe(100);
      for (const id of ids) expect(id).toMatch(V4);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
