/** The tools node: runs the calls of the last AI message, here or at the host, and answers each with a tool message. */
import type { NodeRuntime } from '../engine/index.ts';
import { type BaseMessage, humanMessage, withParsableCalls } from '../langchain/index.ts';
import type { ExecutionState, ExecutionUpdate } from './execution-node.ts';
import { runHostTools } from './host-tools.ts';
import { runLocalTools } from './local-tools.ts';
import { nodeMetadata } from './node-metadata.ts';
import type { RunScope } from './run-scope.ts';
import type { InjectedMessage } from './run-step.ts';
import { errorMessage, errorText, ToolBatch, type ToolCall, toolCallsOf, type ToolTask } from './tool-batch.ts';

/** Provenance of an injected message of which the host says nothing. */
const UNKNOWN_ORIGIN = { version: 1, parts: [{ attribution: 'synthetic' }] };

/** What the model is told of arguments that are no JSON object. */
const MALFORMED = 'Malformed args. The tool call input could not be parsed as a JSON object; the tool was not run.';

/**
 * Runs all calls of the last message: those with a tool in this process first, then the rest as one batch of the host.
 * Their messages come in that order, then the answers to malformed calls, then whatever the host wants injected.
 *
 * A call that fails gives the model an error message; only a host that rejects the batch, a handler that throws, and an
 * abort end the run.
 */
export async function runTools(state: ExecutionState, runtime: NodeRuntime<RunScope>): Promise<ExecutionUpdate> {
  const scope = runtime.context;
  const batch = new ToolBatch(scope, nodeMetadata(scope, runtime), runtime.signal);
  const message = state.messages.at(-1);
  const { valid, malformed } = toolCallsOf(message);
  const tasks = valid.map((call) => taskOf(call, scope));
  const here = await runLocalTools(
    batch,
    tasks.filter(({ call }) => runsHere(call, scope)),
  );
  const there = await runHostTools(
    batch,
    tasks.filter(({ call }) => !runsHere(call, scope)),
  );
  for (const call of malformed) {
    await batch.complete({ call, turn: 0 }, { output: errorText(MALFORMED) });
  }
  return {
    messages: [
      ...(message !== undefined && malformed.length > 0 ? [withParsableCalls(message)] : []),
      ...here,
      ...there.messages,
      ...malformed.map((call) => errorMessage(call, MALFORMED)),
      ...there.injected.map(injected),
    ],
  };
}

function taskOf(call: ToolCall, { toolTurns }: RunScope): ToolTask {
  const turn = toolTurns.get(call.name) ?? 0;
  toolTurns.set(call.name, turn + 1);
  return { call, turn };
}

/** Without tools of the host, an unknown name is tried here too, where it fails with a message that names it. */
function runsHere(call: ToolCall, { agent }: RunScope): boolean {
  return agent.tools.has(call.name) || !agent.hasHostTools;
}

function injected({ content, ...fields }: InjectedMessage): BaseMessage {
  const { role, isMeta, source, skillName, provenance } = fields;
  return humanMessage(content, {
    role,
    injected: true,
    ...(isMeta !== undefined && { isMeta }),
    ...(source !== undefined && { source }),
    ...(skillName !== undefined && { skillName }),
    provenance: provenance ?? UNKNOWN_ORIGIN,
  });
}
