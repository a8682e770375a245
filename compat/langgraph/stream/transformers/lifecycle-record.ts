/** What is known of the graphs within a run: their names, their status, and what started them. */
import { namespaceKey } from '../namespace.ts';
import type { AgentStatus, LifecycleCause } from '../protocol-data.ts';
import type { Namespace } from '../protocol-event.ts';

export interface LifecycleRecord {
  readonly namespace: Namespace;
  readonly graphName: string;
  /** Not set until it was told. */
  status: AgentStatus | undefined;
}

export type Fields = Record<string, unknown>;

export const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The records of a run; those of graphs that run are found by the node they run in. */
export class LifecycleRecords {
  readonly #all = new Map<string, LifecycleRecord>();
  readonly #startedByNode = new Map<string, Set<LifecycleRecord>>();

  get(namespace: Namespace): LifecycleRecord | undefined {
    return this.#all.get(namespaceKey(namespace));
  }

  has(namespace: Namespace): boolean {
    return this.#all.has(namespaceKey(namespace));
  }

  values(): Iterable<LifecycleRecord> {
    return this.#all.values();
  }

  add(namespace: Namespace, graphName: string): LifecycleRecord {
    const record = { namespace, graphName, status: undefined };
    this.#all.set(namespaceKey(namespace), record);
    return record;
  }

  setStatus(record: LifecycleRecord, status: AgentStatus): void {
    if (record.status === 'started')
      for (const key of nodeKeys(record.namespace)) this.#startedByNode.get(key)?.delete(record);
    record.status = status;
    if (status !== 'started') return;
    for (const key of nodeKeys(record.namespace)) {
      const started = this.#startedByNode.get(key);
      if (started === undefined) this.#startedByNode.set(key, new Set([record]));
      else started.add(record);
    }
  }

  /** The graph that has run longest in a node of a graph. */
  startedIn(parent: Namespace, node: string): Namespace | undefined {
    const started = this.#startedByNode.get(namespaceKey([...parent, node]));
    return started?.values().next().value?.namespace;
  }
}

/** The nodes a namespace may stand for: `plan:0b1c…` for `plan`; a node's name may hold a colon too. */
function nodeKeys(namespace: Namespace): string[] {
  const last = namespace.at(-1);
  if (last === undefined) return [];
  const parent = namespace.slice(0, -1);
  const keys = [namespaceKey(namespace)];
  for (let colon = last.indexOf(':'); colon >= 0; colon = last.indexOf(':', colon + 1)) {
    keys.push(namespaceKey([...parent, last.slice(0, colon)]));
  }
  return keys;
}

/** Which agents run, and which calls of tools have started them. */
export class LifecycleCauses {
  readonly #told = new Map<string, LifecycleCause>();
  readonly #agentNames = new Map<string, string | undefined>();
  readonly #toolCallOfTask = new Map<string, string>();

  /** An event of the life of a graph that another transformer has added: its cause goes before all others. */
  takeTold(namespace: Namespace, data: unknown): void {
    if (!isRecord(data) || data['event'] !== 'started' || !isRecord(data['cause'])) return;
    const { cause } = data;
    if (typeof cause['type'] === 'string') this.#told.set(namespaceKey(namespace), cause as LifecycleCause);
  }

  /** A task that begins: it may carry the name of the agent it belongs to, and the call it was made for. */
  takeTask(namespace: Namespace, data: unknown): void {
    const task = isRecord(data) ? data : {};
    const key = namespaceKey(namespace);
    if (!this.#agentNames.has(key)) {
      const name = isRecord(task['metadata']) ? task['metadata']['lc_agent_name'] : undefined;
      this.#agentNames.set(key, typeof name === 'string' && name !== '' ? name : undefined);
    }
    const callId = toolCallIdIn(task['input']);
    if (typeof task['id'] === 'string' && callId !== undefined) this.#toolCallOfTask.set(task['id'], callId);
  }

  agentName(namespace: Namespace): string | undefined {
    return this.#agentNames.get(namespaceKey(namespace));
  }

  causeOf(namespace: Namespace): LifecycleCause | undefined {
    const told = this.#told.get(namespaceKey(namespace));
    if (told !== undefined) return told;
    if (this.agentName(namespace) === undefined) return undefined;
    const segment = namespace.at(-1) ?? '';
    const colon = segment.indexOf(':');
    const callId = colon < 0 ? undefined : this.#toolCallOfTask.get(segment.slice(colon + 1));
    return callId === undefined || callId === '' ? undefined : { type: 'toolCall', tool_call_id: callId };
  }
}

/** A call comes with its state as `{ tool_call }`, or as one of a list of calls. */
function toolCallIdIn(input: unknown): string | undefined {
  const calls: unknown[] = Array.isArray(input) ? input : isRecord(input) ? [input['tool_call']] : [];
  for (const call of calls) if (isRecord(call) && typeof call['id'] === 'string') return call['id'];
  return undefined;
}
