import { z } from 'zod';
import type { Library } from '../library.ts';
import type { Programs } from '../run-program.ts';
import { logState, logger, type Loose } from './log-state.ts';

const single = (lib: Library, state: Loose, node: Loose, more: Loose = {}): Loose =>
  new lib.StateGraph(state, more).addNode('n', node).addEdge(lib.START, 'n').compile();

export const stateKinds: Programs = {
  'annotation without brackets, with value, without default': async (lib, t) => {
    const state = lib.Annotation.Root({
      bare: lib.Annotation<number>,
      old: lib.Annotation<number>({ value: (a: number, b: number) => a + b, default: () => 10 } as never),
      noDefault: lib.Annotation<number[]>({ reducer: (a, b) => a.concat(b) }),
    });
    t.record('spec', Object.keys(state.spec));
    const graph = single(lib, state, (seen: Loose) => {
      t.record('seen', seen);
      return { bare: 2, old: 5, noDefault: [2] };
    });
    t.record('result', await graph.invoke({ bare: 1, old: 1, noDefault: [1] }));
    t.record('empty', await graph.invoke({}));
  },
  'raw channels as state': async (lib, t) => {
    const graph = single(
      lib,
      {
        a: new lib.channels.LastValue(),
        b: new lib.BinaryOperatorAggregate<number>(
          (x, y) => x + y,
          () => 1,
        ),
      },
      () => ({ a: 1, b: 2 }),
    );
    t.record('result', await graph.invoke({ a: 0, b: 3 }));
  },
  'legacy channels option': async (lib, t) => {
    const builder: Loose = new lib.StateGraph({
      channels: {
        list: { reducer: (a: Loose, b: Loose) => a.concat(b), default: () => [] },
        sum: { value: (a: number, b: number) => a + b, default: () => 0 },
        last: null,
      },
    } as Loose);
    const graph = builder
      .addNode('n', (s: Loose) => ({ list: [s.sum], sum: 2, last: 'x' }))
      .addEdge(lib.START, 'n')
      .compile();
    t.record('result', await graph.invoke({ list: ['i'], sum: 1 }));
  },
  'schemas that are none are refused': async (lib, t) => {
    for (const bad of [undefined, null, 3, 'x', [], {}, { a: 3 }, () => 1, new Map()]) {
      await t.attempt(`schema ${String(bad)}`, () => typeof new lib.StateGraph(bad as never));
    }
    await t.attempt('bad context', () => typeof new lib.StateGraph(logState(lib), 5 as never));
  },
  'input and output schemas select': async (lib, t) => {
    const all = lib.Annotation.Root({
      q: lib.Annotation<string>,
      a: lib.Annotation<string>,
      x: lib.Annotation<string>,
    });
    const graph: Loose = new lib.StateGraph({
      stateSchema: all,
      input: lib.Annotation.Root({ q: lib.Annotation<string> }),
      output: lib.Annotation.Root({ a: lib.Annotation<string> }),
    } as Loose)
      .addNode('n', ((s: Loose) => ({ a: `${s.q}!`, x: String(s.x) })) as Loose)
      .addEdge(lib.START, 'n')
      .compile();
    t.record('result', await graph.invoke({ q: 'q', x: 'hidden' }));
    await t.chunks('values', () => graph.stream({ q: 'q' }, { streamMode: 'values' }));
    t.record('channels', [graph.inputChannels, graph.outputChannels, graph.streamChannelsAsIs]);
  },
  'state alone by options, and context': async (lib, t) => {
    const graph: Loose = new lib.StateGraph({ state: logState(lib), context: z.object({ who: z.string() }) } as Loose)
      .addNode('n', ((_s: Loose, r: Loose) => ({ log: [r.context.who] })) as Loose)
      .addEdge(lib.START, 'n')
      .compile();
    t.record('result', await graph.invoke({}, { context: { who: 'me' } }));
    await t.attempt('bad context', () => graph.invoke({}, { context: { who: 3 } }));
    await t.attempt('no context', () => graph.invoke({}));
  },
  'one key in two schemas must agree': async (lib, t) => {
    const one = lib.Annotation.Root({ k: lib.Annotation<number[]>({ reducer: (a, b) => a.concat(b) }) });
    const two = lib.Annotation.Root({ k: lib.Annotation<number[]>({ reducer: (a, b) => b.concat(a) }) });
    const plain = lib.Annotation.Root({ k: lib.Annotation<number[]> });
    await t.attempt('other reducer', () => typeof new lib.StateGraph({ state: one, input: two } as Loose));
    await t.attempt('plain input', () => typeof new lib.StateGraph({ state: one, input: plain } as Loose));
    const invoke = (schemas: Loose): Loose => single(lib, schemas, () => ({ k: [2] })).invoke({ k: [1] });
    await t.attempt('reducer in the input', () => invoke({ state: plain, input: one }));
    await t.attempt('reducer in the state', () => invoke({ state: one, input: plain, output: plain }));
    await t.attempt(
      'node input',
      () => typeof new lib.StateGraph(one).addNode('n', (() => ({})) as Loose, { input: two } as Loose),
    );
  },
  'private keys travel between nodes only': async (lib, t) => {
    const secret = lib.Annotation.Root({ secret: lib.Annotation<string> });
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', (() => ({ log: ['a'], secret: 's' })) as Loose)
      .addNode('b', ((s: Loose) => ({ log: [JSON.stringify(s)] })) as Loose, { input: secret } as Loose)
      .addEdge(lib.START, 'a')
      .addEdge('a', 'b')
      .compile();
    t.record('result', await graph.invoke({}));
    await t.chunks('updates', () => graph.stream({}));
    await t.chunks('values', () => graph.stream({}, { streamMode: 'values' }));
  },
  'what a node may return': async (lib, t) => {
    const returns: Record<string, Loose> = {
      undefined,
      null: null,
      empty: {},
      unknown: { nope: 1 },
      'undefined key': { plain: undefined },
      'null key': { plain: null },
      falsy: { plain: 0, other: '' },
      number: 3,
      zero: 0,
      text: 'x',
      boolean: false,
      list: [{ log: ['1'] }, { log: ['2'], plain: 1 }],
      'list with command': [{ log: ['1'] }, new lib.Command({ update: { log: ['2'] } })],
      'list of numbers': [1, 2],
      'empty list': [],
      map: new Map([['log', ['m']]]),
    };
    for (const [name, value] of Object.entries(returns)) {
      await t.attempt(name, () => single(lib, logState(lib), () => value).invoke({ plain: 'p', log: ['i'] }));
      await t.chunks(`${name}, updates`, () => single(lib, logState(lib), () => value).stream({}));
    }
  },
  'what a graph may get': async (lib, t) => {
    for (const input of [undefined, null, {}, { nope: 1 }, 3, 'x', [], { plain: undefined }, { log: null }]) {
      await t.attempt(`input ${JSON.stringify(input)}`, () => single(lib, logState(lib), logger('n')).invoke(input));
    }
  },
  'two plain writes in a step collide, reducers fold in order': async (lib, t) => {
    const fan = (node: (name: string) => Loose): Loose => {
      const builder: Loose = new lib.StateGraph(logState(lib));
      for (const name of ['c', 'a', 'b']) builder.addNode(name, node(name)).addEdge(lib.START, name);
      return builder.compile();
    };
    await t.attempt('plain', () => fan((name) => () => ({ plain: name })).invoke({}));
    await t.attempt('reducer', () => fan((name) => () => ({ log: [name] })).invoke({}));
  },
  'reducer that throws': async (lib, t) => {
    const state = lib.Annotation.Root({
      k: lib.Annotation<number>({
        reducer: () => {
          throw new RangeError('bad reducer');
        },
        default: () => 0,
      }),
    });
    await t.attempt('input', () => single(lib, state, () => ({})).invoke({ k: 1 }));
    await t.attempt('node', () => single(lib, state, () => ({ k: 1 })).invoke({}));
  },
  'overwrite replaces what a reducer holds': async (lib, t) => {
    const overwrite = (value: Loose): Loose => single(lib, logState(lib), () => ({ log: value }));
    t.record('class', await overwrite(new lib.Overwrite(['new'])).invoke({ log: ['old'] }));
    t.record('plain object', await overwrite({ __overwrite__: ['new'] }).invoke({ log: ['old'] }));
    t.record('json', new lib.Overwrite(['x']).toJSON());
    const two: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', (() => ({ log: new lib.Overwrite(['a']) })) as Loose)
      .addNode('b', (() => ({ log: new lib.Overwrite(['b']) })) as Loose)
      .addNode('c', logger('c'))
      .addEdge(lib.START, 'a')
      .addEdge(lib.START, 'c');
    t.record(
      'sibling dropped',
      await two
        .addEdge('a', 'b')
        .compile()
        .invoke({ log: ['i'] }),
    );
    const clash: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', (() => ({ log: new lib.Overwrite(['a']) })) as Loose)
      .addNode('b', (() => ({ log: new lib.Overwrite(['b']) })) as Loose)
      .addEdge(lib.START, 'a')
      .addEdge(lib.START, 'b')
      .compile();
    await t.attempt('two in a step', () => clash.invoke({}));
    t.record('input', await single(lib, logState(lib), logger('n')).invoke({ log: new lib.Overwrite(['in']) }));
    await t.attempt('plain key', () => single(lib, logState(lib), () => ({ plain: new lib.Overwrite(1) })).invoke({}));
  },
};
