/** What is kept of an error that a task ended with. */
export function describeError(error: unknown): { readonly message: string; readonly name: string } {
  // What is no error has neither, as in threads of other LangGraphs.
  const { message, name } = (typeof error === 'object' && error !== null ? error : {}) as Partial<Error>;
  return { message: message as string, name: name as string };
}
