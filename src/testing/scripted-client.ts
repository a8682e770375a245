/** A model that follows a script. */
import { type ErrorCode, InvalidConfigError, type Message, ScriptedClientError } from '../base/index.ts';
import {
  AnswerAssembler,
  checkRequest,
  eventReader,
  type LLMClientAdapter,
  type LLMEvent,
  type LLMRequest,
  Providers,
  type StartEvent,
  streamCall,
} from '../llm/index.ts';
import { checkStep, pieces, type ScriptedAnswer, type ScriptedFailure, type ScriptStep } from './script-step.ts';

export interface ScriptedClientOptions {
  /** Default `openAI`. */
  readonly provider?: string;
  /** Default `scripted`. */
  readonly model?: string;
  /** Form of the content, as in the `start` event; default `string`. */
  readonly shape?: StartEvent['shape'];
}

/** A {@link LLMClientAdapter} that answers by the script and remembers what it was asked. */
export interface ScriptedClient extends LLMClientAdapter {
  /**
   * Every request, in the order in which the calls began; a call begins when it is first iterated.
   * Later changes to the list of messages that was passed do not show here.
   */
  readonly requests: readonly LLMRequest[];
  /**
   * @throws ScriptedClientError `SCRIPT_UNUSED_STEPS` if the script has steps left, `SCRIPT_UNEXPECTED_CALL` if there
   *   were more calls than steps
   */
  assertDone(): void;
}

/**
 * Makes a model that follows a script: one step per call, in the order of the calls.
 *
 * A call beyond the script fails with `SCRIPT_UNEXPECTED_CALL`; `assertDone()` at the end of a test finds steps
 * that were never used.
 *
 * @throws InvalidConfigError `CONFIG_INVALID` without a list of steps, or for a step that is none; for what a function
 *   of the script answers it is the error of the call
 *
 * @example
 * const client = scriptedClient([
 *   toolCalls([{ name: 'clock', args: { zone: 'UTC' } }]),
 *   (request) => text(`You sent ${request.messages.length} messages.`),
 * ]);
 * // … run the agent with it …
 * expect(client.requests[1]?.messages.at(-1)).toMatchObject({ role: 'tool', content: '12:00' });
 * client.assertDone();
 */
export function scriptedClient(steps: readonly ScriptStep[], options: ScriptedClientOptions = {}): ScriptedClient {
  const { provider = Providers.OPENAI, model = 'scripted', shape = 'string' } = options;
  if (!Array.isArray(steps)) {
    throw new InvalidConfigError(
      'CONFIG_INVALID',
      'scriptedClient() got no script: pass a list of steps, one per call',
    );
  }
  for (let index = 0; index < steps.length; index++) checkStep(steps[index], `step ${index + 1} of the script`);
  const requests: LLMRequest[] = [];
  const nextId = counter('call_');
  return {
    provider,
    model,
    requests,
    stream(request) {
      checkRequest(request, provider);
      return streamCall(
        {
          provider,
          open: (signal) => {
            requests.push({ ...request, messages: [...request.messages] });
            const call = requests.length;
            const step = steps[call - 1] ?? unexpected(call, steps.length, request.messages);
            const start: StartEvent = { type: 'start', id: `scripted_${call}`, model, shape };
            return perform(step, request, { call, start, nextId, signal });
          },
          reader: eventReader,
          toError: (error) => error,
        },
        request.signal,
      );
    },
    assertDone() {
      const { length } = requests;
      if (length > steps.length) {
        throw failure(
          'SCRIPT_UNEXPECTED_CALL',
          `the script has ${amount(steps.length, 'step')}, but ${amount(length, 'call')} came: add steps or find out who calls`,
        );
      }
      if (length < steps.length) {
        throw failure(
          'SCRIPT_UNUSED_STEPS',
          `the script has ${amount(steps.length, 'step')}, but only ${amount(length, 'call')} came: remove the rest or make the calls`,
        );
      }
    },
  };
}

/** A step that is not a function of the request any more. */
type Play = Exclude<ScriptStep, (...args: never) => unknown>;

interface Stage {
  /** Its number, from 1. */
  readonly call: number;
  readonly start: StartEvent;
  readonly nextId: () => string;
  readonly signal: AbortSignal;
}

async function perform(step: ScriptStep, request: LLMRequest, stage: Stage): Promise<AsyncIterable<LLMEvent>> {
  let resolved = step;
  while (typeof resolved === 'function') {
    resolved = await resolved(request);
    checkStep(resolved, `what the function of step ${stage.call} of the script returned`);
  }
  return play(resolved, stage);
}

async function* play(step: Play, stage: Stage): AsyncGenerator<LLMEvent> {
  if (!('kind' in step)) yield* step;
  else if (step.kind === 'answer') yield* answerEvents(step, stage);
  else yield* failureEvents(step, stage);
}

function answerEvents(step: ScriptedAnswer, { start, nextId }: Stage): readonly LLMEvent[] {
  const answer = new AnswerAssembler();
  answer.events.push(start);
  for (const piece of step.reasoning) answer.appendReasoning(piece);
  for (const piece of step.text) answer.appendText(piece);
  for (const { id = nextId(), name, args = {} } of step.calls) {
    const block = answer.appendToolCall(id, name);
    const written = typeof args === 'string' ? args : JSON.stringify(args);
    for (const piece of pieces(written, step.chunks)) answer.toolArguments(block, piece);
  }
  const message = answer.finish();
  const { finishReason, usage } = step;
  const metadata = {
    finish_reason: finishReason === 'tool-calls' ? 'tool_calls' : finishReason,
    model_name: start.model,
  };
  answer.events.push({ type: 'usage', usage }, { type: 'done', finishReason, message, usage, metadata });
  return answer.events;
}

async function* failureEvents(
  { text, failure: failed }: ScriptedFailure,
  { start, signal }: Stage,
): AsyncGenerator<LLMEvent> {
  const answer = new AnswerAssembler();
  for (const piece of text) answer.appendText(piece);
  if (text.length > 0 || failed === undefined) yield start;
  yield* answer.events;
  if (failed !== undefined) throw failed.error;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function unexpected(call: number, steps: number, messages: readonly Message[]): ScriptStep {
  const last = messages.at(-1)?.role;
  return () => {
    throw failure(
      'SCRIPT_UNEXPECTED_CALL',
      `call ${call} was not expected, the script has ${amount(steps, 'step')} (last message: ${last}): add a step or find out who calls`,
    );
  };
}

function failure(code: ErrorCode, message: string): ScriptedClientError {
  return new ScriptedClientError(code, message);
}

function amount(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

function counter(prefix: string): () => string {
  let count = 0;
  return () => `${prefix}${++count}`;
}
