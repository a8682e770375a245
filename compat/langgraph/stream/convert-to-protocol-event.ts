/** Chunks of a run's stream as events of the protocol. */
import type { ToolsEventData, UpdatesEventData } from './protocol-data.ts';
import type { Namespace, ProtocolEvent, StreamMode } from './protocol-event.ts';

/** The modes a typed run stream is made of. Checkpoints come as light envelopes before their values, unasked. */
export const STREAM_EVENTS_V3_MODES: StreamMode[] = ['values', 'updates', 'messages', 'tools', 'custom', 'tasks'];

export interface ConvertToProtocolEventOptions {
  namespace: Namespace;
  mode: StreamMode;
  payload: unknown;
  seq: number;
}

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Whether a chunk of mode `checkpoints` only names a checkpoint, and does not hold its state. */
export function isCheckpointEnvelope(payload: unknown): boolean {
  if (!isObject(payload) || typeof payload['id'] !== 'string') return false;
  if ('values' in payload || 'config' in payload) return false;
  return 'source' in payload || typeof payload['step'] === 'number';
}

/** The events a chunk stands for: one, or none where the protocol has no channel for it. */
export function convertToProtocolEvent(chunk: ConvertToProtocolEventOptions): ProtocolEvent[] {
  const { mode, payload } = chunk;
  switch (mode) {
    case 'messages':
      return [messageEvent(chunk)];
    case 'tools':
      return [eventOf(chunk, toolData(payload))];
    case 'checkpoints':
      return isCheckpointEnvelope(payload) ? [eventOf(chunk, payload)] : [];
    case 'values':
    case 'tasks':
      return [eventOf(chunk, payload)];
    case 'updates': {
      const data = updateData(payload);
      return [eventOf(chunk, data, data.node)];
    }
    case 'custom':
      return [
        eventOf(chunk, isObject(payload) && !Array.isArray(payload) && 'name' in payload ? payload : { payload }),
      ];
    case 'debug':
    default:
      return [];
  }
}

function eventOf({ namespace, mode, seq }: ConvertToProtocolEventOptions, data: unknown, node?: string): ProtocolEvent {
  const timestamp = Date.now();
  const params = node === undefined ? { namespace, timestamp, data } : { namespace, timestamp, node, data };
  return { type: 'event', seq, method: mode, params };
}

/** A chunk of mode `messages` is an event of a message and the metadata of its run. */
function messageEvent(chunk: ConvertToProtocolEventOptions): ProtocolEvent {
  const { payload } = chunk;
  if (!Array.isArray(payload) || payload.length !== 2 || !isObject(payload[1])) return eventOf(chunk, payload);
  const [event, metadata] = payload as [unknown, Fields];
  const { langgraph_node: node, run_id: runId } = metadata;
  const data = typeof runId === 'string' && isObject(event) ? { ...event, run_id: runId } : event;
  return eventOf(chunk, data, typeof node === 'string' && node !== '' ? node : undefined);
}

function toolData(payload: unknown): ToolsEventData {
  if (!isObject(payload)) return { event: 'tool-error', tool_call_id: '', message: 'Unexpected tools payload shape' };
  const tool_call_id = textOf(payload['toolCallId'], '');
  switch (payload['event']) {
    case 'on_tool_start': {
      const { name, input } = payload;
      return { event: 'tool-started', tool_call_id, tool_name: textOf(name, 'unknown'), input };
    }
    case 'on_tool_event': {
      const { data } = payload;
      const delta = typeof data === 'string' ? data : JSON.stringify(data ?? '');
      return { event: 'tool-output-delta', tool_call_id, delta };
    }
    case 'on_tool_end':
      return { event: 'tool-finished', tool_call_id, output: payload['output'] };
    case 'on_tool_error':
      return { event: 'tool-error', tool_call_id, message: messageOf(payload['error']) };
    default:
      return { event: 'tool-error', tool_call_id: '', message: `Unknown tool event: ${String(payload['event'])}` };
  }
}

function textOf(value: unknown, otherwise: string): string {
  const text = (value ?? otherwise) as string;
  return String(text);
}

function messageOf(error: unknown): string {
  return isObject(error) && typeof error['message'] === 'string' ? error['message'] : textOf(error, 'unknown error');
}

/** Of `{ node: update }` the first entry: a chunk holds one. */
function updateData(payload: unknown): UpdatesEventData {
  if (!isObject(payload)) return { values: {} };
  const entry = Object.entries(payload)[0];
  if (entry === undefined) return { values: {} };
  const [node, values] = entry;
  return { node, values: isObject(values) ? values : { value: values } };
}
