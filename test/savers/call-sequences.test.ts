import { describe, expect, it } from 'vitest';
import { RecordingSaver } from './recording-saver.ts';
import { scenarios } from './shapes.ts';
import { enginePlayer, langgraphPlayer } from './twins.ts';

/**
 * What LangGraph does that nobody can want: it tells of the answers once for each answer, and makes a checkpoint that is stored anew its
 * own parent.
 */
function withoutOddities(call: unknown): unknown {
  const { writes, put, parent } = call as { writes?: [string, unknown][]; put?: string; parent?: string };
  if (put !== undefined && parent === put) return { ...(call as object), parent: undefined };
  if (writes === undefined) return call;
  const once = writes.filter(([channel], place) => channel !== '__resume__' || writes[place - 1]?.[0] !== channel);
  return { ...(call as object), writes: once };
}

/** As a host sees it that decides by the order of calls what to keep. */
async function told(title: string, durability: 'sync' | 'exit'): Promise<string[][]> {
  const { shape, steps } = scenarios[title]!;
  const saver = new RecordingSaver();
  const engine = enginePlayer(shape(), saver);
  const all: string[][] = [];
  for (const step of steps) {
    await engine.play(step, durability);
    all.push(saver.take().map((call) => shortly(call as Call)));
  }
  return all;
}

interface Call {
  readonly put?: string;
  readonly putWrites?: string;
  readonly parent?: string;
  readonly task?: string;
  readonly writes?: readonly [string, unknown][];
  readonly metadata?: { readonly source: string; readonly step: number };
}

function shortly({ put, putWrites, parent, task, writes, metadata }: Call): string {
  if (put !== undefined) return `put ${put} after ${parent}: ${metadata?.source} ${metadata?.step}`;
  if (putWrites === undefined) return 'getTuple';
  const channels = writes?.map(([channel]) => channel).join(' ');
  return `putWrites ${putWrites}${task?.startsWith('0000') ? ' of no task' : ''}: ${channels}`;
}

describe('the order of calls that hosts rely on', () => {
  it('exit: what a checkpoint waits with comes before it, a clean end stores nothing but the checkpoint', async () => {
    const [clean] = await told('a run, and a second one', 'exit');
    expect(clean).toEqual(['getTuple', 'put #1 after undefined: loop 2']);
    expect(await told('a question', 'exit')).toEqual([
      ['getTuple', 'putWrites #1: __interrupt__', 'put #1 after undefined: loop 1'],
      ['getTuple', 'put #3 after #1: loop 2'],
    ]);
    expect(await told('a failure', 'exit')).toEqual([
      ['getTuple', 'putWrites #1: __error__', 'put #1 after undefined: loop 1'],
      ['getTuple', 'put #3 after #1: loop 2'],
    ]);
  });

  it('sync: every task and every checkpoint as it comes', async () => {
    expect(await told('a question', 'sync')).toEqual([
      [
        'getTuple',
        'put #1 after undefined: input -1',
        'putWrites #1: x branch:to:a',
        'put #3 after #1: loop 0',
        'putWrites #3: log branch:to:b',
        'put #5 after #3: loop 1',
        'putWrites #5: __interrupt__',
      ],
      ['getTuple', 'putWrites #5 of no task: __resume__', 'putWrites #5: __resume__ log', 'put #7 after #5: loop 2'],
    ]);
  });
});

describe.each(['sync', 'async', 'exit'] as const)(
  'durability %s: a saver is called as LangGraph calls it',
  (durability) => {
    it.each(Object.entries(scenarios))('%s', async (_title, { shape, steps }) => {
      const theirs = new RecordingSaver();
      const ours = new RecordingSaver();
      const langgraph = langgraphPlayer(shape(), theirs);
      const engine = enginePlayer(shape(), ours);
      for (const step of steps) {
        await langgraph.play(step, durability);
        await engine.play(step, durability);
        expect(ours.take()).toEqual(theirs.take().map(withoutOddities));
      }
    });
  },
);
