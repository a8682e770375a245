/** Values ↔ text that holds them exactly. */
import { MossError } from '../errors.ts';
import { decodeValue } from './decode-value.ts';
import { Encoder, Refusal } from './encode-value.ts';
import { ESCAPE, type StoredKind, type StoredKindReader } from './stored-kind.ts';
import { DamagedValueError, UnstorableValueError } from './stored-value-errors.ts';

const ESCAPED = JSON.stringify(ESCAPE);

/**
 * Writes values as JSON and reads them back as they were: plain data, Date, Map, Set, RegExp, BigInt, every number, binary data, built-in
 * errors, URL, `undefined`, and instances of the kinds it was given. Everything else is refused when it is written. What is read is made of
 * these alone, whatever the text says: data never chooses a class, a prototype or a function.
 *
 * An object that several places share comes back as several. A list's own named properties are left out.
 *
 * @example
 * const codec = new ValueCodec();
 * const text = codec.encode({ due: new Date(0), seen: new Set(['a']) }, 'state');
 * const { due } = codec.decode(text) as { due: Date };
 */
export class ValueCodec {
  readonly #kinds: readonly StoredKind[];
  readonly #readers = new Map<string, StoredKindReader>();
  readonly #loading = new Map<string, Promise<void>>();

  /** @param kinds asked in this order of what is neither plain nor built in */
  constructor(kinds: readonly StoredKind[] = []) {
    this.#kinds = kinds;
  }

  /**
   * @param path how an error names the place of the value itself, e.g. `messages`
   * @throws UnstorableValueError naming the path of what cannot be stored
   */
  encode(value: unknown, path = 'value'): string {
    try {
      return JSON.stringify(new Encoder(this.#kinds, undefined).encode(value, 0));
    } catch (error) {
      throw this.#located(value, path, error);
    }
  }

  /**
   * Runs `read`, which decodes. Where that meets a kind whose reader has to be loaded, it is loaded, and `read` runs again from the start.
   *
   * @returns at once where nothing has to be loaded
   * @throws what `read` throws; MossError `DEPENDENCY_MISSING` where something cannot be loaded
   */
  reading<Value>(read: () => Value): Value | Promise<Value> {
    try {
      return read();
    } catch (error) {
      const pending = [...this.#loading].filter(([tag]) => !this.#readers.has(tag));
      if (!MossError.is(error, 'DEPENDENCY_MISSING') || pending.length === 0) throw error;
      return Promise.all(pending.map(([, done]) => done)).then(() => this.reading(read));
    }
  }

  /**
   * @throws DamagedValueError for text that `encode` has not made; MossError `DEPENDENCY_MISSING` where something has to be loaded first,
   *   which begins then; see `reading`
   */
  decode(text: string): unknown {
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch (cause) {
      throw new DamagedValueError('is no JSON', { cause });
    }
    return text.includes(ESCAPED) ? decodeValue(data, (tag) => this.#reader(tag)) : data;
  }

  /** What cannot be stored is looked for again, this time with its place. */
  #located(value: unknown, path: string, error: unknown): unknown {
    const encoder = new Encoder(this.#kinds, []);
    let found: unknown = error;
    try {
      encoder.encode(value, 0);
    } catch (again) {
      found = again;
    }
    const place = (encoder.path ?? []).map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`));
    const at = path + shortened(place).join('');
    if (found instanceof Refusal) return new UnstorableValueError(at, found.message);
    return new UnstorableValueError(at, 'throws when it is read, or is nested too deep,', { cause: found });
  }

  #load(kind: StoredKind): Promise<void> | undefined {
    const { tag } = kind;
    const loading = this.#loading.get(tag);
    if (loading !== undefined) return loading;
    const keep = (reader: StoredKindReader): void => void this.#readers.set(tag, reader);
    const loaded = kind.load();
    if (typeof loaded === 'function') {
      keep(loaded);
      return undefined;
    }
    const done = loaded.then(keep, (cause: unknown) => {
      this.#loading.delete(tag);
      throw missing(tag, cause);
    });
    this.#loading.set(tag, done);
    return done;
  }

  #reader(tag: string): StoredKindReader {
    const kind = this.#kinds.find((candidate) => candidate.tag === tag);
    if (kind === undefined) throw new DamagedValueError(`is of the kind "${tag}", which nobody has registered`);
    // Where it takes time, the next attempt may find it.
    if (!this.#readers.has(tag)) this.#load(kind)?.catch(() => {});
    const reader = this.#readers.get(tag);
    if (reader === undefined) throw missing(tag, undefined);
    return reader;
  }
}

/** Keys of a path that is longer than anybody reads. */
function shortened(place: readonly string[]): readonly string[] {
  return place.length <= 40 ? place : [...place.slice(0, 20), '…', ...place.slice(-5)];
}

function missing(tag: string, cause: unknown): MossError {
  const message = `A stored value is of the kind "${tag}", and what reads those is not loaded: install its package, see cause.`;
  return new MossError('DEPENDENCY_MISSING', message, { cause });
}
