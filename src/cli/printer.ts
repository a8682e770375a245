/** Runs for people: the answer as it arrives, tool calls and reasoning around it, what it cost at the end. */
import { GraphEvents } from '../runtime/index.ts';
import { completedCall, messageText, reasoningText, requestedCalls, type ShownCall } from './event-data.ts';
import type { Failure } from './failure.ts';
import type { Output } from './output.ts';
import type { RunOutcome, RunReporter } from './run-reporter.ts';

/** Longer arguments and results are cut, in characters. */
const MAX_SHOWN = 240;

function oneLine(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  return line.length <= MAX_SHOWN ? line : `${line.slice(0, MAX_SHOWN)}… (${line.length} characters)`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function summary({ tally, durationMs }: RunOutcome): string {
  const tokens = `tokens: ${tally.inputTokens} in, ${tally.outputTokens} out`;
  return `${tokens} · ${plural(tally.steps, 'step')} · ${(durationMs / 1000).toFixed(2)} s`;
}

export class Printer implements RunReporter {
  readonly events = [
    GraphEvents.ON_MESSAGE_DELTA,
    GraphEvents.ON_REASONING_DELTA,
    GraphEvents.CHAT_MODEL_END,
    GraphEvents.ON_RUN_STEP_COMPLETED,
  ];
  readonly #output: Output;
  /** Ids of the calls that are printed and have no result yet. */
  readonly #open = new Set<string>();
  /** Ids of the calls whose result came before the model's end: the two are not ordered. */
  readonly #early = new Set<string>();

  constructor(output: Output) {
    this.#output = output;
  }

  handle(event: string, data: unknown): void | Promise<void> {
    if (event === GraphEvents.ON_MESSAGE_DELTA) return this.#output.answer(messageText(data));
    if (event === GraphEvents.ON_REASONING_DELTA) return this.#output.aside(reasoningText(data));
    if (event === GraphEvents.CHAT_MODEL_END) return this.#calls(requestedCalls(data));
    return this.#result(data);
  }

  done(outcome: RunOutcome): void | Promise<void> {
    this.#forget();
    return this.#output.note(summary(outcome));
  }

  failed({ interrupted, message, code }: Failure): void | Promise<void> {
    this.#forget();
    return this.#output.alert(interrupted ? message : `error: ${message} (${code})`);
  }

  async #calls(calls: readonly ShownCall[]): Promise<void> {
    for (const call of calls) {
      if (this.#early.delete(call.id)) continue;
      this.#open.add(call.id);
      await this.#call(call);
    }
  }

  async #result(data: unknown): Promise<void> {
    const completed = completedCall(data);
    if (completed === undefined) return;
    const { call, output } = completed;
    if (!this.#open.delete(call.id)) {
      this.#early.add(call.id);
      await this.#call(call);
    }
    await this.#output.note(`← ${call.name} ${oneLine(output)}`);
  }

  #call({ name, args }: ShownCall): void | Promise<void> {
    return this.#output.note(`→ ${name} ${oneLine(args)}`);
  }

  #forget(): void {
    this.#open.clear();
    this.#early.clear();
  }
}
