import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { inferTypes, type Inference, type Library } from './infer-types.ts';
import { withoutOurs } from './ours-alone.ts';

const folder = fileURLToPath(new URL('programs/', import.meta.url));
const programs = readdirSync(folder);
const inferred = {} as Record<Library, ReadonlyMap<string, Inference>>;

beforeAll(() => {
  const files = programs.map((name) => folder + name);
  for (const library of ['theirs', 'ours'] as const) inferred[library] = inferTypes(files, library);
}, 120_000);

const of = (library: Library, name: string): Inference => inferred[library].get(folder + name)!;

describe.each(programs)('%s', (name) => {
  it('compiles against either library', () => {
    expect(of('theirs', name).errors).toEqual([]);
    expect(of('ours', name).errors).toEqual([]);
  });

  it('infers the same of everything that it names', () => {
    expect(of('theirs', name).types.size).toBeGreaterThan(20);
    const ours = [...of('ours', name).types].map(([place, type]) => [place, withoutOurs(type)]);
    expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(of('theirs', name).types));
  });

  it('costs the compiler at most a tenth more', () => {
    expect(of('theirs', name).instantiations).toBeGreaterThan(500);
    expect(of('ours', name).instantiations).toBeLessThanOrEqual(of('theirs', name).instantiations * 1.1);
  });
});
