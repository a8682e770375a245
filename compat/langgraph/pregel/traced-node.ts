/** Tells callback handlers of a node's run. Only for runs that have handlers. */
import { CallbackManager, type CallbackManagerForChainRun } from '@langchain/core/callbacks/manager';
import { onAbort } from '../../../src/base/index.ts';
import { nextTurn, turnIsAwaited } from '../../../src/engine/internal.ts';
import type { AnyPregel } from './pregel.ts';
import type { RunStream } from './run-stream.ts';
import type { TaskFrame } from './task-frame.ts';
import { turns } from './turns.ts';

/** As what handlers see a node: as a sequence of what it does and what becomes of that. */
const SERIALIZED = {
  lc: 1,
  type: 'constructor' as const,
  id: ['langchain_core', 'runnables', 'RunnableSequence'],
  kwargs: { omit_sequence_tags: true },
};

/**
 * Turns before a node's start and before its end are told. Readers of events get chunks in between, in an order that programs
 * have come to rely on: a chunk that a node writes comes before its end, that of a task's result after the next one's start.
 */
const BEFORE_START = 12;
const PER_STEP = 11;
const BEFORE_END_OF_RUN = 13;

/** Runs a task as a chain of the graph's run; whatever the node calls becomes a child of that. */
export async function performTraced(
  frame: TaskFrame,
  runNode: (frame: TaskFrame) => void | Promise<void>,
): Promise<void> {
  const { run, config } = frame;
  const parent = run.manager?.getChild(`graph:step:${run.step}`);
  // Who watches a timed attempt is told of it alone.
  if (frame.watcher !== undefined) parent?.addHandler(frame.watcher, true);
  if (frame.program.single) {
    frame.config = { ...config, callbacks: parent };
    return runNode(frame);
  }
  const manager = CallbackManager._configureSync(parent, undefined, config.tags, undefined, config.metadata);
  await turns(BEFORE_START);
  const started = await manager?.handleChainStart(
    SERIALIZED, asRecord(frame.input, 'input'), undefined, undefined, undefined, undefined, frame.name,
  ); // prettier-ignore
  const { runName: _name, ...rest } = config;
  frame.config = { ...rest, callbacks: started?.getChild() };
  // A run that gives way does so within a node, not between the end of one and the start of the next.
  if (turnIsAwaited()) await new Promise<void>(nextTurn);
  // Its end is told once. After an abort nobody waits for the node, whatever it still comes to.
  let told = false;
  const tell = async (end: () => Promise<void> | undefined): Promise<void> => {
    if (told) return;
    told = true;
    await end();
  };
  const unlisten = onAbort(run.signal, (reason) => void tell(() => started?.handleChainError(reason)));
  try {
    await runNode(frame);
    await turns(PER_STEP * stepsOf(frame) - 4);
  } catch (error) {
    await tell(() => started?.handleChainError(error));
    throw error;
  } finally {
    unlisten();
  }
  await tell(() => started?.handleChainEnd(asRecord(frame.output, 'output')));
}

interface TracedCall {
  readonly graph: AnyPregel;
  readonly input: unknown;
  readonly runId: string | undefined;
  readonly name: string;
}

/** What it does, unless it only writes, and what becomes of that. */
function stepsOf({ program: { hidden, writers } }: TaskFrame): number {
  return writers.length + (hidden ? 0 : 1);
}

/** The run of the whole graph; absent where nobody listens. */
export async function startTrace(
  callbacks: CallbackManager | undefined,
  { graph, input, runId, name }: TracedCall,
): Promise<CallbackManagerForChainRun | undefined> {
  return callbacks?.handleChainStart(
    graph.toJSON(), asRecord(input, 'input'), runId, undefined, undefined, undefined, name,
  ); // prettier-ignore
}

/** Callback handlers get records. */
function asRecord(value: unknown, key: string): Record<string, unknown> {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
  return isRecord ? (value as Record<string, unknown>) : { [key]: value };
}

/** Tells the end of the whole graph's run. Readers of events know nothing of a run's chunks once they have heard of its end. */
export async function endTrace(
  manager: CallbackManagerForChainRun | undefined,
  output: unknown,
  stream: RunStream | undefined,
): Promise<void> {
  if (manager === undefined) return;
  await stream?.begun;
  await turns(BEFORE_END_OF_RUN);
  await manager.handleChainEnd(output as Record<string, unknown>);
}
