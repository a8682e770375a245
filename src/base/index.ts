export * from './errors.ts';
export type * from './message.ts';
export { randomId, randomUuid } from './ids.ts';
export { abortable, type LinkedSignal, linkSignals, onAbort } from './abort.ts';
export { EventStream, type EventReader, type EventStreamOptions } from './event-stream.ts';
