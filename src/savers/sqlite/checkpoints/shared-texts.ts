/** Long texts within values, each stored once: an input, what its task wrote and the channel that it comes to hold the same ones. */
import type { SqliteDatabase } from '../sqlite-database.ts';
import { hashOf } from '../stored-text.ts';
import type { TypedData } from './typed-data.ts';

/** As a row has it: text with references in place of long texts is of the type 1. */
export interface PackedData {
  readonly type: string | number | null;
  readonly data: string | Uint8Array;
}

const WITH_REFERENCES = 1;

/** From this many characters on a text is stored apart. */
const LONG_TEXT = 512;

export class SharedTexts {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  /** Within a transaction. */
  pack(graph: number, { type, data }: TypedData): PackedData {
    const parts = type === null && typeof data === 'string' ? splitAtLongTexts(data) : [];
    if (parts.length < 2) return { type, data };
    for (let place = 1; place < parts.length; place += 2) parts[place] = this.#share(graph, parts[place] ?? '');
    return { type: WITH_REFERENCES, data: JSON.stringify(parts) };
  }

  /** @returns `undefined` where a text is lost, or not as it was. @param isWhole whether the row itself is as it was written */
  unpack({ type, data }: PackedData, isWhole: boolean): TypedData | undefined {
    if (!isWhole) return undefined;
    if (type !== WITH_REFERENCES) return { type: type === null ? null : String(type), data };
    const parts = JSON.parse(String(data)) as string[];
    for (let place = 1; place < parts.length; place += 2) {
      const text = this.#find(parts[place] ?? '');
      if (text === undefined) return undefined;
      parts[place] = text;
    }
    return { type: null, data: parts.join('') };
  }

  /** Within a transaction, before the graphs of the thread are deleted. Forgets what nobody else uses. */
  deleteThread(thread: string): void {
    const graphs = 'SELECT graph FROM lc_graphs WHERE thread = ?';
    const unused = `DELETE FROM lc_texts WHERE hash IN (SELECT hash FROM lc_uses WHERE graph IN (${graphs})) AND NOT EXISTS
      (SELECT 1 FROM lc_uses WHERE lc_uses.hash = lc_texts.hash AND graph NOT IN (${graphs}))`;
    this.#database.prepare(unused).run(thread, thread);
    this.#database.prepare(`DELETE FROM lc_uses WHERE graph IN (${graphs})`).run(thread);
  }

  #share(graph: number, text: string): string {
    const hash = hashOf(text);
    this.#database.prepare('INSERT OR IGNORE INTO lc_texts (hash, text) VALUES (?, ?)').run(hash, text);
    this.#database.prepare('INSERT OR IGNORE INTO lc_uses (hash, graph) VALUES (?, ?)').run(hash, graph);
    return hash;
  }

  #find(hash: string): string | undefined {
    const row = this.#database.prepare('SELECT text FROM lc_texts WHERE hash = ?').get(hash);
    const text = (row as { text: unknown } | undefined)?.text;
    return typeof text === 'string' && hashOf(text) === hash ? text : undefined;
  }
}

/** @returns JSON in parts, of which every second one is a long text with its quotation marks. */
export function splitAtLongTexts(json: string): string[] {
  const parts: string[] = [];
  let done = 0;
  for (let start = json.indexOf('"'); start !== -1 && json.length - start > LONG_TEXT;) {
    const end = endOfText(json, start);
    if (end - start - 2 >= LONG_TEXT) {
      parts.push(json.slice(done, start), json.slice(start, end));
      done = end;
    }
    start = json.indexOf('"', end);
  }
  parts.push(json.slice(done));
  return parts;
}

/** @param start of its first quotation mark. @returns the place after its last one */
function endOfText(json: string, start: number): number {
  for (let mark = json.indexOf('"', start + 1); mark !== -1; mark = json.indexOf('"', mark + 1)) {
    let slashes = 0;
    while (json[mark - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return mark + 1;
  }
  return json.length;
}
