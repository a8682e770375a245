/** A graph whose whole state is a list of messages. */
import type { BaseMessage } from '@langchain/core/messages';
import { messagesStateReducer, type Messages } from '../messages/index.ts';
import { StateGraph } from './state-graph.ts';

/** @deprecated Use `StateGraph` with `MessagesAnnotation`. */
export class MessageGraph extends StateGraph<BaseMessage[], BaseMessage[], Messages> {
  constructor() {
    super({ channels: { __root__: { reducer: messagesStateReducer, default: () => [] } } } as never);
  }
}
