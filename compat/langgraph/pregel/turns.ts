/** Resolves after so many microtasks: what is due by then, and waits for nothing, has happened. */
export async function turns(count: number): Promise<void> {
  for (let turn = 1; turn < count; turn++) await Promise.resolve();
}
