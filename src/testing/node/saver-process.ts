/** A process that has a saver of its own open on a shared store, and does with it what it is told. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** How such a process is started. */
export interface SaverProcessOptions {
  /** Exports `open`, which answers a saver on the store, at once or later. */
  readonly module: string;
  /** For the process, besides what this one has in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Flags of Node. */
  readonly execArgv: readonly string[];
}

/** What came of a step: an acknowledged checkpoint, or an error. */
export type StepOutcome = { readonly tag: string } | { readonly code: string; readonly message: string };

/**
 * The other process. Plain text, because a file of its own would have to be found in every form in which this package is built. A step of a
 * run reads the thread, and puts its tag behind the list that is there. The process ends when this one has.
 */
const PROGRAM = `
const [, module] = process.argv;
const { open } = await import(module);
const saver = await open();
const graph = { deferred: false, planOf: () => { throw new Error('There is no graph here.'); } };
const runs = new Map();
const idAfter = (id) => String(Number(id ?? 0) + 1).padStart(12, '0');
const failure = (error) => ({ code: String(error?.code ?? error?.name), message: String(error?.message ?? error) });
const commands = {
  async look({ thread, tag }) {
    const run = saver.forRun?.(graph) ?? saver;
    runs.set(tag, { run });
    runs.set(tag, { run, seen: await run.load({ thread, namespace: '' }) });
  },
  async commit({ thread, tag }) {
    const { run, seen } = runs.get(tag);
    const value = [...(seen?.values.get('log') ?? []), tag];
    const step = value.length;
    const source = seen === undefined ? 'input' : 'loop';
    const changed = [{ channel: 'log', value }];
    await run.commit({ thread, namespace: '', id: idAfter(seen?.id), parent: seen?.id, step, source, changed, next: [] });
    return { tag };
  },
  async release({ tag }) {
    await runs.get(tag)?.run.release?.();
    runs.delete(tag);
  },
  async step(told) {
    try {
      await commands.look(told);
      return await commands.commit(told);
    } finally {
      await commands.release(told);
    }
  },
  async race({ thread, name, steps, patienceMs }) {
    for (let count = 0, since = Date.now(); count < steps; ) {
      const outcome = await commands.step({ thread, tag: name + '-' + count }).catch(failure);
      if ('tag' in outcome) {
        process.send({ told: outcome });
        count++;
        since = Date.now();
        // A saver that answers at once would keep it from hearing that this process has ended.
        await new Promise((resolve) => setImmediate(resolve));
        continue;
      }
      if (outcome.code !== 'THREAD_CONFLICT' || Date.now() - since > patienceMs) throw Object.assign(new Error(outcome.message), outcome);
      await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 10));
    }
    return { tag: 'all' };
  },
  async history({ thread }) {
    const all = [];
    for await (const { id, parent, values } of saver.history({ thread, namespace: '' })) all.push({ id, parent, log: values.get('log') });
    return all;
  },
  claims: async () => saver.capabilities ?? {},
};
process.on('message', async ({ call, command, told }) => {
  const answer = await commands[command](told).catch(failure);
  process.send?.({ call, answer });
});
process.on('disconnect', () => process.exit());
process.send({ call: 0 });
`;

interface Answer {
  readonly call?: number;
  readonly answer?: unknown;
  readonly told?: StepOutcome;
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class SaverProcess {
  /** Tags that were acknowledged in a race, in that order. */
  readonly acknowledged: string[] = [];
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #stderr = '';
  #onTold = (): void => {};

  private constructor({ module, env, execArgv }: SaverProcessOptions) {
    const flags = [...execArgv, '--input-type=module', '--eval', PROGRAM, '--', module];
    this.#child = spawn(process.execPath, flags, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#stderr += chunk.toString()));
    this.#child.on('message', (message) => this.#hear(message as Answer));
    this.#child.on('error', (error) => this.#end(error));
    this.#child.on('close', (code) => this.#end(new Error(`A process ended with ${code}: ${this.#stderr}`)));
  }

  /** Starts one. Rejects, with what it printed, if the module cannot be loaded or opened. */
  static async start(options: SaverProcessOptions): Promise<SaverProcess> {
    const started = new SaverProcess(options);
    await started.#answer(0);
    return started;
  }

  /** Has it do something. Rejects if it ends before it answers. */
  async call(command: string, told: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const call = ++this.#calls;
    const answer = this.#answer(call);
    this.#child.send({ call, command, told }, (error) => {
      if (error !== null) this.#waiting.get(call)?.reject(error);
    });
    return answer;
  }

  /** Resolves once so many steps of its races were acknowledged. */
  async steps(count: number): Promise<void> {
    if (this.acknowledged.length >= count) return;
    await new Promise<void>((resolve) => {
      this.#onTold = () => {
        if (this.acknowledged.length >= count) resolve();
      };
    });
  }

  /** As the system would. Resolves once it is gone. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await gone;
  }

  #answer(call: number): Promise<unknown> {
    return new Promise((resolve, reject) => this.#waiting.set(call, { resolve, reject }));
  }

  #hear({ call, answer, told }: Answer): void {
    if (told !== undefined && 'tag' in told) {
      this.acknowledged.push(told.tag);
      this.#onTold();
    }
    if (call === undefined) return;
    this.#waiting.get(call)?.resolve(answer);
    this.#waiting.delete(call);
  }

  #end(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
