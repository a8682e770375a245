/** Channels that an update leaves as they were. */
import { describe, expect, it } from 'vitest';
import { EMPTY, type Channel } from '../../src/engine/index.ts';
import { applyWrites, compileProgram, type EndedTask, type Write } from '../../src/engine/internal.ts';

interface Waiting {
  readonly value: unknown;
  readonly finished: boolean;
}

const waits: Channel<unknown, unknown, Waiting> = {
  sharable: true,
  update: (_, writes) => ({ value: writes.at(-1), finished: false }),
  read: ({ value, finished }) => (finished ? value : EMPTY),
  finish: (held) => (held.finished ? held : { ...held, finished: true }),
};
const most: Channel<number> = {
  sharable: true,
  update: (held, writes) => Math.max(held === EMPTY ? 0 : held, ...writes),
};

const plan = compileProgram({
  channels: { input: most, telling: { ...most, tellsChange: true }, plain: most, waits } as never,
  nodes: { node: { triggers: ['input'], run: () => undefined } },
});

function changed(held: readonly unknown[], ...writes: Write[]): number[] {
  const task: EndedTask = { node: 'node', planNode: plan.start, writes, changes: undefined, chosen: [], errands: [] };
  return [...applyWrites(plan, { held, fading: new Set() } as never, [task]).keys()];
}

describe('a channel that an update leaves as it was', () => {
  it('counts as written, unless it says that it tells', () => {
    expect(changed([EMPTY, 5, 5, EMPTY], { slot: 1, value: 3 })).toEqual([]);
    expect(changed([EMPTY, 5, 5, EMPTY], { slot: 2, value: 3 })).toEqual([2]);
    expect(changed([EMPTY, 5, 5, EMPTY], { slot: 1, value: 6 }, { slot: 2, value: 6 })).toEqual([1, 2]);
  });

  it('and that had finished before has not changed by finishing', () => {
    expect(changed([EMPTY, EMPTY, EMPTY, { value: 1, finished: true }])).toEqual([]);
    expect(changed([EMPTY, EMPTY, EMPTY, { value: 1, finished: false }])).toEqual([3]);
  });
});
