/** A run's stream as server-sent events: `encoding: "text/event-stream"`. */
import { publicCheckpoint } from './public-checkpoint.ts';
import type { ProtocolEvent } from './protocol-event.ts';

type SentChunk = readonly [namespace: string[] | null | undefined, mode: string, payload: unknown];

/** The chunks of a run, `[namespace, mode, payload]`. A failure of the run is the last event. */
export function toEventStream(chunks: AsyncIterable<SentChunk>): ReadableStream<Uint8Array> {
  return eventStream(chunks, chunkText, (error) => `data: ${stringify(errorData(error))}`);
}

/** The events of a typed run stream. */
export function protocolEventsToEventStream(run: AsyncIterable<ProtocolEvent>): ReadableStream<Uint8Array> {
  return eventStream(run, eventText, (error) => `data: ${JSON.stringify({ message: String(error) })}`);
}

/** Reads only as far as the stream is read; cancelling it leaves the source, which stops the run. */
function eventStream<T>(
  source: AsyncIterable<T>,
  textOf: (item: T) => string,
  textOfError: (error: unknown) => string,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = source[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const next = await iterator.next();
        if (next.done === true) controller.close();
        else controller.enqueue(encoder.encode(await encoded(next.value, textOf, iterator)));
      } catch (error) {
        controller.enqueue(encoder.encode(`event: error\n${textOfError(error)}\n\n`));
        controller.close();
      }
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

/** What cannot be written ends the stream, and so the run. */
async function encoded<T>(item: T, textOf: (item: T) => string, iterator: AsyncIterator<T>): Promise<string> {
  try {
    return textOf(item);
  } catch (error) {
    await iterator.return?.();
    throw error;
  }
}

function chunkText([namespace, mode, payload]: SentChunk): string {
  return `event: ${eventName(mode, namespace)}\ndata: ${stringify(chunkData(mode, payload))}\n\n`;
}

function eventText({ method, params: { namespace, data } }: ProtocolEvent): string {
  return `event: ${eventName(method, namespace)}\ndata: ${JSON.stringify(data ?? {})}\n\n`;
}

function eventName(mode: string, namespace: string[] | null | undefined): string {
  return namespace !== undefined && namespace !== null && namespace.length > 0
    ? `${mode}|${namespace.join('|')}`
    : mode;
}

function chunkData(mode: string, payload: unknown): unknown {
  if (mode === 'checkpoints') return publicCheckpoint(payload as Record<string, unknown>);
  if (mode !== 'debug') return payload;
  const record = payload as { type?: unknown; payload: Record<string, unknown> };
  return record.type === 'checkpoint' ? { ...record, payload: publicCheckpoint(record.payload) } : payload;
}

function errorData(error: unknown): { error: string; message: string } {
  if (error instanceof Error) return { error: error.name, message: error.message };
  return { error: 'Error', message: JSON.stringify(error) };
}

/** JSON in which messages are flat: their type beside their fields. */
function stringify(value: unknown): string {
  return JSON.stringify(value, function flatten(this: Record<string, unknown>, key: string, written: unknown): unknown {
    const held = this[key];
    if (typeof held !== 'object' || held === null || !('toDict' in held) || typeof held.toDict !== 'function')
      return written;
    const { type, data } = held.toDict() as { type: string; data: object };
    return { ...data, type };
  });
}
