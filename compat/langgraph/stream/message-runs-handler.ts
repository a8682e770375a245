/** Follows the runs of nodes and of the models within them, for the handlers that feed mode `messages`. */
import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { isNodeRun, isUnstreamed, type MessageRun, messageRun, type Metadata, SeenMessages } from './message-runs.ts';

export abstract class MessageRunsHandler extends BaseCallbackHandler {
  protected readonly runs = new Map<string, MessageRun>();
  protected readonly seen = new SeenMessages();
  // At once, in the order of what happened, and cheaper than core's queue of background work.
  override awaitHandlers = true;

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
      this.#begin(runId, messageRun(metadata, tags, name));
  }

  override handleLLMError(_error: unknown, runId: string): void {
    this.forget(runId);
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
    this.#begin(runId, messageRun(metadata, tags, name));
    this.seen.addInput(inputs);
  }

  override handleChainError(_error: unknown, runId: string): void {
    this.forget(runId);
  }

  protected follow(runId: string, run: MessageRun): void {
    this.runs.set(runId, run);
  }

  protected forget(runId: string): void {
    this.runs.delete(runId);
  }

  /** A run that belongs to no graph is not followed; one with its id that was, no longer. */
  #begin(runId: string, run: MessageRun | undefined): void {
    if (run === undefined) this.forget(runId);
    else this.follow(runId, run);
  }
}
