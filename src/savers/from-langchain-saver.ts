/** LangChain's savers for the engine. */
import { InvalidConfigError } from '../base/index.ts';
import type { Saver } from '../engine/index.ts';
import type { LangChainSaver } from './langchain-contract.ts';
import { LangChainRunSaver } from './langchain-run-saver.ts';

/** Runs know by it that they have the same store. */
const adapters = new WeakMap<LangChainSaver, Saver>();

/**
 * Keeps threads in a saver made for LangGraph, in the very form that LangGraph 1.4 gives them: checkpoints of version 4, the same order
 * of calls, the same ids of tasks. A thread goes on in either of the two, if the graph has the same nodes, channels and edges there.
 *
 * What the contract of such a saver does not have, nobody gets with it:
 *
 * - Between processes nobody is kept from writing a thread that another one writes; within this process `onConflict` does.
 * - Every checkpoint is stored whole. `delta` channels too; LangGraph's own `DeltaChannel` cannot be read.
 * - Values come back as its serialiser leaves them. Some savers refuse certain ids, `MemorySaver` for one `__proto__`.
 * - What a task wrote is stored once; a second result of one task may be dropped.
 * - `topic` keys are stored in the engine's form, which LangGraph cannot read.
 * - A process that ends between the two checkpoints of an input has lost that input: give it again.
 * - Questions that the engine asked have ids of the engine, which LangGraph does not take as keys of a resume map.
 * - What an error handler asked in LangGraph is unknown here: run on with a null input, and it asks again.
 * - An answer that equals the one before it is asked for again if the process ends before its task does.
 *
 * @param saver e.g. `MemorySaver` of `@langchain/langgraph`, or one for a database; to be set up by its owner
 * @example
 * import { MemorySaver } from '@langchain/langgraph-checkpoint';
 * import { fromLangChainSaver } from 'moss-agent-runtime/savers';
 *
 * const plan = stateGraph({ count: lastValue(0) })
 *   .addNode('increment', (state) => ({ count: state.count + 1 }))
 *   .addEdge(START, 'increment')
 *   .compile();
 * const engine = new StateGraphEngine(plan, { saver: fromLangChainSaver(new MemorySaver()) });
 * await engine.invoke({ count: 41 }, { threadId: 't1' });
 */
export function fromLangChainSaver(saver: LangChainSaver): Saver {
  let adapter = adapters.get(saver);
  if (adapter === undefined) adapters.set(saver, (adapter = adapterOf(saver)));
  return adapter;
}

function adapterOf(saver: LangChainSaver): Saver {
  return {
    forRun: (graph) => new LangChainRunSaver(saver, graph),
    deleteThread: (thread) => saver.deleteThread(thread),
    commit: refuse,
    putRecord: refuse,
    load: refuse,
    history: refuse,
  };
}

/** The form of a thread depends on its graph, which only a run knows. */
function refuse(): never {
  throw new InvalidConfigError(
    'CONFIG_INVALID',
    'A saver of LangChain was used without a graph: give it to a StateGraphEngine as it is, or call its forRun() first.',
  );
}
