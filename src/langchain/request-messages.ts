/** Plain messages → LangChain messages, for models of LangChain; each once. */
import { AIMessage, type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { type AssistantMessage, type ContentPart, type Message, textOfContent } from '../base/index.ts';
import { originalOf } from './from-langchain.ts';

type Content = ConstructorParameters<typeof HumanMessage>[0];

const converted = new WeakMap<Message, BaseMessage>();

/** The message that `plain` was made of, or one that says the same. */
export function messageToLangChain(plain: Message): BaseMessage {
  const known = originalOf(plain) ?? converted.get(plain);
  if (known !== undefined) return known;
  const made = convert(plain);
  converted.set(plain, made);
  return made;
}

function convert(message: Message): BaseMessage {
  switch (message.role) {
    case 'system':
      return new SystemMessage(textOfContent(message.content, '\n'));
    case 'user':
      return new HumanMessage(contentOf(message.content));
    case 'assistant':
      return assistantMessage(message);
    case 'tool': {
      const { toolCallId, name, content, isError } = message;
      return new ToolMessage({
        tool_call_id: toolCallId,
        content: (typeof content === 'string' ? content : (contentOf(content) as { content: string }).content) ?? '',
        ...(name !== undefined && { name }),
        status: isError ? 'error' : 'success',
      });
    }
  }
}

function contentOf(parts: readonly ContentPart[]): Content {
  const [first] = parts;
  if (parts.length === 1 && first?.type === 'text') return { content: first.text };
  return { content: parts.map(blockOf) as never };
}

function blockOf(part: ContentPart): Record<string, unknown> {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image':
      return { type: 'image_url', image_url: { url: part.url } };
    case 'file': {
      const [kind = ''] = part.mediaType.split('/');
      const type = kind === 'audio' || kind === 'video' ? kind : 'file';
      const data = /^data:[^;,]+;base64,/.exec(part.url.slice(0, 200))?.[0];
      const common = {
        type,
        mime_type: part.mediaType,
        ...(part.name !== undefined && { metadata: { filename: part.name } }),
      };
      if (data === undefined) return { ...common, source_type: 'url', url: part.url };
      return { ...common, source_type: 'base64', data: part.url.slice(data.length) };
    }
  }
}

/** Reasoning that is signed goes back as Anthropic's class writes it; what only another provider understands is left out. */
function assistantMessage({ content }: AssistantMessage): AIMessage {
  const calls = content.filter((part) => part.type === 'tool-call');
  const signed = content.filter((part) => part.type === 'reasoning' && (part.signature ?? part.redacted) !== undefined);
  const text = textOfContent(content);
  const thinking = signed.map((part) =>
    part.type === 'reasoning' && part.redacted === undefined
      ? { type: 'thinking', thinking: part.text, signature: part.signature }
      : { type: 'redacted_thinking', data: part.type === 'reasoning' ? part.redacted : '' },
  );
  return new AIMessage({
    content: (thinking.length === 0 ? text : [...thinking, ...(text === '' ? [] : [{ type: 'text', text }])]) as never,
    tool_calls: calls.map(({ id, name, args }) => ({ type: 'tool_call', id, name, args: { ...args } })),
  });
}
