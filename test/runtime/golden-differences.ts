/** Where our runtime knowingly does something else than `@librechat/agents` 3.9.2, and why. */
import type { Comparable } from './golden-comparison.ts';
import type { RecordedEvent } from './golden-scenario.ts';

export interface GoldenDifference {
  readonly reason: string;
  /** `false`: the scenario is about something that does not exist here. */
  readonly plays?: false;
  /** Takes the difference out of a recording, theirs and ours alike. */
  adjust?(recording: Comparable): unknown;
}

type Channel = 'stepsAndDeltas' | 'modelAndTools';

/** Compares a channel only up to the first event that `isLast` accepts, that one included. */
const upTo =
  (channel: Channel, isLast: (event: RecordedEvent) => boolean) =>
  (recording: Comparable): unknown => {
    const last = recording[channel].findIndex(isLast);
    return { ...recording, [channel]: recording[channel].slice(0, last + 1) };
  };

const without =
  (...keys: (keyof Comparable)[]) =>
  (recording: Comparable): unknown =>
    Object.fromEntries(Object.entries(recording).filter(([key]) => !keys.includes(key as keyof Comparable)));

/** A copy in which every value of these keys, however deep, is the same. */
const levelled =
  (...keys: string[]) =>
  (recording: Comparable): unknown =>
    JSON.parse(JSON.stringify(recording, (key, value: unknown) => (keys.includes(key) ? '…' : value)));

const isClose = ({ event }: RecordedEvent): boolean => event === 'on_run_step_closed';

const NAMED_BY_ANSWER: GoldenDifference = {
  reason: "message_id is the answer's own id whether or not a chunk without content brought it",
  adjust: levelled('message_id'),
};
/** Anthropic opens the arguments of a call with an empty fragment. */
const isEmptyFragment = ({ event, data }: RecordedEvent): boolean => {
  if (event !== 'on_run_step_delta') return false;
  const { delta } = data as { delta: { tool_calls: readonly { id?: string; args: string }[] } };
  return delta.tool_calls.every(({ id, args }) => id === undefined && args === '');
};
const NO_EMPTY_FRAGMENTS: GoldenDifference = {
  reason: "message_id is the answer's own id, and fragments without text make no delta",
  adjust: (recording) =>
    levelled('message_id')({
      ...recording,
      stepsAndDeltas: recording.stepsAndDeltas.filter((event) => !isEmptyFragment(event)),
    }),
};
const ALWAYS_STREAMS: GoldenDifference = {
  reason: 'steps come while the model answers and not afterwards: what the run returns and its tools get is compared',
  adjust: without('stepsAndDeltas', 'modelAndTools', 'runMessages'),
};
const CANCELLED: GoldenDifference = {
  reason: 'once the signal is aborted no call completes any more: its step is closed as cancelled',
  adjust: upTo('stepsAndDeltas', isClose),
};
const FAILURE_NAMED = (reason: string): GoldenDifference => ({
  reason,
  adjust: levelled('name', 'message', 'lc_error_code'),
});
const SILENT_CHUNKS: GoldenDifference = {
  reason: 'on_chat_model_stream tells of chunks that carry something; the original also sends empty ones',
  adjust: (recording) => ({
    ...recording,
    modelAndTools: recording.modelAndTools.filter(({ event }) => event !== 'on_chat_model_stream'),
  }),
};

export const DIFFERENCES: Readonly<Record<string, GoldenDifference | undefined>> = {
  'abort-in-direct-tool': CANCELLED,
  'abort-in-event-tool': CANCELLED,
  'anthropic-parallel': NO_EMPTY_FRAGMENTS,
  'anthropic-redacted-thinking': NAMED_BY_ANSWER,
  'anthropic-thinking': NAMED_BY_ANSWER,
  'anthropic-thinking-tool': NO_EMPTY_FRAGMENTS,
  'anthropic-tool': NO_EMPTY_FRAGMENTS,
  'handler-throws-on-tool-end': {
    reason: 'a handler that throws ends the run there and then; the original goes on in the background',
    adjust: upTo('stepsAndDeltas', ({ event }) => event === 'on_run_step_delta'),
  },
  'handler-throws-on-tool-start': {
    reason: 'the handler of on_tool_start is awaited, so a tool it refuses is not run',
    adjust: without('toolCalls'),
  },
  'legacy-memory': ALWAYS_STREAMS,
  'metadata-text': SILENT_CHUNKS,
  'metadata-tool-direct': {
    reason:
      "tools get configurable, metadata, signal and tool call; the rest of LangGraph's config does not exist here",
    adjust: levelled('config'),
  },
  'non-streaming': ALWAYS_STREAMS,
  'reasoning-beside-text': {
    reason: 'clients tell reasoning and text apart, so no chunk has both',
    plays: false,
  },
  'reasoning-summary': {
    reason: 'the Responses API is not there yet',
    plays: false,
  },
  'text-empty-stream': {
    reason: 'an answer without content is no error: the original trips over it with a TypeError',
    plays: false,
  },
  'text-id-without-role-chunk': NAMED_BY_ANSWER,
  'text-raw-chunks': SILENT_CHUNKS,
  'text-same-message-id': {
    reason: 'an answer never takes the place of an earlier one, even if the server repeats its id',
    plays: false,
  },
  'text-without-ids': NAMED_BY_ANSWER,
  'tool-direct-array': {
    reason: 'messages in the state stay as the tool made them; they are flattened for the wire only',
    adjust: without('modelAndTools'),
  },
  'tool-direct-invalid-args': {
    reason: 'callbacks and on_tool_start hear of every call before the tool itself looks at its arguments',
    adjust: without('callbacks', 'modelAndTools'),
  },
  'tool-event-cut-args': {
    reason: 'half an argument object is never run, even where it could be guessed how it ends',
    plays: false,
  },
  'tool-event-empty-args': {
    reason: 'a call without argument text is kept as one with {}',
    adjust: levelled('tool_call_chunks'),
  },
  'tool-event-same-call-id': {
    reason: 'a call is run even if an earlier turn used its id: the model waits for an answer',
    plays: false,
  },
  'tool-event-truncated': {
    reason: 'the same error in our words; the original also guesses how the arguments end',
    adjust: (recording) => levelled('message')({ ...recording, modelAndTools: [] }),
  },
  'tool-event-two-in-one-chunk': {
    reason: 'each call has its own delta, even if one chunk brought both',
    adjust: (recording) => ({
      ...recording,
      stepsAndDeltas: recording.stepsAndDeltas.filter(({ event }) => event !== 'on_run_step_delta'),
    }),
  },
  'tool-event-unindexed': {
    reason: 'clients number all calls; there is no provider here that does not',
    plays: false,
  },
  'wire-anthropic-thinking': NO_EMPTY_FRAGMENTS,
  'wire-anthropic-tool': NO_EMPTY_FRAGMENTS,
  'wire-openai-401': FAILURE_NAMED('the same status and message in an LLMError; LangChain adds a code of its own'),
  'wire-openai-cut': FAILURE_NAMED(
    'an LLMError says what broke; the original passes on "terminated" of the HTTP client',
  ),
  'wire-openai-ends-early': {
    reason: 'an answer whose end the provider never announced is an error, not a short answer',
    plays: false,
  },
};
