/** Names of a graph's channels and nodes as small numbers: each stands once in the file, not in every row. */
import { DamagedValueError } from '../../base/index.ts';
import { checksum } from './stored-text.ts';

/** Names keep their numbers for ever; new ones are put behind. */
export class GraphNames {
  readonly #names: string[];
  readonly #numbers: Map<string, number>;
  #stored: string;
  #storedCount: number;

  /**
   * @param stored as `text` gave it; '' for none yet
   * @throws DamagedValueError for a text that is not as it was written
   */
  constructor(stored: string) {
    this.#names = stored === '' ? [] : namesIn(stored);
    this.#numbers = new Map(this.#names.map((name, number) => [name, number]));
    this.#stored = stored;
    this.#storedCount = this.#names.length;
  }

  numberOf(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#names.push(name) - 1;
      this.#numbers.set(name, number);
    }
    return number;
  }

  /** @throws DamagedValueError for a number that no name has */
  nameOf(number: number): string {
    const name = this.#names[number];
    if (name === undefined)
      throw new DamagedValueError(`has the name ${String(number)}, which its graph does not have`);
    return name;
  }

  /** Whether there are names that are not stored. */
  get hasGrown(): boolean {
    return this.#names.length > this.#storedCount;
  }

  /** What the file has of them. */
  get stored(): string {
    return this.#stored;
  }

  /** To be stored: the names behind their checksum. */
  get text(): string {
    const json = JSON.stringify(this.#names);
    return `${checksum(json)}${json}`;
  }

  /** Its text is in the file now, for certain. */
  keep(stored: string): void {
    this.#stored = stored;
    this.#storedCount = this.#names.length;
  }
}

function namesIn(stored: string): string[] {
  const start = stored.indexOf('[');
  const json = stored.slice(start);
  if (start < 1 || stored.slice(0, start) !== String(checksum(json)))
    throw new DamagedValueError('has names that are not as they were written');
  return JSON.parse(json) as string[];
}
