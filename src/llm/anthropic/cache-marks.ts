/** Where the prompt is cut for the cache: behind tools, instructions and the conversation so far. Pure. */
import type {
  ContentBlockParam,
  MessageCreateParamsStreaming,
  MessageParam,
} from '@anthropic-ai/sdk/resources/messages';

/** The user's last messages that are marked: what was cached up to the one before is found by the next call. */
const MARKED_TURNS = 2;

const MARK = { cache_control: { type: 'ephemeral' } } as const;

/** The same body with marks, unless it has marks of the caller's own; a request may have four. */
export function withCacheMarks(body: MessageCreateParamsStreaming): MessageCreateParamsStreaming {
  const { system, tools, messages } = body;
  if (JSON.stringify(system ?? '').includes('"cache_control"')) return body;
  return {
    ...body,
    ...(system !== undefined && { system: withLastMarked(asBlocks(system)) }),
    ...(tools !== undefined && { tools: withLastMarked(tools) }),
    messages: withLastTurnsMarked(messages),
  };
}

function withLastTurnsMarked(messages: readonly MessageParam[]): MessageParam[] {
  let turns = 0;
  const marked = [...messages];
  for (let place = messages.length - 1; place >= 0 && turns < MARKED_TURNS; place--) {
    const message = messages[place];
    if (message?.role !== 'user') continue;
    turns++;
    const content: ContentBlockParam[] =
      typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
    marked[place] = { ...message, content: withLastMarked(content) };
  }
  return marked;
}

function asBlocks(system: NonNullable<MessageCreateParamsStreaming['system']>): { type: 'text'; text: string }[] {
  return typeof system === 'string' ? [{ type: 'text', text: system }] : system;
}

function withLastMarked<Item extends object>(items: readonly Item[]): Item[] {
  return items.map((item, place) => (place === items.length - 1 ? { ...item, ...MARK } : item));
}
