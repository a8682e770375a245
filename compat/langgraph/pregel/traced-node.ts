/** Tells callback handlers of a node's run. Only for runs that have handlers. */
import { CallbackManager, type CallbackManagerForChainRun } from '@langchain/core/callbacks/manager';
import type { TaskFrame } from './task-frame.ts';

const SERIALIZED = { lc: 1, type: 'not_implemented' as const, id: ['langgraph', 'RunnableSequence'] };

/** Runs a task as a chain of the graph's run; whatever the node calls becomes a child of that. */
export async function performTraced(
  frame: TaskFrame,
  runNode: (frame: TaskFrame) => void | Promise<void>,
): Promise<void> {
  const { run, config } = frame;
  const parent = run.manager?.getChild(`graph:step:${run.step}`);
  const manager = CallbackManager._configureSync(parent, undefined, config.tags, undefined, config.metadata);
  const started = await manager?.handleChainStart(
    SERIALIZED, asRecord(frame.input, 'input'), undefined, undefined, undefined, undefined, frame.name,
  ); // prettier-ignore
  const { runName: _name, ...rest } = config;
  frame.config = { ...rest, callbacks: started?.getChild() };
  try {
    await runNode(frame);
  } catch (error) {
    await started?.handleChainError(error);
    throw error;
  }
  await started?.handleChainEnd(asRecord(frame.output, 'output'));
}

/** The run of the whole graph; absent where nobody listens. */
export async function startTrace(
  callbacks: CallbackManager | undefined,
  { input, runId, name }: { readonly input: unknown; readonly runId: string | undefined; readonly name: string },
): Promise<CallbackManagerForChainRun | undefined> {
  const serialized = { lc: 1, type: 'not_implemented' as const, id: ['langgraph', 'pregel', 'LangGraph'] };
  return callbacks?.handleChainStart(
    serialized, asRecord(input, 'input'), runId, undefined, undefined, undefined, name,
  ); // prettier-ignore
}

/** Callback handlers get records. */
export function asRecord(value: unknown, key: string): Record<string, unknown> {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
  return isRecord ? (value as Record<string, unknown>) : { [key]: value };
}
