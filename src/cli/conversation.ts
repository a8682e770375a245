/** Questions and answers of one command: the part that runs agents. */
import { randomUUID } from 'node:crypto';
import type { MessageLike } from '../langchain/index.ts';
import { AgentRuntime, defineTool } from '../runtime/index.ts';
import type { Connection } from './connection.ts';
import type { RunOutcome, RunReporter } from './run-reporter.ts';
import { count, COUNTED_EVENT, EMPTY_TALLY } from './tally.ts';
import type { BuiltInTool } from './tools/index.ts';

/** Node executions one question may take. */
const RECURSION_LIMIT = 50;

export interface ConversationSettings {
  readonly connection: Connection;
  /** System prompt. */
  readonly instructions: string | undefined;
  readonly tools: readonly BuiltInTool[];
  /** Hears the events of every turn. */
  readonly reporter: RunReporter;
  /** Aborting it ends the turn that is under way. */
  readonly signal: AbortSignal;
}

/** A thread with a model: every turn is a run of its own, and knows the turns before it. */
export class Conversation {
  readonly #settings: ConversationSettings;
  readonly #threadId = randomUUID();
  #messages: readonly MessageLike[] = [];

  constructor(settings: ConversationSettings) {
    this.#settings = settings;
  }

  /**
   * Asks a question. A turn that fails leaves the thread as it was.
   *
   * @throws whatever the run rejects with
   */
  async ask(question: string): Promise<RunOutcome> {
    const { connection, signal } = this.#settings;
    const runId = randomUUID();
    const started = performance.now();
    let tally = EMPTY_TALLY;
    const run = await AgentRuntime.create({
      runId,
      graphConfig: this.#graphConfig(),
      customHandlers: this.#handlers((data, metadata) => {
        tally = count(tally, data, metadata);
      }),
      returnContent: true,
    });
    const messages = [...this.#messages, { role: 'user', content: question }];
    const configurable = { thread_id: this.#threadId };
    const content = await run.processStream({ messages }, { configurable, recursionLimit: RECURSION_LIMIT, signal });
    this.#messages = [...messages, ...(run.getRunMessages() ?? [])];
    const { provider, model } = connection;
    return { runId, provider, model, content, tally, durationMs: performance.now() - started };
  }

  #graphConfig() {
    const { connection, instructions, tools, signal } = this.#settings;
    return {
      signal,
      llmConfig: { ...connection, streaming: true },
      tools: tools.map((tool) => defineTool(tool)),
      instructions,
    };
  }

  /** One handler for every event that is shown or counted. */
  #handlers(onModelEnd: (data: unknown, metadata: unknown) => void) {
    const { reporter } = this.#settings;
    const shown = new Set(reporter.events);
    const handler = {
      handle(event: string, data: unknown, metadata?: Record<string, unknown>): void | Promise<void> {
        if (event === COUNTED_EVENT) onModelEnd(data, metadata);
        if (shown.has(event)) return reporter.handle(event, data, metadata);
      },
    };
    return Object.fromEntries([...shown, COUNTED_EVENT].map((event) => [event, handler]));
  }
}
