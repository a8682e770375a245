/** Feeds mode `messages`: the tokens of the models that run in a graph's nodes, and the messages that nodes return. */
import { AIMessageChunk, type BaseMessage, isBaseMessage } from '@langchain/core/messages';
import type { LLMResult } from '@langchain/core/outputs';
import { MessageRunsHandler } from './message-runs-handler.ts';
import { eachMessage, type MessageRun, type Metadata, settleId } from './message-runs.ts';

/** Takes the chunks of mode `messages`: a message or a piece of one, and the metadata of the run it comes from. */
export type PushMessage = (chunk: [namespace: string[], mode: 'messages', payload: [BaseMessage, Metadata]]) => void;

type TokenFields = { chunk?: { message?: unknown } | null };

export class StreamMessagesHandler extends MessageRunsHandler {
  readonly name = 'StreamMessagesHandler';
  /** Models that are only invoked stream all the same, so that there are tokens. */
  readonly lc_prefer_streaming = true;

  readonly #push: PushMessage;
  /** The run of the last token: most tokens come from the same one. */
  #lastId: string | undefined;
  #lastRun: MessageRun | undefined;

  constructor(push: PushMessage) {
    super();
    this.#push = push;
  }

  // oxlint-disable-next-line max-params -- Core's signature.
  override handleLLMNewToken(
    token: string,
    _index: unknown,
    runId: string,
    _parentRunId?: string,
    _tags?: string[],
    fields?: unknown,
  ): void {
    const run = runId === this.#lastId ? this.#lastRun : this.#recall(runId);
    if (run === undefined) return;
    run.hasStreamed = true;
    const message = (fields as TokenFields | undefined)?.chunk?.message as BaseMessage;
    this.#tell(run, isBaseMessage(message) ? message : new AIMessageChunk({ content: token }), runId);
  }

  override handleLLMEnd(output: LLMResult, runId: string): void {
    const run = this.runs.get(runId);
    if (run === undefined) return;
    if (!run.hasStreamed) {
      const message = (output.generations?.[0]?.[0] as { message?: BaseMessage } | undefined)?.message;
      if (isBaseMessage(message)) this.#tellUnseen(run, message, runId);
    }
    this.forget(runId);
  }

  override handleChainEnd(outputs: unknown, runId: string): void {
    const run = this.runs.get(runId);
    if (run === undefined) return;
    this.forget(runId);
    eachMessage(outputs, (message) => this.#tellUnseen(run, message, runId));
  }

  /** Takes a message that a node pushes by hand: `pushMessage` finds the handler by its name, also one of upstream's. */
  _emit(
    [namespace, metadata]: readonly [namespace: string[], metadata: Metadata],
    message: BaseMessage,
    runId: string | undefined,
    dedupe: boolean,
  ): void {
    const run: MessageRun = { namespace, metadata, stableId: undefined, hasStreamed: true };
    if (dedupe) this.#tellUnseen(run, message, runId ?? '');
    else this.#tell(run, message, runId ?? '');
  }

  #recall(runId: string): MessageRun | undefined {
    this.#lastId = runId;
    this.#lastRun = this.runs.get(runId);
    return this.#lastRun;
  }

  protected override forget(runId: string): void {
    super.forget(runId);
    this.#lastId = undefined;
    this.#lastRun = undefined;
  }

  #tellUnseen(run: MessageRun, message: BaseMessage, runId: string): void {
    if (!this.seen.has(message.id)) this.#tell(run, message, runId);
  }

  #tell(run: MessageRun, message: BaseMessage, runId: string): void {
    settleId(message, run, runId);
    this.seen.add(message.id);
    this.#push([run.namespace, 'messages', [message, run.metadata]]);
  }
}
