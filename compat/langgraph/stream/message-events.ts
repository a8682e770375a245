/** A whole message as the events of one that was streamed. */
import { type BaseMessage, isToolMessage } from '@langchain/core/messages';

type Block = { readonly type?: string; readonly index?: unknown } & Readonly<Record<string, unknown>>;
type MessageEventData = { event: string } & Record<string, unknown>;

/** Start, one start, delta and finish per block, and end. */
export function messageEvents(message: BaseMessage): MessageEventData[] {
  const events = [startOf(message)];
  for (const [offset, block] of blocksOf(message).entries()) {
    const index = typeof block.index === 'number' ? block.index : offset;
    events.push({ event: 'content-block-start', index, content: emptied(block) });
    const delta = deltaOf(block, index);
    if (delta !== undefined) events.push({ event: 'content-block-delta', index, delta });
    events.push({ event: 'content-block-finish', index, content: block });
  }
  events.push(endOf(message));
  return events;
}

function startOf(message: BaseMessage): MessageEventData {
  const start: MessageEventData = { event: 'message-start' };
  if (message.id !== undefined && message.id !== null) start['id'] = message.id;
  const { type } = message;
  if (type === 'human' || type === 'system' || type === 'tool') start['role'] = type;
  if (isToolMessage(message) && typeof message.tool_call_id === 'string') start['tool_call_id'] = message.tool_call_id;
  return start;
}

function endOf(message: BaseMessage): MessageEventData {
  const end: MessageEventData = { event: 'message-finish' };
  const { usage_metadata: usage, response_metadata: metadata } = message as BaseMessage & { usage_metadata?: unknown };
  if (typeof usage === 'object' && usage !== null) end['usage'] = usage;
  if (typeof metadata === 'object' && metadata !== null) end['responseMetadata'] = metadata;
  return end;
}

function blocksOf({ content }: BaseMessage): readonly Block[] {
  if (Array.isArray(content)) return content;
  return typeof content === 'string' && content !== '' ? [{ type: 'text', text: content }] : [];
}

/** The block before anything of it has come. */
function emptied(block: Block): Block {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: '' };
    case 'reasoning':
      return { type: 'reasoning', reasoning: '' };
    case 'tool_call':
    case 'tool_call_chunk': {
      const { id, name } = block;
      const known = {
        ...(id === undefined || id === null ? {} : { id }),
        ...(name === undefined || name === null ? {} : { name }),
      };
      return { type: 'tool_call_chunk', ...known, args: '' };
    }
    default:
      return block;
  }
}

/** All of the block at once, where its kind comes in deltas. */
function deltaOf(block: Block, index: number): Record<string, unknown> | undefined {
  const { type, text, reasoning } = block;
  if (type === 'text') return typeof text === 'string' && text !== '' ? { type: 'text-delta', text } : undefined;
  if (type === 'reasoning') {
    return typeof reasoning === 'string' && reasoning !== '' ? { type: 'reasoning-delta', reasoning } : undefined;
  }
  if (type !== 'tool_call_chunk') return undefined;
  return { type: 'block-delta', fields: { ...block, index, type } };
}
