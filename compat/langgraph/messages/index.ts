/** How states take messages. */
export { MessagesAnnotation, MessagesZodMeta, MessagesZodState } from './messages-annotation.ts';
export { messagesDeltaReducer } from './messages-delta-reducer.ts';
export { REMOVE_ALL_MESSAGES, messagesStateReducer } from './messages-state-reducer.ts';
export type { Messages } from './messages-state-reducer.ts';
export { MessagesDeltaValue, MessagesValue } from './messages-value.ts';
export { pushMessage } from './push-message.ts';
