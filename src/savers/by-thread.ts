/** Values by thread and namespace. */
import type { ThreadKey } from '../engine/index.ts';

export class ByThread<Value> {
  readonly #threads = new Map<string, Map<string, Value>>();

  get({ thread, namespace }: ThreadKey): Value | undefined {
    return this.#threads.get(thread)?.get(namespace);
  }

  set({ thread, namespace }: ThreadKey, value: Value): void {
    const within = this.#threads.get(thread);
    if (within === undefined) this.#threads.set(thread, new Map([[namespace, value]]));
    else within.set(namespace, value);
  }

  delete({ thread, namespace }: ThreadKey): void {
    this.#threads.get(thread)?.delete(namespace);
  }
}
