/** Delta channels, what is never stored and entrypoints, on threads that two libraries take turns at. */
import type { Library } from '../../differential/library.ts';
import { thread, type Loose } from '../../differential/programs/log-state.ts';
import type { Tape } from '../../differential/tape.ts';

/** What is built once per library over one saver, and what is done with it in turns. */
export interface Relay {
  build(lib: Library, checkpointer: Loose): Loose;
  readonly turns: readonly ((graph: Loose, lib: Library, t: Tape) => Promise<unknown>)[];
}

const input = (log: string) => (graph: Loose) => graph.invoke({ log: [log] }, thread('1'));
const answer = (resume: unknown) => (graph: Loose, lib: Library) =>
  graph.invoke(new lib.Command({ resume }), thread('1'));
const on = (graph: Loose) => graph.invoke(null, thread('1'));

const append = (held: Loose, more: Loose): Loose => [...held, ...more.flat()];

export const relays: Readonly<Record<string, Relay>> = {
  'delta channels': {
    build: (lib, checkpointer) =>
      (
        new lib.StateGraph(
          lib.Annotation.Root({
            log: () => new lib.DeltaChannel(append, { initialValueFactory: () => [], snapshotFrequency: 3 } as Loose),
          } as Loose),
        ) as Loose
      )
        .addNode('a', (s: Loose) => ({ log: [`a${s.log.length}`] }))
        .addNode('q', () => ({ log: [`q=${String(lib.interrupt('q'))}`] }))
        .addEdge(lib.START, 'a')
        .addEdge('a', 'q')
        .compile({ checkpointer }),
    turns: [input('1'), answer('r1'), input('2'), answer('r2'), input('3'), input('4'), answer('r4')],
  },
  'untracked values': {
    build: (lib, checkpointer) =>
      (
        new lib.StateGraph(
          lib.Annotation.Root({
            log: lib.Annotation<string[]>({ reducer: append, default: () => [] }),
            secret: () => new lib.UntrackedValueChannel(),
          } as Loose),
        ) as Loose
      )
        .addNode('a', (s: Loose) => ({ log: [`a:${s.secret}`], secret: 'of a' }))
        .addNode('b', (s: Loose) => ({ log: [`b:${s.secret}`] }))
        .addNode('q', (s: Loose) => ({ log: [`q:${s.secret}=${String(lib.interrupt('q'))}`] }))
        .addEdge(lib.START, 'a')
        .addEdge('a', 'b')
        .addConditionalEdges('b', (s: Loose) => [new lib.Send('q', s)], ['q'])
        .compile({ checkpointer }),
    turns: [input('1'), answer('r1'), input('2'), on, answer('r2')],
  },
  entrypoints: {
    build(lib, checkpointer) {
      const inc = lib.task('inc', async (n: number) => n + 1);
      return lib.entrypoint({ name: 'work', checkpointer }, async (n: number) => {
        const before = lib.getPreviousState<number>() ?? 0;
        const more = await inc(n);
        return before * 100 + more + Number(lib.interrupt('more'));
      });
    },
    turns: [1, 2, 3].flatMap((n) => [(graph: Loose) => graph.invoke(n, thread('1')), answer(n * 10)]),
  },
  'failures, sends and joins': {
    build(lib, checkpointer) {
      return (
        new lib.StateGraph(
          lib.Annotation.Root({ log: lib.Annotation<string[]>({ reducer: append, default: () => [] }) }),
        ) as Loose
      )
        .addNode('a', () => ({ log: ['a'] }))
        .addNode('b', () => ({ log: ['b'] }))
        .addNode('w', async (n: number) => {
          if (n === 2 && lib.interrupt('ready?') !== 'yes') throw new RangeError('not ready');
          return { log: [`w${n}`] };
        })
        .addNode('j', (s: Loose) => ({ log: [`j${s.log.length}`] }))
        .addNode('d', (s: Loose) => ({ log: [`d${s.log.length}`] }), { defer: true })
        .addEdge(lib.START, 'a')
        .addEdge(lib.START, 'b')
        .addConditionalEdges('a', () => [new lib.Send('w', 1), new lib.Send('w', 2)], ['w'])
        .addEdge(['w', 'b'], 'j')
        .addEdge('a', 'd')
        .compile({ checkpointer });
    },
    turns: [input('1'), answer('no'), on, input('2'), answer('yes')],
  },
};
