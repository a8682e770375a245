/** Feeds mode `messages` of a typed run stream: the events of models' messages, and of the messages that nodes return. */
import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import type { ChatModelStreamEvent } from '@langchain/core/language_models/event';
import { BaseMessage, isToolMessage } from '@langchain/core/messages';
import type { LLMResult } from '@langchain/core/outputs';
import { messageEvents } from './message-events.ts';
import {
  eachMessage,
  isNodeRun,
  isUnstreamed,
  type MessageRun,
  messageRun,
  type Metadata,
  SeenMessages,
  settleId,
} from './message-runs.ts';

/** Takes the chunks of mode `messages`: an event of a message, and the metadata of the run it comes from. */
export type PushMessageEvent = (chunk: [namespace: string[], mode: 'messages', payload: [unknown, Metadata]]) => void;

export class StreamProtocolMessagesHandler extends BaseCallbackHandler {
  readonly name = 'StreamProtocolMessagesHandler';
  /** Models that are only invoked tell the events of their messages all the same. */
  readonly lc_prefer_chat_model_stream_events = true;

  readonly #push: PushMessageEvent;
  readonly #runs = new Map<string, MessageRun>();
  readonly #seen = new SeenMessages();

  constructor(push: PushMessageEvent) {
    super();
    this.#push = push;
    this.awaitHandlers = true;
  }

  // oxlint-disable-next-line max-params -- Core's signature.
  override handleChatModelStart(
    _model: unknown,
    _messages: unknown,
    runId: string,
    _parentRunId?: string,
    _extra?: unknown,
    tags?: string[],
    metadata?: Metadata,
    name?: string,
  ): void {
    if (metadata !== undefined && metadata !== null && !isUnstreamed(tags))
      this.#follow(runId, messageRun(metadata, tags, name));
  }

  /** Tokens come as events too. */
  override handleLLMNewToken(): void {}

  override handleChatModelStreamEvent(event: ChatModelStreamEvent, runId: string): void {
    const run = this.#runs.get(runId);
    if (run === undefined) return;
    this.#push([
      run.namespace,
      'messages',
      [event.event === 'message-start' ? this.#started(run, event, runId) : event, run.metadata],
    ]);
  }

  #started(
    run: MessageRun,
    event: ChatModelStreamEvent & { event: 'message-start' },
    runId: string,
  ): ChatModelStreamEvent {
    run.hasStreamed = true;
    const id = event.id ?? `run-${runId}`;
    this.#seen.add(id);
    run.stableId ??= id;
    return event.id === undefined || event.id === null ? { ...event, id } : event;
  }

  override handleLLMEnd(output: LLMResult, runId: string): void {
    const run = this.#runs.get(runId);
    if (run === undefined) return;
    const message = (output.generations?.[0]?.[0] as { message?: unknown } | undefined)?.message;
    if (BaseMessage.isInstance(message)) {
      if (run.hasStreamed) this.#settle(run, message, runId);
      else this.#tellUnseen(run, message, runId);
    }
    this.#runs.delete(runId);
  }

  override handleLLMError(_error: unknown, runId: string): void {
    this.#runs.delete(runId);
  }

  // oxlint-disable-next-line max-params -- Core's signature.
  override handleChainStart(
    _chain: unknown,
    inputs: unknown,
    runId: string,
    _parentRunId?: string,
    tags?: string[],
    metadata?: Metadata,
    _runType?: string,
    name?: string,
  ): void {
    if (metadata === undefined || metadata === null || !isNodeRun(metadata, tags, name)) return;
    this.#follow(runId, messageRun(metadata, tags, name));
    this.#seen.addInput(inputs);
  }

  override handleChainEnd(outputs: unknown, runId: string): void {
    const run = this.#runs.get(runId);
    if (run === undefined) return;
    this.#runs.delete(runId);
    eachMessage(outputs, (message) => {
      // Tools have a mode of their own.
      if (BaseMessage.isInstance(message) && !isToolMessage(message)) this.#tellUnseen(run, message, runId);
    });
  }

  override handleChainError(_error: unknown, runId: string): void {
    this.#runs.delete(runId);
  }

  /** Events of one run find each other by its id. */
  #follow(runId: string, run: MessageRun | undefined): void {
    if (run === undefined) this.#runs.delete(runId);
    else this.#runs.set(runId, { ...run, metadata: { ...run.metadata, run_id: runId } });
  }

  #settle(run: MessageRun, message: BaseMessage, runId: string): void {
    settleId(message, run, runId);
    this.#seen.add(message.id);
  }

  #tellUnseen(run: MessageRun, message: BaseMessage, runId: string): void {
    if (this.#seen.has(message.id ?? run.stableId)) return;
    this.#settle(run, message, runId);
    for (const event of messageEvents(message)) this.#push([run.namespace, 'messages', [event, run.metadata]]);
  }
}
