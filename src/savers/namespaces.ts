/** Where graphs within a thread are kept: the engine's namespaces and LangGraph's. */
import { when } from '../base/index.ts';
import { MossError, type RunGraph, type Stored, type ThreadKey } from '../engine/index.ts';
import { ByThread } from './by-thread.ts';
import { StoredForm } from './stored-form.ts';
import { placeOfTask, type Place, type StoredPoint } from './stored-point.ts';

/**
 * The engine names a subgraph `checkpoint.place:node`, with `node` alone where it is kept on its own; LangGraph `node:task` and `node`.
 * Parts are joined by `|` in both.
 */
export class NamespaceMap {
  readonly #graph: RunGraph;
  readonly #pointAt: (key: ThreadKey, checkpoint: string) => Stored<StoredPoint | undefined>;
  readonly #known = new ByThread<Place>();

  /** @param pointAt finds a checkpoint, whose tasks have the ids that are asked for */
  constructor(graph: RunGraph, pointAt: (key: ThreadKey, checkpoint: string) => Stored<StoredPoint | undefined>) {
    this.#graph = graph;
    this.#pointAt = pointAt;
  }

  find(key: ThreadKey): Stored<Place> {
    return (
      this.#known.get(key) ??
      when(this.#make(key.thread, key.namespace), (place) => {
        this.#known.set(place.key, place);
        return place;
      })
    );
  }

  #make(thread: string, namespace: string): Stored<Place> {
    const key = { thread, namespace };
    const form = StoredForm.of(this.#graph.planOf(namespace));
    const isSubgraph = (node: string): boolean => this.#isSubgraph(namespace, node);
    if (namespace === '') return { key, namespace: '', parents: {}, form, isSubgraph };
    const end = namespace.lastIndexOf('|');
    const part = namespace.slice(end + 1);
    const colon = part.indexOf(':');
    const node = literalName(part.slice(colon + 1));
    const task = part.slice(0, Math.max(colon, 0));
    const checkpoint = task.slice(0, task.lastIndexOf('.'));
    return when(this.find({ thread, namespace: end < 0 ? '' : namespace.slice(0, end) }), (outer) => {
      const prefix = outer.namespace === '' ? '' : `${outer.namespace}|`;
      if (task === '') return { key, namespace: prefix + node, parents: {}, form, isSubgraph };
      const parents = { ...outer.parents, [outer.namespace]: checkpoint };
      return when(this.#pointAt(outer.key, checkpoint), (point) => {
        const id = point?.tasks[placeOfTask(task)]?.id ?? task;
        return { key, namespace: `${prefix}${node}:${id}`, parents, form, isSubgraph };
      });
    });
  }

  #isSubgraph(namespace: string, node: string): boolean {
    const name = encodeURIComponent(node);
    try {
      this.#graph.planOf(namespace === '' ? name : `${namespace}|${name}`);
      return true;
    } catch (error) {
      if (MossError.is(error, 'CONFIG_INVALID')) return false;
      throw error;
    }
  }
}

/** Only what would be taken for a separator stays encoded. */
function literalName(encoded: string): string {
  const name = decodeURIComponent(encoded);
  return /[|:%]/.test(name) ? encoded : name;
}
