/** An answer that comes as events of the port already. */
import type { AnswerReader } from './call-stream.ts';
import type { LLMEvent } from './llm-event.ts';

/** Passes events on as they are; where the last is neither `done` nor `error`, the answer was cut. */
export function eventReader(): AnswerReader<LLMEvent> {
  const events: LLMEvent[] = [];
  let last: LLMEvent['type'] | undefined;
  return {
    events,
    complete: false,
    read(event) {
      last = event.type;
      events.push(event);
    },
    finish: () => last === 'done' || last === 'error',
  };
}
