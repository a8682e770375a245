import * as oracle from '@langchain/langgraph';
import { AIMessage, HumanMessage, RemoveMessage, type BaseMessage } from '@langchain/core/messages';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as door from '../../../../compat/langgraph/messages/index.ts';

type Reduce = typeof door.messagesStateReducer;
type Delta = typeof door.messagesDeltaReducer;

/** A message to be made anew for each implementation. */
interface Drawn {
  kind: 'human' | 'ai' | 'remove' | 'record' | 'text';
  id?: string;
}

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
const named = fc.record({ kind: fc.constantFrom('human', 'ai', 'record'), id });
const unnamed = fc.record({ kind: fc.constantFrom('human', 'text', 'record') });
const removal = fc.record({ kind: fc.constant('remove'), id: fc.oneof(id, fc.constant(door.REMOVE_ALL_MESSAGES)) });
const drawn = fc.oneof(
  { weight: 6, arbitrary: named },
  { weight: 3, arbitrary: unnamed },
  { weight: 1, arbitrary: removal },
) as fc.Arbitrary<Drawn>;

/** A write, and upon which of the lists made so far. */
const steps = fc.array(fc.record({ onto: fc.nat(), write: fc.array(drawn, { maxLength: 4 }) }), { maxLength: 12 });

function made({ kind, id: name }: Drawn, content: string): never {
  const message = {
    human: () => new HumanMessage({ content, id: name }),
    ai: () => new AIMessage({ content, id: name }),
    remove: () => new RemoveMessage({ id: name! }),
    record: () => ({ role: 'user', content, ...(name && { id: name }) }),
    text: () => content,
  }[kind]();
  return message as never;
}

const looks = (messages: BaseMessage[]) =>
  messages.map((message) => [message.getType(), message.content, (message.id?.length ?? 0) > 1 ? 'made' : message.id]);

/** Every list that came of the steps, each upon one of those before it. */
function history(
  reduce: (held: BaseMessage[], write: never[]) => BaseMessage[],
  drawnSteps: { onto: number; write: Drawn[] }[],
) {
  const lists: BaseMessage[][] = [[]];
  const outcomes: unknown[] = [];
  for (const [number, { onto, write }] of drawnSteps.entries()) {
    // Mostly upon the last.
    const held = lists.at(onto % 3 === 0 ? onto % lists.length : -1)!;
    try {
      const list = reduce(
        held,
        write.map((one, place) => made(one, `${number}.${place}`)),
      );
      lists.push(list);
      outcomes.push(looks(list));
    } catch (error) {
      outcomes.push((error as Error).message);
    }
  }
  return { outcomes, lists: lists.map(looks) };
}

describe('reducers of messages', () => {
  it('make the same lists as upstream, also of lists that grew apart', () => {
    fc.assert(
      fc.property(steps, (drawnSteps) => {
        const run = (reduce: Reduce) => history((held, write) => reduce(held, write), drawnSteps);
        expect(run(door.messagesStateReducer)).toEqual(run(oracle.messagesStateReducer));
      }),
      { numRuns: 400 },
    );
  });

  it('make the same of batches', () => {
    fc.assert(
      fc.property(steps, (drawnSteps) => {
        const run = (reduce: Delta) => history((held, write) => reduce(held, [write, ...write]), drawnSteps);
        expect(run(door.messagesDeltaReducer)).toEqual(run(oracle.messagesDeltaReducer));
      }),
      { numRuns: 200 },
    );
  });

  it('make the same of a batch and of its writes one by one', () => {
    fc.assert(
      fc.property(fc.array(drawn, { maxLength: 6 }), fc.array(drawn, { maxLength: 6 }), (first, second) => {
        const one = first.map((message, place) => made(message, `1.${place}`));
        const two = second.map((message, place) => made(message, `2.${place}`));
        const { messagesDeltaReducer: reduce } = door;
        expect(looks(reduce(reduce([], one), two))).toEqual(looks(reduce([], [...one, ...two])));
      }),
      { numRuns: 200 },
    );
  });
});
