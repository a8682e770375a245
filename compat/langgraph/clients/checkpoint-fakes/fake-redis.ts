/**
 * A fake, not Redis: as much of a client for Redis Stack as `RedisSaver` calls, over a file. LangChain's saver needs RedisJSON and
 * RediSearch, which no package of Debian has. What the fake cannot show: how long things take, what two writers at a time do, how RediSearch
 * orders checkpoints of the same millisecond (here: the one stored last first) and when its index has caught up (here: at once).
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Documents and sets by key, in the order in which they were stored. */
type Entries = Map<string, string>;

interface SearchOptions {
  readonly LIMIT: { readonly from: number; readonly size: number };
  readonly SORTBY: { readonly BY: string; readonly DIRECTION: 'DESC' };
}

export class FakeRedis {
  readonly #file: string;
  readonly #entries: Entries;
  readonly #prefixes = new Map<string, string>();

  constructor(file: string) {
    this.#file = file;
    this.#entries = new Map(existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as [string, string][]) : []);
  }

  /** RedisJSON. */
  readonly json = {
    get: async (key: string): Promise<unknown> => {
      const stored = this.#entries.get(key);
      return stored === undefined ? null : (JSON.parse(stored) as unknown);
    },
    set: async (key: string, path: '$', value: unknown, options?: { readonly NX?: boolean }): Promise<'OK' | null> => {
      if (path !== '$') throw new Error(`FakeRedis: JSON.SET at ${String(path)} is not there.`);
      if (options?.NX === true && this.#entries.has(key)) return null;
      this.#entries.set(key, JSON.stringify(value));
      return 'OK';
    },
  };

  /** RediSearch. */
  readonly ft = {
    create: async (index: string, _schema: unknown, { PREFIX }: { readonly PREFIX: string }): Promise<'OK'> => {
      if (this.#prefixes.has(index)) throw new Error('Index already exists');
      this.#prefixes.set(index, PREFIX);
      return 'OK';
    },
    search: async (index: string, query: string, { LIMIT, SORTBY }: SearchOptions): Promise<unknown> => {
      const prefix = this.#prefixes.get(index);
      if (prefix === undefined) throw new Error(`${index}: no such index`);
      const matches = matcherOf(query);
      const documents = [...this.#entries]
        .filter(([key]) => key.startsWith(prefix))
        .map(([id, stored]) => ({ id, value: JSON.parse(stored) as Record<string, unknown> }))
        .filter(({ value }) => matches(value))
        .toReversed()
        .toSorted((one, other) => Number(other.value[SORTBY.BY]) - Number(one.value[SORTBY.BY]));
      return { total: documents.length, documents: documents.slice(LIMIT.from, LIMIT.from + LIMIT.size) };
    },
  };

  async keys(pattern: string): Promise<string[]> {
    const glob = new RegExp(`^${pattern.split('*').map(RegExp.escape).join('.*')}$`, 's');
    return [...this.#entries.keys()].filter((key) => glob.test(key));
  }

  async exists(key: string): Promise<number> {
    return this.#entries.has(key) ? 1 : 0;
  }

  async del(keys: readonly string[]): Promise<number> {
    return keys.filter((key) => this.#entries.delete(key)).length;
  }

  async zAdd(key: string, members: readonly { readonly score: number; readonly value: string }[]): Promise<number> {
    const held = JSON.parse(this.#entries.get(key) ?? '{}') as Record<string, number>;
    for (const { score, value } of members) held[value] = score;
    this.#entries.set(key, JSON.stringify(held));
    return members.length;
  }

  async quit(): Promise<'OK'> {
    writeFileSync(this.#file, JSON.stringify([...this.#entries]));
    return 'OK';
  }
}

/** `(@tag:{text}) (@number:[1 1])`, or `*` for all; any character of a tag may have a backslash before it. */
function matcherOf(query: string): (document: Record<string, unknown>) => boolean {
  if (query === '*') return () => true;
  const terms = [...query.matchAll(/\(@(\w+):(?:\{((?:\\.|[^}\\])*)\}|\[(\S+) (\S+)\])\)/g)];
  if (terms.map(([term]) => term).join(' ') !== query) throw new Error(`FakeRedis: cannot read the query ${query}.`);
  return (document) =>
    terms.every(([, field = '', tag, from, to]) => {
      const value = document[field];
      if (tag === undefined) return Number(value) >= Number(from) && Number(value) <= Number(to);
      return String(value).toLowerCase() === tag.replaceAll(/\\(.)/g, '$1').toLowerCase();
    });
}
