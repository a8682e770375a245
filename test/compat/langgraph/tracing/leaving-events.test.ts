import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Annotation, START, StateGraph } from '../../../../compat/langgraph/index.ts';

/** Four nodes that take their time, one after the other, and the names of those that ran. */
function slowly(ran: string[]) {
  const State = Annotation.Root({ last: Annotation<string> });
  const node = (name: string) => async (): Promise<{ last: string }> => {
    await pause(10);
    ran.push(name);
    return { last: name };
  };
  return new StateGraph(State)
    .addNode('a', node('a'))
    .addNode('b', node('b'))
    .addNode('c', node('c'))
    .addNode('d', node('d'))
    .addEdge(START, 'a')
    .addEdge('a', 'b')
    .addEdge('b', 'c')
    .addEdge('c', 'd')
    .compile();
}

it.each([
  ['v1', 1],
  ['v1', 5],
  ['v2', 1],
  ['v2', 3],
  ['v2', 8],
] as const)('leaving the events of %s after %i ends the loop at once, and the run', async (version, events) => {
  const ran: string[] = [];
  let seen = 0;
  for await (const event of slowly(ran).streamEvents({}, { version })) {
    expect(event.event).toMatch(/^on_/);
    if (++seen === events) break;
  }
  expect(seen).toBe(events);
  const ranWhenLeft = ran.length;
  await pause(80);
  // A node that was running may have come to its end; none has started since.
  expect(ran.length - ranWhenLeft).toBeLessThanOrEqual(1);
  expect(ran).not.toContain('d');
});

it.each(['v1', 'v2'] as const)('cancelling a reader of the events of %s ends the run', async (version) => {
  const ran: string[] = [];
  const reader = slowly(ran).streamEvents({}, { version }).getReader();
  await reader.read();
  await reader.cancel();
  await pause(80);
  expect(ran).not.toContain('b');
});
