/** A client that fetches images and files itself, for providers that do not. */
import { type ContentPart, type Message, toBase64 } from '../../base/index.ts';
import { streamCall } from '../call-stream.ts';
import { checkRequest } from '../check-request.ts';
import { isWebURL } from '../data-url.ts';
import { eventReader } from '../event-reader.ts';
import type { LLMClientAdapter, LLMRequest } from '../llm-client.ts';
import { guardedFetch, type GuardedFetchOptions } from './guarded-fetch.ts';

/**
 * Makes a client that sends the content of images and files in place of their web addresses. Each is fetched by {@link guardedFetch}, once
 * per message.
 *
 * A URL that cannot be fetched is the error of the call.
 *
 * @example
 * const client = withInlinedMedia(await createLLMClient({ provider: 'bedrock', model: 'amazon.nova-pro-v1:0' }));
 */
export function withInlinedMedia(client: LLMClientAdapter, options: GuardedFetchOptions = {}): LLMClientAdapter {
  const inlined = new WeakMap<Message, Promise<Message>>();
  // Not under the signal of the call that came first: others may wait for the same message.
  const inline = (message: Message): Message | Promise<Message> => {
    if (!hasWebURL(message)) return message;
    let done = inlined.get(message);
    if (done === undefined) {
      done = withContent(message, options);
      inlined.set(message, done);
      // The next call may have more luck.
      done.catch(() => inlined.delete(message));
    }
    return done;
  };
  return {
    provider: client.provider,
    model: client.model,
    stream(request: LLMRequest) {
      checkRequest(request, client.provider);
      const open = async (signal: AbortSignal) => {
        const messages = await Promise.all(request.messages.map(async (message) => inline(message)));
        return client.stream({ ...request, messages, signal });
      };
      return streamCall(
        { provider: client.provider, open, reader: eventReader, toError: (error) => error },
        request.signal,
      );
    },
  };
}

function hasWebURL({ role, content }: Message): boolean {
  if (role === 'assistant' || typeof content === 'string') return false;
  return content.some((part) => part.type !== 'text' && isWebURL(part.url));
}

async function withContent<Kind extends Message>(message: Kind, options: GuardedFetchOptions): Promise<Kind> {
  const parts = message.content as readonly ContentPart[];
  const content = await Promise.all(
    parts.map(async (part) => {
      if (part.type === 'text' || !isWebURL(part.url)) return part;
      const { bytes, mediaType } = await guardedFetch(part.url, options);
      const type = part.type === 'file' ? part.mediaType : mediaType;
      return { ...part, url: `data:${type};base64,${toBase64(bytes)}` };
    }),
  );
  return { ...message, content };
}
