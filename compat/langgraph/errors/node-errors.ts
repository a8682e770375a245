/** Nodes that fail or dawdle. */
import { BaseLangGraphError, isNamed, type BaseLangGraphErrorFields } from './base-error.ts';

/** What an error handler is told: which node failed, and with what. Not an error itself. */
export class NodeError {
  node: string;

  error: Error;

  constructor(node: string, error: Error) {
    this.node = node;
    this.error = error;
  }

  static get unminifiable_name(): string {
    return 'NodeError';
  }
}

export function isNodeError(e?: unknown): e is NodeError {
  if (typeof e !== 'object' || e === null) return false;
  const kind = e.constructor as { unminifiable_name?: unknown } | null | undefined;
  return kind?.unminifiable_name === 'NodeError';
}

/** What a {@link NodeTimeoutError} is made of; times are milliseconds. */
interface Timeout {
  node: string;
  elapsed: number;
  kind: 'run' | 'idle';
  runTimeout?: number;
  idleTimeout?: number;
}

/** An attempt of a node took longer than its policy allows. It may be retried. */
export class NodeTimeoutError extends BaseLangGraphError {
  node: string;

  /** `run`: it took too long in all. `idle`: it showed no sign of life for too long. */
  kind: 'run' | 'idle';

  /** What was allowed, in milliseconds. */
  timeout: number;

  /** What it took until it was given up, in milliseconds. */
  elapsed: number;

  runTimeout?: number;

  idleTimeout?: number;

  /** @throws Error if the limit that `kind` speaks of is not given */
  constructor(fields: Timeout, errorFields?: BaseLangGraphErrorFields) {
    const { node, elapsed, kind, runTimeout, idleTimeout } = fields;
    const timeout = kind === 'idle' ? idleTimeout : runTimeout;
    if (timeout === undefined)
      throw new Error(
        `${kind === 'idle' ? 'idle' : 'run'}Timeout is required when kind='${kind === 'idle' ? 'idle' : 'run'}'`,
      );
    const excess =
      kind === 'idle' ? `idle timeout of ${timeout}ms without making progress` : `run timeout of ${timeout}ms`;
    super(`Node "${node}" exceeded its ${excess} (elapsed: ${elapsed}ms).`, errorFields);
    this.name = 'NodeTimeoutError';
    this.node = node;
    this.kind = kind;
    this.timeout = timeout;
    this.elapsed = elapsed;
    this.runTimeout = runTimeout;
    this.idleTimeout = idleTimeout;
  }

  static get unminifiable_name(): string {
    return 'NodeTimeoutError';
  }
}

export function isNodeTimeoutError(e?: unknown): e is NodeTimeoutError {
  return isNamed(e, 'NodeTimeoutError');
}
