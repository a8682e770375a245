/** The LLM node: one call of the agent's model, streamed into run steps. */
import { LLMError, OutputTruncationError, randomUuid } from '../base/index.ts';
import type { NodeRuntime } from '../engine/index.ts';
import { type AnswerForm, answerMessage, type BaseMessage, chunkOf, messageFromLangChain } from '../langchain/index.ts';
import type { DoneEvent, LLMClientAdapter, LLMEvent, LLMRequest } from '../llm/index.ts';
import type { EventMetadata } from './event-handler-registry.ts';
import type { ExecutionState, ExecutionUpdate } from './execution-node.ts';
import { GraphEvents } from './graph-events.ts';
import { modelMetadata, tracingName, turnMetadata } from './node-metadata.ts';
import type { AgentLog, RunScope } from './run-scope.ts';
import { type StepAction, StepMachine } from './step-machine.ts';

/** One model call under way. */
interface ModelTurn {
  readonly scope: RunScope;
  /** Metadata of step events. */
  readonly metadata: EventMetadata;
  /** Metadata of `on_chat_model_*`. */
  readonly modelMetadata: EventMetadata;
  readonly machine: StepMachine;
  readonly input: { readonly messages: readonly [readonly BaseMessage[]] };
  readonly watchesChunks: boolean;
}

/**
 * Calls the model with the conversation so far.
 *
 * Emits `on_chat_model_start`, the steps and deltas of the answer as they arrive, `on_chat_model_end`.
 * Handlers are awaited, so a slow one slows the model's stream down.
 *
 * @throws the error event's own error, unwrapped; whatever a handler throws
 */
export async function callModel(state: ExecutionState, runtime: NodeRuntime<RunScope>): Promise<ExecutionUpdate> {
  const scope = runtime.context;
  const client = await scope.model();
  const turn = startTurn(state, runtime, client);
  const request = await requestOf(turn, runtime.signal);
  log(turn, 'Invoking LLM');
  const startedAt = Date.now();
  if (scope.isWatched(GraphEvents.CHAT_MODEL_START)) {
    await scope.emit(GraphEvents.CHAT_MODEL_START, { input: turn.input }, turn.modelMetadata);
  }
  const { done, answer } = await streamAnswer(turn, client, request);
  await scope.emit(GraphEvents.CHAT_MODEL_END, { output: answer, input: turn.input }, turn.modelMetadata);
  refuseCutCalls(done, client);
  await scope.steps.closeMessage(turn.modelMetadata);
  log(turn, `LLM call complete (${((Date.now() - startedAt) / 1000).toFixed(1)}s)`);
  return { messages: [answer] };
}

function startTurn(state: ExecutionState, runtime: NodeRuntime<RunScope>, client: LLMClientAdapter): ModelTurn {
  const scope = runtime.context;
  const { system } = scope.agent;
  const metadata = turnMetadata(scope, runtime, client);
  return {
    scope,
    metadata,
    modelMetadata: modelMetadata(metadata, scope, client),
    machine: new StepMachine(`${scope.runId}_${runtime.node}_${runtime.step}`),
    input: { messages: [system === undefined ? state.messages : [system, ...state.messages]] },
    watchesChunks: scope.isWatched(GraphEvents.CHAT_MODEL_STREAM),
  };
}

async function requestOf({ scope, input }: ModelTurn, signal: AbortSignal): Promise<LLMRequest> {
  return { messages: input.messages[0].map(messageFromLangChain), tools: await scope.agent.definitions(), signal };
}

/** Plays the answer into run steps; resolves when it is whole. */
async function streamAnswer(
  turn: ModelTurn,
  client: LLMClientAdapter,
  request: LLMRequest,
): Promise<{ done: DoneEvent; answer: BaseMessage }> {
  let form: AnswerForm = {
    id: `run-${randomUuid()}`,
    shape: 'string',
    reasoningKey: turn.scope.agent.reasoningKey,
    modelProvider: tracingName(client.provider),
  };
  for await (const event of client.stream(request)) {
    if (event.type === 'start') form = { ...form, id: freshId(event.id, turn) ?? form.id, shape: event.shape };
    else if (event.type === 'done') return { done: event, answer: answerMessage(event, form) };
    // The host's protocol has no word for an answer that begins anew.
    else if (event.type === 'error' || event.type === 'reset') throw event.error;
    for (const action of turn.machine.read(event)) {
      const performed = perform(turn, action);
      if (performed !== undefined) await performed;
    }
    if (turn.watchesChunks) await emitChunk(turn, event, form);
  }
  throw new LLMError('LLM_STREAM_INCOMPLETE', `the client of "${client.provider}" ended without done or error`, {
    provider: client.provider,
  });
}

/** Some servers give every answer the same id; taken as it is, the answer would replace an earlier one. */
function freshId(id: string | undefined, { input }: ModelTurn): string | undefined {
  return input.messages[0].some((message) => message.id === id) ? undefined : id;
}

/** A call that the token limit cut in two must not run, nor is there anything the model could repair. */
function refuseCutCalls({ finishReason, message }: DoneEvent, client: LLMClientAdapter): void {
  if (finishReason !== 'length') return;
  const cut = message.content.find((part) => part.type === 'tool-call' && part.invalid !== undefined);
  if (cut?.type === 'tool-call') throw new OutputTruncationError(cut.name, client.provider);
}

/** Carries out what the step machine asks for. */
function perform({ scope, metadata }: ModelTurn, action: StepAction): void | Promise<unknown> {
  const { steps } = scope;
  switch (action.do) {
    case 'propose-message-id':
      return steps.proposeMessageId(action.key, action.id);
    case 'open':
      return steps.open({ key: action.key, metadata }, action.step);
    case 'text':
    case 'reasoning': {
      const event = action.do === 'text' ? GraphEvents.ON_MESSAGE_DELTA : GraphEvents.ON_REASONING_DELTA;
      return scope.emit(event, { id: steps.latest(action.key)?.id, delta: { content: [action.part] } }, metadata);
    }
    case 'tool-call': {
      const delta = { type: 'tool_calls', tool_calls: [action.chunk] };
      return scope.emit(GraphEvents.ON_RUN_STEP_DELTA, { id: steps.latest(action.key)?.id, delta }, metadata);
    }
  }
}

async function emitChunk({ scope, modelMetadata }: ModelTurn, event: LLMEvent, form: AnswerForm): Promise<void> {
  const chunk = chunkOf(event, form);
  if (chunk !== undefined) await scope.emit(GraphEvents.CHAT_MODEL_STREAM, { chunk }, modelMetadata);
}

/** Diagnostics that nobody waits for. */
function log({ scope }: ModelTurn, message: string): void {
  if (!scope.isWatched(GraphEvents.ON_AGENT_LOG)) return;
  const { agent, runId } = scope;
  const entry: AgentLog = { level: 'debug', scope: 'graph', message, runId, agentId: agent.agentId };
  void scope.tell(GraphEvents.ON_AGENT_LOG, entry);
}
