/** What of a recording must agree between the host's own runtime and ours. */
import type { GoldenDifference } from './golden-differences.ts';
import type { RecordedEvent, Recording } from './golden-scenario.ts';

/**
 * Left out everywhere, because hosts cannot depend on it: ids that every run makes anew, versions of packages, counters of
 * the process, default token limits, what the original's batches say of code execution, and what its models were told in
 * LangChain's own terms (`model-requests.test.ts` looks at what ours are told).
 */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'versions',
  'lc_stream_limit_epoch',
  'lc_stream_limit_attempt',
  'callerCapabilityProjection',
  'ls_max_tokens',
]);

/** A recording reduced to what is compared. */
export function comparable(recording: Recording, difference: GoldenDifference | undefined): unknown {
  const kept: Comparable = {
    stepsAndDeltas: channel(recording, 'A'),
    modelAndTools: channel(recording, 'B'),
    returned: recording.returned,
    rejection: recording.rejection && rejection(recording.rejection),
    runMessages: recording.runMessages,
    contentPartsAfter: recording.contentPartsAfter,
    toolCalls: recording.toolCalls,
    callbacks: recording.callbacks,
  };
  return stripped(difference?.adjust?.(kept) ?? kept);
}

/** The two channels, and whatever else came of a run. */
export interface Comparable {
  readonly stepsAndDeltas: readonly RecordedEvent[];
  readonly modelAndTools: readonly RecordedEvent[];
  readonly returned: unknown;
  readonly rejection: unknown;
  readonly runMessages: unknown;
  readonly contentPartsAfter: unknown;
  readonly toolCalls: readonly unknown[] | undefined;
  readonly callbacks: readonly unknown[] | undefined;
}

function channel({ events }: Recording, name: 'A' | 'B'): RecordedEvent[] {
  return events.filter((event) => event.channel === name);
}

/** The class of an error and the help at the end of its message are the runtime's own. */
function rejection({ name, message, code, status, lc_error_code, from }: Record<string, unknown>): unknown {
  const [text] = String(message).split('\n\n');
  return { name, message: text, ...(from !== undefined && { code, from }), status, lc_error_code };
}

/** What LangChain's model classes note for themselves; the rest of these objects is the provider's word. */
const BOOKKEEPING: Readonly<Record<string, ReadonlySet<string>>> = {
  response_metadata: new Set(['completion', 'prompt', 'model_provider', 'usage']),
  additional_kwargs: new Set(['tool_calls']),
  input_token_details: new Set(['audio']),
  output_token_details: new Set(['audio']),
};

function stripped(value: unknown, leftOut = LEFT_OUT): unknown {
  if (Array.isArray(value)) return value.map((item) => stripped(item));
  // which of many fresh ids it is depends on how many there are; the ids of steps and messages are compared
  if (typeof value === 'string') return value.replaceAll(/uuid#\d+/g, 'uuid');
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([key, item]) => item !== undefined && !leftOut.has(key) && !isFreshId(key, item))
    .map(([key, item]) => [key, stripped(item, BOOKKEEPING[key])] as const)
    .filter(([key, item]) => !(key in BOOKKEEPING && Object.keys(item as object).length === 0));
  return Object.fromEntries(entries);
}

function isFreshId(key: string, value: unknown): boolean {
  return key === 'id' && typeof value === 'string' && /^(?:run-)?uuid#/.test(value);
}
