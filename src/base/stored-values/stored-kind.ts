/** Classes whose instances may be stored besides those that JavaScript has. */

/**
 * A class that a {@link ValueCodec} knows.
 *
 * @example
 * class Money {
 *   readonly cents: number;
 *   constructor(cents: number) { this.cents = cents; }
 * }
 * const money: StoredKind = {
 *   tag: 'money',
 *   matches: (value) => value instanceof Money,
 *   toData: (value) => (value as Money).cents,
 *   load: () => (cents) => new Money(cents as number),
 * };
 */
export interface StoredKind {
  /** Stands for it in stored text: unique among the kinds of a codec, and never changed. */
  readonly tag: string;
  /** Whether `value` is one; asked of objects that are neither plain nor built in. */
  matches(value: object): boolean;
  /** What makes it again: data that the codec stores. */
  toData(value: object): unknown;
  /** Gives the way back; called once, when the first is met in stored text. It may load a package. */
  load(): StoredKindReader | Promise<StoredKindReader>;
}

/** Makes an instance of what `toData` gave. What it throws counts as damage of the text. */
export type StoredKindReader = (data: unknown) => unknown;

/** In stored text, before the tag of a kind: tags of built-in kinds never begin with it. */
export const KIND_MARK = '@';

/** The only key of an object that stands for something else: `{"$":[tag, …data]}`. */
export const ESCAPE = '$';
