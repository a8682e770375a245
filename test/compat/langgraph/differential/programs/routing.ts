import { RunnableLambda } from '@langchain/core/runnables';
import type { Library } from '../library.ts';
import type { Programs } from '../run-program.ts';
import { logState, logger, pause, thread, type Loose } from './log-state.ts';

/** `a`, and `b`, `c` and `d` that only it may lead to. */
const fork = (lib: Library): Loose =>
  new lib.StateGraph(logState(lib))
    .addNode('a', logger('a'))
    .addNode('b', logger('b'))
    .addNode('c', logger('c'))
    .addNode('d', ((s: Loose) => ({ log: [`d:${JSON.stringify(s)}`] })) as Loose)
    .addEdge(lib.START, 'a');

export const routing: Programs = {
  'conditional edges lead to what they answer': async (lib, t) => {
    const answers: Record<string, Loose> = {
      name: 'b',
      end: lib.END,
      list: ['b', 'c'],
      'list with end': ['b', lib.END],
      'twice the same': ['b', 'b'],
      'empty list': [],
      send: new lib.Send('d', { log: 'sent' }),
      mixed: ['b', new lib.Send('d', 1)],
      async: Promise.resolve('c'),
      undefined,
      null: null,
      text: '',
      unknown: 'x',
      start: lib.START,
      'unknown send': new lib.Send('x', 1),
      'send to end': new lib.Send(lib.END, 1),
      'list with undefined': ['b', undefined],
      command: new lib.Command({ goto: 'b' }),
    };
    for (const [name, answer] of Object.entries(answers)) {
      await t.attempt(name, () =>
        fork(lib)
          .addConditionalEdges('a', () => answer)
          .compile()
          .invoke({ log: ['i'] }),
      );
    }
  },
  'path maps': async (lib, t) => {
    const route = (answer: Loose, map: Loose): Loose =>
      fork(lib)
        .addEdge('a', 'c')
        .addEdge('c', 'd')
        .addConditionalEdges('a', () => answer, map)
        .compile();
    await t.attempt('object', () => route('yes', { yes: 'b', no: lib.END }).invoke({}));
    await t.attempt('end', () => route('no', { yes: 'b', no: lib.END }).invoke({}));
    await t.attempt('list', () => route('b', ['b', 'c']).invoke({}));
    await t.attempt('several', () => route(['yes', 'no'], { yes: 'b', no: 'd' }).invoke({}));
    await t.attempt('boolean', () => route(true, { true: 'b', false: 'd' }).invoke({}));
    await t.attempt('unmapped', () => route('maybe', { yes: 'b', no: lib.END }).invoke({}));
    await t.attempt('send', () => route(new lib.Send('d', 1), { yes: 'b' }).invoke({}));
  },
  'conditional edges by one object, from the start, several': async (lib, t) => {
    const graph = fork(lib)
      .addConditionalEdges({
        source: 'a',
        path: function first() {
          return 'yes';
        },
        pathMap: { yes: 'b', no: 'd', never: 'c' },
      })
      .addConditionalEdges(
        'a',
        Object.assign(
          RunnableLambda.from(() => 'c'),
          { name: 'second' },
        ),
      )
      .compile();
    t.record('result', await graph.invoke({}));
    await t.attempt('same name', () => {
      function route(): string {
        return 'b';
      }
      void fork(lib).addConditionalEdges('a', route).addConditionalEdges('a', route);
    });
    const entry: Loose = new lib.StateGraph(logState(lib)).addNode('a', logger('a')).addNode('b', logger('b'));
    const conditional = entry
      .addConditionalEdges(lib.START, (s: Loose) => (s.plain === 1 ? 'a' : ['a', 'b']))
      .compile();
    t.record('entry', [await conditional.invoke({ plain: 1 }), await conditional.invoke({})]);
  },
  'conditional edges see the writes of their own node only': async (lib, t) => {
    const graph: Loose = fork(lib)
      .addEdge(lib.START, 'b')
      .addEdge(lib.START, 'c')
      .addEdge('c', 'd')
      .addConditionalEdges('a', (s: Loose, config: Loose) => {
        t.record('seen', [s, config.metadata.langgraph_node, config.metadata.langgraph_step]);
        return lib.END;
      })
      .compile();
    await graph.invoke({ plain: 1 });
  },
  'conditional edges that throw': async (lib, t) => {
    await t.attempt('throws', () =>
      fork(lib)
        .addConditionalEdges('a', () => {
          throw new TypeError('bad route');
        })
        .compile()
        .invoke({}),
    );
    await t.attempt('no function', () => fork(lib).addConditionalEdges('a', 'b').compile().invoke({}));
  },
  'sends run in their order whenever they end': async (lib, t) => {
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addNode('w', (async (ms: Loose) => {
        await pause(ms);
        return { log: [`w${ms}`] };
      }) as Loose)
      .addNode('z', logger('z'))
      .addEdge(lib.START, 'a')
      .addConditionalEdges('a', (() => [30, 1, 15].map((ms) => new lib.Send('w', ms))) as Loose)
      .addEdge('w', 'z')
      .compile();
    t.record('result', await graph.invoke({}));
    await t.chunks('both', () => graph.stream({}, { streamMode: ['updates', 'values'] }));
  },
  'send and command as values': (lib, t) => {
    const send = new lib.Send('a', { x: 1 });
    t.record('send', [send.lg_name, send.node, send.args, JSON.stringify(send), send.toJSON()]);
    const command = new lib.Command({ goto: ['a', send], update: { k: 1 }, resume: 0, graph: lib.Command.PARENT });
    t.record('command', [command.lg_name, lib.Command.PARENT, JSON.stringify(command), command.toJSON()]);
    t.record('guards', [
      lib.isCommand(command),
      lib.isCommand({ lg_name: 'Command' }),
      lib.isCommand(null),
      lib.isCommand(send),
    ]);
    t.record('one goto', new lib.Command({ goto: 'a' }).toJSON());
    t.record('empty', new lib.Command({}).toJSON());
  },
  'commands update and lead on, beside static edges': async (lib, t) => {
    const graph = (command: Loose, edge = false): Loose => {
      const builder: Loose = new lib.StateGraph(logState(lib))
        .addNode('a', (() => command) as Loose, { ends: ['b', 'c', 'd'] })
        .addNode('b', logger('b'))
        .addNode('c', logger('c'))
        .addNode('d', ((s: Loose) => ({ log: [`d${JSON.stringify(s)}`] })) as Loose)
        .addEdge(lib.START, 'a');
      return (edge ? builder.addEdge('a', 'c') : builder).compile();
    };
    const { Command, Send } = lib;
    await t.attempt('update', () => graph(new Command({ update: { log: ['u'] } })).invoke({}));
    await t.attempt('goto', () => graph(new Command({ goto: 'b' })).invoke({}));
    await t.attempt('both', () => graph(new Command({ update: { log: ['u'] }, goto: ['b', 'c'] })).invoke({}));
    await t.attempt('with edge', () => graph(new Command({ goto: 'b' }), true).invoke({}));
    await t.attempt('send', () => graph(new Command({ goto: new Send('d', { x: 1 }) })).invoke({}));
    await t.attempt('sends', () => graph(new Command({ goto: [new Send('d', 1), 'b', new Send('d', 2)] })).invoke({}));
    await t.attempt('pairs', () =>
      graph(
        new Command({
          update: [
            ['log', ['1']],
            ['log', ['2']],
          ] as Loose,
        }),
      ).invoke({}),
    );
    await t.attempt('end', () => graph(new Command({ goto: lib.END, update: { plain: 1 } })).invoke({}));
    await t.attempt('unknown', () => graph(new Command({ goto: 'x' })).invoke({}));
    await t.attempt('list', () =>
      graph([new Command({ goto: 'b' }), new Command({ goto: 'b' }), { log: ['x'] }]).invoke({}),
    );
    await t.refusal('structural', () => graph({ lg_name: 'Command', goto: ['b'], update: { log: ['s'] } }).invoke({}));
    await t.attempt('parent at top', () => graph(new Command({ goto: 'b', graph: Command.PARENT })).invoke({}));
    await t.chunks('updates', () => graph(new Command({ goto: 'b', update: { log: ['u'] } })).stream({}));
    await t.chunks('no update', () => graph(new Command({ goto: 'b' })).stream({}));
  },
  'commands as input': async (lib, t) => {
    const saver = t.saver();
    const graph = fork(lib)
      .addEdge('a', 'b')
      .addConditionalEdges('b', () => lib.END, ['c', 'd', lib.END])
      .compile({ checkpointer: saver });
    const { Command } = lib;
    await t.attempt('first', () => graph.invoke({ log: ['i'] }, thread('1')));
    await t.attempt('update', () => graph.invoke(new Command({ update: { plain: 1 } }), thread('1')));
    await t.attempt('goto', () => graph.invoke(new Command({ goto: 'c', update: { log: ['u'] } }), thread('1')));
    await t.attempt('send', () => graph.invoke(new Command({ goto: new lib.Send('d', 5) }), thread('1')));
    await t.attempt('empty', () => graph.invoke(new Command({}), thread('1')));
    await t.attempt('unknown', () => graph.invoke(new Command({ goto: 'x' }), thread('1')));
    await t.attempt('parent', () => graph.invoke(new Command({ goto: 'c', graph: Command.PARENT }), thread('1')));
    t.savedBy(saver);
    await t.attempt('fresh thread', () => graph.invoke(new Command({ goto: 'c' }), thread('2')));
    await t.attempt('no saver', () =>
      fork(lib)
        .addConditionalEdges('a', () => 'b')
        .compile()
        .invoke(new Command({ goto: 'c' })),
    );
  },
  'a join that fires beside an edge to the same node': async (lib, t) => {
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addNode('b', logger('b'))
      .addNode('x', logger('x'))
      .addNode('c', logger('c'))
      .addEdge(lib.START, 'a')
      .addEdge(lib.START, 'b')
      .addEdge(lib.START, 'x')
      .addEdge('x', 'c')
      .addEdge(['a', 'b'], 'c')
      .addConditionalEdges('c', ((s: Loose) => (s.log.length < 6 ? ['a', 'b'] : lib.END)) as Loose, ['a', 'b', lib.END])
      .compile();
    await t.attempt('result', () => graph.invoke({}));
  },
  'joins wait for all, and again': async (lib, t) => {
    const graph: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'))
      .addNode('b', logger('b'))
      .addNode('b2', logger('b2'))
      .addNode('c', logger('c'))
      .addEdge(lib.START, 'a')
      .addEdge(lib.START, 'b')
      .addEdge('b', 'b2')
      .addEdge(['a', 'b2'], 'c')
      .addConditionalEdges('c', (s: Loose) => (s.log.length < 6 ? ['a', 'b'] : lib.END))
      .compile();
    await t.chunks('updates', () => graph.stream({}));
  },
};
