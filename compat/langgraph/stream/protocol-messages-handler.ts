/** Feeds mode `messages` of a typed run stream: the events of models' messages, and of the messages that nodes return. */
import type { ChatModelStreamEvent } from '@langchain/core/language_models/event';
import { BaseMessage, isToolMessage } from '@langchain/core/messages';
import type { LLMResult } from '@langchain/core/outputs';
import { messageEvents } from './message-events.ts';
import { MessageRunsHandler } from './message-runs-handler.ts';
import { eachMessage, type MessageRun, type Metadata, settleId } from './message-runs.ts';

/** Takes the chunks of mode `messages`: an event of a message, and the metadata of the run it comes from. */
export type PushMessageEvent = (chunk: [namespace: string[], mode: 'messages', payload: [unknown, Metadata]]) => void;

export class StreamProtocolMessagesHandler extends MessageRunsHandler {
  readonly name = 'StreamProtocolMessagesHandler';
  /** Models that are only invoked tell the events of their messages all the same. */
  readonly lc_prefer_chat_model_stream_events = true;

  readonly #push: PushMessageEvent;

  constructor(push: PushMessageEvent) {
    super();
    this.#push = push;
  }

  /** Tokens come as events too. */
  override handleLLMNewToken(): void {}

  override handleChatModelStreamEvent(event: ChatModelStreamEvent, runId: string): void {
    const run = this.runs.get(runId);
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
    this.seen.add(id);
    run.stableId ??= id;
    return event.id === undefined || event.id === null ? { ...event, id } : event;
  }

  override handleLLMEnd(output: LLMResult, runId: string): void {
    const run = this.runs.get(runId);
    if (run === undefined) return;
    const message = (output.generations?.[0]?.[0] as { message?: unknown } | undefined)?.message;
    if (BaseMessage.isInstance(message)) {
      if (run.hasStreamed) this.#settle(run, message, runId);
      else this.#tellUnseen(run, message, runId);
    }
    this.forget(runId);
  }

  override handleChainEnd(outputs: unknown, runId: string): void {
    const run = this.runs.get(runId);
    if (run === undefined) return;
    this.forget(runId);
    eachMessage(outputs, (message) => {
      // Tools have a mode of their own.
      if (BaseMessage.isInstance(message) && !isToolMessage(message)) this.#tellUnseen(run, message, runId);
    });
  }

  /** Events of one run find each other by its id. */
  protected override follow(runId: string, run: MessageRun): void {
    super.follow(runId, { ...run, metadata: { ...run.metadata, run_id: runId } });
  }

  #settle(run: MessageRun, message: BaseMessage, runId: string): void {
    settleId(message, run, runId);
    this.seen.add(message.id);
  }

  #tellUnseen(run: MessageRun, message: BaseMessage, runId: string): void {
    if (this.seen.has(message.id ?? run.stableId)) return;
    this.#settle(run, message, runId);
    for (const event of messageEvents(message)) this.#push([run.namespace, 'messages', [event, run.metadata]]);
  }
}
