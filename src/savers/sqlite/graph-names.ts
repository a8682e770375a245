/** Names of a graph's channels and nodes as small numbers: each stands once in the file, not in every row. */
import { DamagedValueError } from '../../base/index.ts';

/** Names keep their numbers for ever; new ones are put behind. */
export class GraphNames {
  readonly #names: string[];
  readonly #numbers: Map<string, number>;
  readonly #stored: number;

  /** @param text as `text` gave it; '' for none yet */
  constructor(text: string) {
    this.#names = text === '' ? [] : (JSON.parse(text) as string[]);
    this.#numbers = new Map(this.#names.map((name, number) => [name, number]));
    this.#stored = this.#names.length;
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

  /** Whether there are names that were not there when it was made. */
  get hasGrown(): boolean {
    return this.#names.length > this.#stored;
  }

  get text(): string {
    return JSON.stringify(this.#names);
  }
}
