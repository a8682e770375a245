/** The messages that models write in the nodes of a graph, each a stream of its own. */
import type { ChatModelStreamEvent } from '@langchain/core/language_models/event';
import { ChatModelStream } from '@langchain/core/language_models/stream';
import { isWithin } from '../namespace.ts';
import type { ChatModelStreamHandle, Namespace, ProtocolEvent, StreamTransformer } from '../protocol-event.ts';
import { StreamChannel } from '../stream-channel.ts';
import { MessageInFlight } from './followed-messages.ts';

export interface MessagesTransformerProjection {
  messages: AsyncIterable<ChatModelStreamHandle>;
}

type MessageEvent = ChatModelStreamEvent & { run_id?: unknown; id?: unknown; role?: unknown };

/** Groups the `messages` events of a graph's own nodes, or of one of them, into messages; those of tools are left out. */
export function createMessagesTransformer(
  path: Namespace,
  nodeFilter?: string,
): StreamTransformer<MessagesTransformerProjection> {
  const messages = new OpenMessages();
  return {
    init: () => ({ messages: messages.log.toAsyncIterable() }),
    process(event) {
      const { namespace, node } = event.params;
      const isOwn =
        event.method === 'messages' &&
        namespace.length === path.length + 1 &&
        isWithin(namespace, path) &&
        (nodeFilter === undefined || node === nodeFilter);
      if (isOwn) messages.take(event);
      return true;
    },
    finalize: () => messages.finish(),
    fail: (err) => messages.fail(err),
  };
}

/** The model's run tells messages apart that come at the same time. */
function keyOf(data: MessageEvent): string {
  if (typeof data.run_id === 'string') return `run:${data.run_id}`;
  return data.event === 'message-start' && typeof data.id === 'string' ? `message:${data.id}` : '__default__';
}

class OpenMessages {
  readonly log: StreamChannel<ChatModelStreamHandle> = StreamChannel.local<ChatModelStreamHandle>();
  readonly #open = new Map<string, StreamChannel<ChatModelStreamEvent>>();
  readonly #ofTools = new Set<string>();

  take(event: ProtocolEvent): void {
    const data = event.params.data as MessageEvent;
    const key = keyOf(data);
    switch (data.event) {
      case 'message-start':
        if (data.role === 'tool') this.#ofTools.add(key);
        else this.#start(key, event);
        return;
      case 'content-block-start':
      case 'content-block-delta':
      case 'content-block-finish':
      case 'error':
        if (!this.#ofTools.has(key)) this.#open.get(key)?.push(data);
        return;
      case 'message-finish':
        if (!this.#ofTools.delete(key)) this.#finish(key, data);
        break;
      default:
    }
  }

  #start(key: string, { params }: ProtocolEvent): void {
    const source = StreamChannel.local<ChatModelStreamEvent>();
    const inFlight = new MessageInFlight();
    source._watch(inFlight);
    const { namespace, node } = params;
    const stream = Object.assign(new ChatModelStream(source), { namespace, node });
    MessageInFlight.of(stream, inFlight);
    this.#open.set(key, source);
    source.push(params.data as ChatModelStreamEvent);
    this.log.push(stream);
  }

  #finish(key: string, data: ChatModelStreamEvent): void {
    const source = this.#open.get(key);
    this.#open.delete(key);
    source?.push(data);
    source?.close();
  }

  finish(): void {
    for (const key of this.#open.keys()) this.#finish(key, { event: 'message-finish' });
    this.#ofTools.clear();
    this.log.close();
  }

  fail(err: unknown): void {
    for (const source of this.#open.values()) source.fail(err);
    this.#open.clear();
    this.#ofTools.clear();
    this.log.fail(err);
  }
}
