/**
 * The error classes of graphs and threads, and the codes of all; those of models are in `model-errors.ts`.
 *
 * A message is one sentence that names the offender, shows its value where that is harmless, and says what to do.
 * Secrets (keys, headers, message contents) never appear in one.
 */

/** Recognises our errors across copies of the package (ESM beside CJS, two versions in one tree). */
const BRAND: unique symbol = Symbol.for('moss-agent-runtime.error') as never;

/** Stable machine-readable reasons. A code never changes its meaning; new ones may be added. */
export type ErrorCode =
  // configuration of a run
  | 'RUN_ID_MISSING'
  | 'GRAPH_CONFIG_MISSING'
  | 'AGENTS_MISSING'
  | 'CONFIG_INVALID'
  | 'PROVIDER_UNKNOWN'
  | 'MODEL_MISSING'
  | 'API_KEY_MISSING'
  | 'RUN_DISPOSED'
  | 'RUN_BUSY'
  | 'FEATURE_UNAVAILABLE'
  | 'DEPENDENCY_MISSING'
  // graphs
  | 'GRAPH_INVALID'
  | 'GRAPH_RECURSION_LIMIT'
  | 'INVALID_CONCURRENT_GRAPH_UPDATE'
  | 'INVALID_GRAPH_NODE_RETURN_VALUE'
  | 'INVALID_ROUTE'
  | 'UNKNOWN_CHANNEL'
  | 'CHANNEL_WRITE_INVALID'
  | 'NODE_TIMEOUT'
  | 'GRAPH_DRAINED'
  | 'STATE_READ_ONLY'
  | 'STREAM_MISUSE'
  // threads
  | 'SAVER_MISSING'
  | 'SAVER_FAILED'
  | 'THREAD_CONFLICT'
  | 'CHECKPOINT_MISSING'
  | 'CHECKPOINT_MISMATCH'
  | 'CHECKPOINT_DAMAGED'
  | 'VALUE_UNSTORABLE'
  | 'VALUE_DAMAGED'
  | 'INTERRUPT_MISUSE'
  | 'NOT_PAUSED'
  | 'ANSWER_AMBIGUOUS'
  // model calls
  | 'LLM_REQUEST_INVALID'
  | 'LLM_UNREACHABLE'
  | 'LLM_TIMEOUT'
  | 'LLM_STATUS'
  | 'LLM_RATE_LIMITED'
  | 'LLM_CONTEXT_OVERFLOW'
  | 'LLM_CONTENT_FILTERED'
  | 'LLM_REFUSED'
  | 'LLM_OUTPUT_INVALID'
  | 'LLM_MEDIA_REFUSED'
  | 'LLM_MEDIA_FAILED'
  | 'LLM_STREAM_INCOMPLETE'
  | 'LLM_STREAM_MALFORMED'
  | 'LLM_OUTPUT_TRUNCATED'
  | 'LLM_TOOL_ARGUMENTS_LIMIT'
  | 'LLM_FAILED'
  // tools
  | 'TOOL_HANDLER_MISSING'
  | 'TOOL_RESULT_INVALID'
  // scripted client
  | 'SCRIPT_UNEXPECTED_CALL'
  | 'SCRIPT_UNUSED_STEPS'
  // command line
  | 'USAGE';

/** Options of every error here; `cause` keeps what was caught, unchanged. */
export interface MossErrorOptions {
  readonly cause?: unknown;
}

/** Puts the name on the prototype, where minifiers cannot change it and printed errors do not repeat it. */
export function named(errorClass: { prototype: Error }, name: string): void {
  Object.defineProperty(errorClass.prototype, 'name', { value: name, configurable: true, writable: true });
}

/**
 * Root of all errors thrown by this package.
 *
 * @example
 * try { await run.processStream(inputs, config); }
 * catch (error) { if (MossError.is(error, 'LLM_UNREACHABLE')) retryLater(); else throw error; }
 */
export class MossError extends Error {
  static {
    named(this, 'MossError');
  }

  /** Stable reason, see {@link ErrorCode}. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: MossErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /**
   * Tells whether `value` is an error of this package, whichever copy of the package made it.
   *
   * @param value anything, usually what a `catch` received
   * @param code  if given, the error must carry this code too
   */
  static is(value: unknown, code?: ErrorCode): value is MossError {
    if (typeof value !== 'object' || value === null || !(BRAND in value)) return false;
    return code === undefined || (value as { code?: unknown }).code === code;
  }
}

/** The caller's configuration cannot work: something is missing, unknown or of the wrong kind. */
export class InvalidConfigError extends MossError {
  static {
    named(this, 'InvalidConfigError');
  }
}

/** A graph that cannot be compiled: an edge to nowhere, a name used twice, a node nobody reaches. */
export class GraphValidationError extends MossError {
  static {
    named(this, 'GraphValidationError');
  }
  constructor(message: string, options?: MossErrorOptions) {
    super('GRAPH_INVALID', message, options);
  }
}

/** A node's update or a router's answer that the graph cannot take. */
export class InvalidUpdateError extends MossError {
  static {
    named(this, 'InvalidUpdateError');
  }
}

/**
 * The run used up its super-steps before it came to an end.
 * Name, `lc_error_code` and the beginning of the message are those that LangGraph's users test for.
 */
export class GraphRecursionError extends MossError {
  static {
    named(this, 'GraphRecursionError');
  }
  readonly lc_error_code = 'GRAPH_RECURSION_LIMIT';
  /** How many super-steps were allowed. */
  readonly limit: number;
  /**
   * @param limit  how many super-steps were allowed
   * @param option what the caller calls the limit
   */
  constructor(limit: number, option = 'recursionLimit') {
    super(
      'GRAPH_RECURSION_LIMIT',
      `Recursion limit of ${limit} reached without hitting a stop condition. You can increase the limit by setting the "${option}" config key.`,
    );
    this.limit = limit;
  }
}

/** A node took longer than its policy allows; the attempt was given up and what it comes to is dropped. */
export class NodeTimeoutError extends MossError {
  static {
    named(this, 'NodeTimeoutError');
  }
  readonly node: string;
  /** `run`: it took too long in all. `idle`: it gave no sign of life for too long. */
  readonly kind: 'run' | 'idle';
  /** What was allowed, in milliseconds. */
  readonly timeout: number;
  /** What it took until it was given up, in milliseconds. */
  readonly elapsed: number;

  constructor(node: string, kind: 'run' | 'idle', timeout: number, elapsed: number) {
    const remedy =
      kind === 'run' ? 'raise timeout.run' : 'call runtime.heartbeat() while it works, or raise timeout.idle';
    super(
      'NODE_TIMEOUT',
      `The node "${node}" ${kind === 'run' ? 'ran' : 'gave no sign of life'} for ${Math.round(elapsed)} ms, and ${timeout} ms are allowed: ${remedy}.`,
    );
    this.node = node;
    this.kind = kind;
    this.timeout = timeout;
    this.elapsed = elapsed;
  }
}

/** The run was asked to stop, did so between two super-steps and left tasks to run. */
export class GraphDrainedError extends MossError {
  static {
    named(this, 'GraphDrainedError');
  }
  /** Why it was asked, any value. */
  readonly reason: unknown;

  constructor(reason: unknown) {
    super('GRAPH_DRAINED', 'The run stopped as it was asked to: run on with a null input.');
    this.reason = reason;
  }
}

/** The store of threads failed, or broke its contract; `cause` is what it threw. The run has stopped. */
export class SaverError extends MossError {
  static {
    named(this, 'SaverError');
  }
  constructor(message: string, options?: MossErrorOptions) {
    super('SAVER_FAILED', message, options);
  }
}

/** Somebody else runs on the same thread, or has moved it on since this run began. */
export class ThreadConflictError extends MossError {
  static {
    named(this, 'ThreadConflictError');
  }
  /**
   * @param thread its id
   * @param reason what stands in the way, as a clause
   */
  constructor(thread: string, reason: string) {
    super('THREAD_CONFLICT', `The thread "${thread}" cannot be written: ${reason}. Load it, and run again.`);
  }
}

/** A checkpoint that does not exist, or that does not fit the graph. */
export class CheckpointError extends MossError {
  static {
    named(this, 'CheckpointError');
  }
}

/** An interrupt where none can be, or an answer that nobody waits for. */
export class InterruptError extends MossError {
  static {
    named(this, 'InterruptError');
  }
}

/**
 * The rejection of an aborted run: a `DOMException` named `AbortError`, as the platform itself makes it.
 * A reason that already is one is passed on as it is; any other reason is kept as `cause`.
 *
 * @param reason `signal.reason`
 */
export function abortError(reason?: unknown): DOMException {
  if (reason instanceof DOMException && reason.name === 'AbortError') return reason;
  const error = new DOMException('This operation was aborted', 'AbortError');
  // the standard has no cause for these; Node's constructor takes one, browsers' do not
  if (reason !== undefined)
    Object.defineProperty(error, 'cause', { value: reason, configurable: true, writable: true });
  return error;
}

/** Tells whether `error` is the rejection of an abort, ours or anybody's. */
export function isAbortError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && (error as { name?: unknown }).name === 'AbortError';
}
