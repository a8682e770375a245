/** Tells when a run, and each graph within it, starts and how it ends. */
import { isWithin, namespaceKey } from '../namespace.ts';
import type { AgentStatus, LifecycleCause, LifecycleData } from '../protocol-data.ts';
import type { Namespace, NativeStreamTransformer, ProtocolEvent, StreamEmitter } from '../protocol-event.ts';
import { StreamChannel } from '../stream-channel.ts';
import { matching } from '../stream-mux.ts';
import { normalizeNamespaceSegment } from '../subscription.ts';
import { isRecord, LifecycleCauses, LifecycleRecords } from './lifecycle-record.ts';

export interface LifecycleEntry extends LifecycleData {
  readonly namespace: Namespace;
  readonly timestamp: number;
}

export interface LifecycleProjection {
  _lifecycleLog: StreamChannel<LifecycleEntry>;
  lifecycle: AsyncIterable<LifecycleEntry>;
}

export interface LifecycleTransformerOptions {
  /** Name of the root graph; `root` if not given. */
  rootGraphName?: string;
  /** What is told of the root at first; `running` if not given. */
  initialStatus?: AgentStatus;
  /** Whether events tell of the root; `true` if not given. The log always does. */
  emitRootOnRegister?: boolean;
  /** Name of a graph that carries none; the node of its namespace if not given. */
  getGraphName?: (ns: Namespace) => string;
  /** How a run that did not fail has ended, where it is known better. */
  getTerminalStatusOverride?: () => Promise<AgentStatus | undefined>;
  /** The text of the error a run has failed with. */
  serializeError?: (err: unknown) => string;
}

/** The entries of a namespace and of those below it. */
export function filterLifecycleEntries(
  log: StreamChannel<LifecycleEntry>,
  path: Namespace,
  startAt = 0,
): AsyncIterable<LifecycleEntry> {
  return {
    [Symbol.asyncIterator]: () => matching(log.iterate(startAt), ({ namespace }) => isWithin(namespace, path)),
  };
}

export function createLifecycleTransformer(
  options: LifecycleTransformerOptions = {},
): NativeStreamTransformer<LifecycleProjection> {
  const lifecycle = new Lifecycle(options);
  return {
    __native: true,
    init: () => ({ _lifecycleLog: lifecycle.log, lifecycle: filterLifecycleEntries(lifecycle.log, [], 0) }),
    onRegister: (emitter) => lifecycle.begin(emitter),
    process: (event) => lifecycle.take(event),
    finalize: () => lifecycle.finish(),
    fail: (err) => lifecycle.fail(err),
  };
}

const nodeOf = (namespace: Namespace): string => normalizeNamespaceSegment(namespace.at(-1) ?? '');

function textOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === 'string') return error;
  try {
    return JSON.stringify(error);
  } catch {
    return String(error);
  }
}

/** A task's result, of a node that users know. */
function finishedTask({ method, params: { data } }: ProtocolEvent): { name: string; id: string } | undefined {
  if (method !== 'tasks' || !isRecord(data) || !('result' in data)) return undefined;
  const { name, id } = data;
  if (typeof name !== 'string' || typeof id !== 'string' || name.startsWith('__')) return undefined;
  return { name, id };
}

/** A graph whose node was heard to be done; it is told with the next event, after what its parent has to say. */
interface Completion {
  readonly namespace: Namespace;
  /** Set where an update of the node told, which a task's result may yet prove wrong. */
  readonly node?: { readonly parent: string; readonly name: string };
}

class Lifecycle {
  readonly log: StreamChannel<LifecycleEntry> = StreamChannel.local<LifecycleEntry>();
  readonly #options: LifecycleTransformerOptions;
  readonly #records = new LifecycleRecords();
  readonly #causes = new LifecycleCauses();
  readonly #questions = new Set<string>();
  readonly #completions = new Map<string, Completion>();
  #emitter: StreamEmitter | undefined;
  #telling = 0;
  #isOver = false;

  constructor(options: LifecycleTransformerOptions) {
    this.#options = options;
  }

  begin(emitter: StreamEmitter): void {
    const { emitRootOnRegister = true, initialStatus = 'running' } = this.#options;
    this.#emitter = emitter;
    if (!this.#records.has([])) this.#records.add([], this.#nameOf([]));
    if (emitRootOnRegister) this.#tell([], initialStatus);
  }

  take(event: ProtocolEvent): boolean {
    if (this.#telling > 0) return true;
    const { method, params } = event;
    const { namespace, data } = params;
    const task = finishedTask(event);
    if (task !== undefined) this.#dropCompletionsOf(namespace, task.name);
    else if (method === 'tasks') this.#causes.takeTask(namespace, data);
    this.#tellCompletions();
    if (method === 'lifecycle') this.#causes.takeTold(namespace, data);
    this.#start(namespace);
    // The event itself is told by this transformer, once.
    if (method === 'lifecycle') return false;
    if (method === 'input' && isRecord(data) && data['event'] === 'requested' && typeof data['id'] === 'string') {
      this.#questions.add(data['id']);
    }
    if (task !== undefined) this.#complete({ namespace: [...namespace, `${task.name}:${task.id}`] });
    if (method === 'updates') this.#completeIn(namespace, params.node);
    return true;
  }

  finish(): void | Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#tellCompletions();
    const byQuestions = this.#questions.size > 0 ? 'interrupted' : 'completed';
    const { getTerminalStatusOverride } = this.#options;
    if (getTerminalStatusOverride === undefined || getTerminalStatusOverride === null) {
      this.#end(byQuestions);
      return;
    }
    return this.#endAs(getTerminalStatusOverride, byQuestions);
  }

  async #endAs(status: () => Promise<AgentStatus | undefined>, otherwise: AgentStatus): Promise<void> {
    let known: AgentStatus | undefined;
    try {
      known = await status();
    } catch {
      // Who cannot say how the run ended leaves it to what was seen of it.
    }
    try {
      this.#end(known ?? otherwise);
    } catch (error) {
      this.log.fail(error);
    }
  }

  fail(err: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const error = (this.#options.serializeError ?? textOf)(err);
    this.#tellRunning('failed');
    this.#tell([], 'failed', { error });
    this.log.fail(err);
  }

  #end(status: AgentStatus): void {
    this.#tellRunning(status);
    this.#tell([], status);
    this.log.close();
  }

  #tellRunning(status: AgentStatus): void {
    for (const record of this.#records.values()) {
      if (record.namespace.length > 0 && record.status === 'started') this.#tell(record.namespace, status);
    }
  }

  /** Tells of a namespace, and of those above it, that were not heard of before. */
  #start(namespace: Namespace): void {
    for (let length = 1; length <= namespace.length; length += 1) {
      const prefix = length === namespace.length ? namespace : namespace.slice(0, length);
      if (this.#records.has(prefix)) continue;
      this.#records.add(prefix, this.#nameOf(prefix));
      const cause = this.#causes.causeOf(prefix);
      this.#tell(prefix, 'started', cause === undefined ? {} : { cause });
    }
  }

  #complete(completion: Completion): void {
    const key = namespaceKey(completion.namespace);
    if (this.#records.get(completion.namespace)?.status !== 'started' || this.#completions.has(key)) return;
    this.#completions.set(key, completion);
  }

  #completeIn(parent: Namespace, node: string | undefined): void {
    if (typeof node !== 'string' || node.startsWith('__')) return;
    const namespace = this.#records.startedIn(parent, node);
    if (namespace !== undefined) this.#complete({ namespace, node: { parent: namespaceKey(parent), name: node } });
  }

  #dropCompletionsOf(parent: Namespace, name: string): void {
    if (this.#completions.size === 0) return;
    const parentKey = namespaceKey(parent);
    for (const [key, { node }] of this.#completions) {
      if (node?.name === name && node.parent === parentKey) this.#completions.delete(key);
    }
  }

  #tellCompletions(): void {
    if (this.#completions.size === 0) return;
    const due = [...this.#completions.values()];
    this.#completions.clear();
    for (const { namespace } of due) {
      if (this.#records.get(namespace)?.status === 'started') this.#tell(namespace, 'completed');
    }
  }

  #nameOf(namespace: Namespace): string {
    const { rootGraphName = 'root', getGraphName = nodeOf } = this.#options;
    if (namespace.length === 0) return rootGraphName;
    return this.#causes.agentName(namespace) ?? getGraphName(namespace);
  }

  #tell(namespace: Namespace, status: AgentStatus, more: { cause?: LifecycleCause; error?: string } = {}): void {
    const record = this.#records.get(namespace) ?? this.#records.add(namespace, this.#nameOf(namespace));
    if (record.status === status && more.error === undefined) return;
    this.#records.setStatus(record, status);
    const data: LifecycleData = { event: status, graph_name: record.graphName, ...more };
    const timestamp = Date.now();
    this.log.push({ namespace, timestamp, ...data });
    const { emitRootOnRegister = true } = this.#options;
    if (this.#emitter === undefined || (namespace.length === 0 && !emitRootOnRegister)) return;
    this.#telling += 1;
    try {
      const params = { namespace, timestamp, data };
      this.#emitter.push(namespace, { type: 'event', seq: 0, method: 'lifecycle', params });
    } finally {
      this.#telling -= 1;
    }
  }
}
