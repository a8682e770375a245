/** What cannot be stored, and what was stored and cannot be read. */
import { MossError, named, type MossErrorOptions } from '../errors.ts';

/** A value that no text can hold so that the same value comes back; nothing was stored. */
export class UnstorableValueError extends MossError {
  static {
    named(this, 'UnstorableValueError');
  }
  /** Where it is: `messages[3].run`. */
  readonly path: string;

  /**
   * @param path   where it is
   * @param reason what is wrong with it, as a clause: `is a function`
   */
  constructor(path: string, reason: string, options?: MossErrorOptions) {
    const remedy = 'keep plain data there, or give the saver a kind for its class';
    super('VALUE_UNSTORABLE', `The value at "${path}" ${reason} and cannot be stored: ${remedy}.`, options);
    this.path = path;
  }
}

/** Stored text that was not written so: it was changed, or cut, since. */
export class DamagedValueError extends MossError {
  static {
    named(this, 'DamagedValueError');
  }
  /** @param reason what is wrong with it, as a clause: `is no JSON` */
  constructor(reason: string, options?: MossErrorOptions) {
    super('VALUE_DAMAGED', `A stored value ${reason}: go on from an earlier checkpoint, or restore a copy.`, options);
  }
}
