/**
 * A fake, not MongoDB: as much of a `MongoClient` as `MongoDBSaver` calls, over a file. Debian has no package of the server. Documents pass
 * through the BSON of the real client, so values come back as they would. What the fake cannot show: how long things take, what two
 * writers at a time do, indexes, and expiry.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { BSON } from 'mongodb';

type Document = Record<string, unknown>;

interface Update {
  readonly $set?: Document;
  readonly $setOnInsert?: Document;
}

export class FakeMongo {
  readonly #file: string;
  readonly #collections: Map<string, FakeCollection>;

  constructor(file: string) {
    this.#file = file;
    const stored = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as [string, string[]][]) : [];
    this.#collections = new Map(stored.map(([name, documents]) => [name, new FakeCollection(documents)]));
  }

  appendMetadata(): void {}

  db(): { collection(name: string): FakeCollection } {
    return {
      collection: (name) => {
        let found = this.#collections.get(name);
        if (found === undefined) this.#collections.set(name, (found = new FakeCollection([])));
        return found;
      },
    };
  }

  async close(): Promise<void> {
    const stored = [...this.#collections].map(([name, { documents }]) => [name, documents]);
    writeFileSync(this.#file, JSON.stringify(stored));
  }
}

class FakeCollection {
  /** As BSON in base 64, in the order in which they were stored. */
  documents: string[];

  constructor(documents: string[]) {
    this.documents = documents;
  }

  async createIndex(): Promise<string> {
    return 'index';
  }

  find(query: Document): FakeCursor {
    return new FakeCursor(this.documents.map(read).filter((document) => fits(document, query)));
  }

  async updateOne(filter: Document, update: Update, { upsert }: { readonly upsert: true }): Promise<void> {
    const unknown = Object.keys(update).filter((operator) => operator !== '$set' && operator !== '$setOnInsert');
    if (unknown.length > 0 || !upsert) throw new Error(`FakeMongo: no ${unknown.join(', ') || 'update alone'}.`);
    const at = this.documents.findIndex((stored) => fits(read(stored), filter));
    if (at === -1) this.documents.push(written({ ...filter, ...update.$setOnInsert, ...update.$set }));
    else this.documents[at] = written({ ...read(this.documents[at] ?? ''), ...update.$set });
  }

  async bulkWrite(
    operations: readonly { readonly updateOne: { filter: Document; update: Update; upsert: true } }[],
  ): Promise<void> {
    for (const { updateOne } of operations) await this.updateOne(updateOne.filter, updateOne.update, updateOne);
  }

  async deleteMany(query: Document): Promise<void> {
    this.documents = this.documents.filter((stored) => !fits(read(stored), query));
  }
}

class FakeCursor {
  #documents: Document[];

  constructor(documents: Document[]) {
    this.#documents = documents;
  }

  /** @param field of text */
  sort(field: string, direction: 1 | -1): this {
    const compared = (one: Document, other: Document): number => (String(one[field]) < String(other[field]) ? -1 : 1);
    this.#documents = this.#documents.toSorted((one, other) => direction * compared(one, other));
    return this;
  }

  limit(count: number): this {
    this.#documents = this.#documents.slice(0, count);
    return this;
  }

  async toArray(): Promise<Document[]> {
    return this.#documents;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Document> {
    yield* this.#documents;
  }
}

/** As the client has it: what is `undefined` is stored as `null`. */
const written = (document: Document): string =>
  Buffer.from(BSON.serialize(document, { ignoreUndefined: false })).toString('base64');

const read = (stored: string): Document => BSON.deserialize(Buffer.from(stored, 'base64'));

/** Equal fields, dotted ones too, and `$lt`. */
function fits(document: Document, query: Document): boolean {
  return Object.entries(query).every(([path, wanted]) => {
    const value = path.split('.').reduce<unknown>((part, name) => (part as Document | undefined)?.[name], document);
    if (typeof wanted === 'object' && wanted !== null && '$lt' in wanted) return String(value) < String(wanted.$lt);
    return value === wanted;
  });
}
