/** What is kept of a run so that two implementations can be compared: plain copies, generated ids and times replaced. */
import type { RecordedEvent, Recording } from './golden-scenario.ts';

const inGraphEvents = new Set([
  'on_run_step',
  'on_run_step_delta',
  'on_run_step_completed',
  'on_run_step_closed',
  'on_message_delta',
  'on_reasoning_delta',
  'on_tool_execute',
  'on_context_usage',
  'on_agent_log',
]);

/** On which of the two channels an event is delivered. */
export const channelOf = (event: string): 'A' | 'B' => (inGraphEvents.has(event) ? 'A' : 'B');

const timeKey = /^(?:created|completed|closed|cancelled|failed)_at$|^timestamp$|^createdAt$|^nodeFirstAttemptTime$/;
/** Counters of the process, not of the run. */
const processCounter = /^lc_stream_limit_/;

/** What a graph engine hides in the config for its own use. */
const engineKey = /^__pregel_|^checkpoint_map$|^lc_run_breaker_scope$/;

const messageFields = [
  'id',
  'name',
  'content',
  'tool_calls',
  'invalid_tool_calls',
  'tool_call_chunks',
  'tool_call_id',
  'status',
  'artifact',
  'additional_kwargs',
  'response_metadata',
  'usage_metadata',
] as const;

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && Object.keys(value).length === 0);

const isPlain = (value: object): boolean => [Object.prototype, null].includes(Object.getPrototypeOf(value));

const isMessage = (value: object): value is Record<string, unknown> =>
  'content' in value && '_getType' in value && typeof value._getType === 'function';

function snapshotMessage(message: Record<string, unknown>): Record<string, unknown> {
  const plain: Record<string, unknown> = { class: message.constructor.name };
  for (const field of messageFields) {
    if (field === 'content' || !isEmpty(message[field])) plain[field] = snapshot(message[field]);
  }
  return plain;
}

/**
 * A plain, deep copy of what a handler, model or tool was given, to be taken at receipt: payloads are live objects.
 * Messages become `{ class, id, content, … }` without empty fields; functions, times and instances of other classes become placeholders.
 */
export function snapshot(value: unknown): unknown {
  if (typeof value === 'function') return '<function>';
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Array.from(value, (item) => snapshot(item));
  if (value instanceof AbortSignal) return '<signal>';
  if (value instanceof Error) return { name: value.name, message: value.message };
  if (value instanceof Map) return snapshot(Object.fromEntries(value));
  if (isMessage(value)) return snapshotMessage(value);
  if (!isPlain(value)) return `<${value.constructor.name}>`;
  const plain: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined || engineKey.test(key)) continue;
    if (timeKey.test(key)) plain[key] = '<ms>';
    else if (processCounter.test(key)) plain[key] = '<n>';
    else plain[key] = snapshot(item);
  }
  return plain;
}

const generatedId = /\b(?<kind>step|msg)_[\w-]{21}(?![\w-])|\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g;

/** Replaces generated ids by `step#1`, `msg#1`, `uuid#1`, … in the order in which `renamed` first meets them. */
function idRenamer(): <T>(value: T) => T {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const nameOf = (id: string, kind: string): string => {
    const known = names.get(id);
    if (known !== undefined) return known;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    names.set(id, `${kind}#${count}`);
    return `${kind}#${count}`;
  };
  return (value) => {
    const text = JSON.stringify(value)?.replaceAll(generatedId, (id, kind?: string) => nameOf(id, kind ?? 'uuid'));
    return text === undefined ? value : JSON.parse(text);
  };
}

/** Renames the ids of a recording, channel A first, so that their numbers do not depend on how the channels interleave. */
export function normalise(recording: Recording): Recording {
  const rename = idRenamer();
  const { events, ...rest } = recording;
  const renamed = new Map<RecordedEvent, RecordedEvent>();
  for (const channel of ['A', 'B'] as const) {
    for (const event of events) if (event.channel === channel) renamed.set(event, rename(event));
  }
  return { events: events.map((event) => renamed.get(event) ?? event), ...rename(rest) };
}
