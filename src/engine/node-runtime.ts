/** What a node gets besides its input. */
import type { Run } from './run.ts';

/** Second argument of every node and conditional edge. */
export interface NodeRuntime<Context = unknown> {
  /** Name of the running node. */
  readonly node: string;
  /** Number of the super-step, 1 for the first; 0 for a conditional edge from START. */
  readonly step: number;
  /** Aborts when the run stops early, for whatever reason. Hand it to whatever the node waits for. */
  readonly signal: AbortSignal;
  /** The caller's `context`, the same object for the whole run. */
  readonly context: Context;
  /** Hands `data` to the `custom` stream; without one it goes nowhere. Never throws, may be taken off the object. */
  readonly emit: (data: unknown) => void;
}

/** Looks everything up when it is asked for: most nodes read little of it. */
export class TaskRuntime implements NodeRuntime {
  readonly node: string;
  readonly step: number;
  readonly #run: Run;

  constructor(node: string, run: Run) {
    this.node = node;
    this.step = run.step;
    this.#run = run;
  }

  get signal(): AbortSignal {
    return this.#run.stop.signal;
  }

  get context(): unknown {
    return this.#run.context;
  }

  get emit(): (data: unknown) => void {
    return this.#run.emit;
  }
}
