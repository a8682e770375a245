/** LangChain's messages and documents from what was stored of them. */
import { Document } from '@langchain/core/documents';
import {
  AIMessage,
  AIMessageChunk,
  ChatMessage,
  ChatMessageChunk,
  FunctionMessage,
  FunctionMessageChunk,
  HumanMessage,
  HumanMessageChunk,
  RemoveMessage,
  SystemMessage,
  SystemMessageChunk,
  ToolMessage,
  ToolMessageChunk,
} from '@langchain/core/messages';

type Fields = Readonly<Record<string, unknown>>;

/** A closed table: data chooses among these, and nothing else. */
const CLASSES: ReadonlyMap<string, new (fields: never) => object> = new Map<string, new (fields: never) => object>(
  Object.entries({
    AIMessage,
    AIMessageChunk,
    ChatMessage,
    ChatMessageChunk,
    FunctionMessage,
    FunctionMessageChunk,
    HumanMessage,
    HumanMessageChunk,
    RemoveMessage,
    SystemMessage,
    SystemMessageChunk,
    ToolMessage,
    ToolMessageChunk,
    Document,
  }),
);

/**
 * @param name   of the class
 * @param fields what its constructor takes
 * @throws TypeError for a name that is none of them
 */
export function storedMessage(name: string, fields: Fields): object {
  const MessageClass = CLASSES.get(name);
  if (MessageClass === undefined) throw new TypeError(`There is no message class "${name}".`);
  return new MessageClass(fields as never);
}
