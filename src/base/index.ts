export * from './errors.ts';
export * from './model-errors.ts';
export type * from './message.ts';
export { randomId, randomUuid } from './ids.ts';
export { abortable, linkSignals, onAbort } from './abort.ts';
export { EventStream, type EventReader } from './event-stream.ts';
export { systemClock, type Clock } from './clock.ts';
