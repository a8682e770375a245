/** LangChain's savers for the engine. */
import { InvalidConfigError } from '../base/index.ts';
import type { Saver, SaverCapabilities } from '../engine/index.ts';

import type { LangChainSaver } from './langchain-contract.ts';
import { LangChainRunSaver } from './langchain-run-saver.ts';
import { withRetries, type SaverRetries } from './with-retries.ts';

export interface LangChainSaverOptions {
  /** How many times a call that failed is made again, 0 for never; or that together with the first pause, in milliseconds. Default: 3, 50 ms. */
  readonly retries?: number | Partial<SaverRetries> | undefined;
}

/** An engine's saver that says what it cannot give. */
export interface LangChainAdapter extends Saver {
  readonly capabilities: SaverCapabilities;
}

const DEFAULT_RETRIES: SaverRetries = { attempts: 3, firstPause: 50 };

/** The contract has no word for any of these. */
const CAPABILITIES: SaverCapabilities = { fencing: false, deltas: false, atomicRecords: false };

/** By their savers, then by their retries. Runs know by the adapter that they have the same store. */
const adapters = new WeakMap<LangChainSaver, Map<string, LangChainAdapter>>();

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
 * A call that fails is made again, as each may be: whoever lost the answer of a store that had kept it finds it kept once. When all
 * attempts have failed the run stops with a SaverError, and goes on later. A `TypeError` and its like are taken as mistakes of a program,
 * not as failures of a store, and end the run at once.
 *
 * @param saver   e.g. `MemorySaver` of `@langchain/langgraph`, or one for a database; to be set up by its owner
 * @param options the same wherever the saver is used: adapters with other retries do not know of each other's runs
 * @returns with `capabilities`, which are all `false`
 * @throws InvalidConfigError for retries that are no numbers
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
export function fromLangChainSaver(saver: LangChainSaver, options: LangChainSaverOptions = {}): LangChainAdapter {
  const retries = checkedRetries(options.retries);
  const key = `${retries.attempts} ${retries.firstPause}`;
  let known = adapters.get(saver);
  if (known === undefined) adapters.set(saver, (known = new Map()));
  let adapter = known.get(key);
  if (adapter === undefined) {
    known.set(key, (adapter = adapterOf(retries.attempts === 0 ? saver : withRetries(saver, retries))));
  }
  return adapter;
}

function checkedRetries(retries: LangChainSaverOptions['retries']): SaverRetries {
  const given = typeof retries === 'object' ? retries : { attempts: retries };
  const { attempts = DEFAULT_RETRIES.attempts, firstPause = DEFAULT_RETRIES.firstPause } = given;
  if (!Number.isInteger(attempts) || attempts < 0) throw unusable('attempts', attempts, 'a whole number from 0');
  if (!Number.isFinite(firstPause) || firstPause < 0) throw unusable('firstPause', firstPause, 'milliseconds from 0');
  return { attempts, firstPause };
}

function unusable(name: keyof SaverRetries, value: unknown, wanted: string): InvalidConfigError {
  const text = `\`retries\` of fromLangChainSaver() has the ${name} ${String(value)}: give ${wanted}.`;
  return new InvalidConfigError('CONFIG_INVALID', text);
}

function adapterOf(saver: LangChainSaver): LangChainAdapter {
  return {
    capabilities: CAPABILITIES,
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
