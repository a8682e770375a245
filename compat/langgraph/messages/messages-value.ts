/** Fields of messages for a `StateSchema`. */
import type { BaseMessage } from '@langchain/core/messages';
import { z } from 'zod/v4';
import { DeltaValue } from '../state/delta-value.ts';
import { ReducedValue } from '../state/reduced-value.ts';
import { messagesDeltaReducer } from './messages-delta-reducer.ts';
import { messagesStateReducer, type Messages } from './messages-state-reducer.ts';

const valueSchema = z.custom<BaseMessage[]>().default(() => []);
const inputSchema = z.custom<Messages>();
const described = () => ({ langgraph_type: 'messages', description: 'A list of chat messages' });

/** A field of messages. */
export const MessagesValue: ReducedValue<BaseMessage[], Messages> = new ReducedValue<BaseMessage[], Messages>(
  valueSchema,
  { inputSchema, reducer: messagesStateReducer, jsonSchemaExtra: described() },
);

/** A field of messages of which checkpoints store what was added, and the whole list now and then. */
export const MessagesDeltaValue: DeltaValue<BaseMessage[], Messages> = new DeltaValue<BaseMessage[], Messages>(
  valueSchema,
  { inputSchema, reducer: messagesDeltaReducer, jsonSchemaExtra: described() },
);
