/**
 * A generator that can be left while it waits. By itself a generator takes notice of `return` only once what it waits for has come.
 *
 * @param leaving aborted when the reader leaves; ends what the generator waits for
 */
export function leavableGenerator<T>(generator: AsyncGenerator<T>, leaving: AbortController): AsyncGenerator<T> {
  return {
    next: () => generator.next(),
    return: (value) => {
      leaving.abort();
      return generator.return(value);
    },
    throw: (error) => {
      leaving.abort();
      return generator.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await this.return(undefined);
    },
  };
}
