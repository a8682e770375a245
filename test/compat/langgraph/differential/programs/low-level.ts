import type { Library } from '../library.ts';
import type { Programs } from '../run-program.ts';
import { thread, type Loose } from './log-state.ts';

const pipeline = (lib: Library, more: Loose = {}): Loose => {
  const { Channel, Pregel } = lib.pregel;
  const { LastValue } = lib.channels;
  return new Pregel({
    nodes: {
      one: Channel.subscribeTo('input')
        .pipe((x: number) => x + 1)
        .pipe(Channel.writeTo(['between'])),
      two: Channel.subscribeTo('between')
        .pipe((x: number) => x * 10)
        .pipe(Channel.writeTo(['output'])),
    },
    channels: { input: new LastValue(), between: new LastValue(), output: new LastValue() },
    inputChannels: 'input',
    outputChannels: 'output',
    ...more,
  } as Loose);
};

export const lowLevel: Programs = {
  'two nodes over channels': async (lib, t) => {
    const app = pipeline(lib);
    t.record('result', await app.invoke(2));
    await t.attempt('falsy', () => app.invoke(0));
    await t.chunks('default', () => app.stream(2));
    for (const streamMode of ['values', 'updates', 'tasks', 'debug'])
      await t.chunks(streamMode, () => app.stream(2, { streamMode }));
    t.record('lists', [app.streamChannelsList, app.streamChannelsAsIs, app.inputChannels, app.outputChannels]);
  },
  'several inputs and outputs': async (lib, t) => {
    const app = pipeline(lib, { outputChannels: ['between', 'output'], inputChannels: ['input', 'between'] });
    await t.attempt('one', () => app.invoke({ input: 1 }));
    await t.attempt('both', () => app.invoke({ input: 1, between: 7 }));
    await t.attempt('unknown', () => app.invoke({ nope: 1 }));
    await t.attempt('empty', () => app.invoke({}));
    await t.chunks('values', () => app.stream({ input: 1 }, { streamMode: 'values' }));
    await t.attempt('output keys', () => app.invoke({ input: 1 }, { outputKeys: 'between' }));
    await t.attempt('input keys', () => app.invoke(3, { inputKeys: 'between', outputKeys: 'output' }));
  },
  'what does not fit is refused': async (lib, t) => {
    await t.attempt('unknown output', () => typeof pipeline(lib, { outputChannels: 'x' }));
    await t.attempt('unknown input', () => typeof pipeline(lib, { inputChannels: 'x' }));
    await t.attempt('no subscriber', () => typeof pipeline(lib, { inputChannels: 'output' }));
    await t.attempt('unknown interrupt', () => typeof pipeline(lib, { interruptAfter: ['x'] }));
    await t.attempt('unchecked', () => typeof pipeline(lib, { outputChannels: 'x', autoValidate: false }));
    await t.attempt('nothing', () => typeof new lib.pregel.Pregel({ nodes: {}, channels: {} } as Loose));
    const { Channel, Pregel } = lib.pregel;
    await t.attempt(
      'unknown channel',
      () =>
        typeof new Pregel({
          nodes: { a: Channel.subscribeTo('x') },
          channels: {},
          inputChannels: 'x',
          outputChannels: 'x',
        } as Loose),
    );
  },
  subscriptions: async (lib, t) => {
    const { Channel } = lib.pregel;
    const one: Loose = Channel.subscribeTo('a');
    t.record('one', [one.triggers, one.channels]);
    const list: Loose = Channel.subscribeTo(['a', 'b'], { tags: ['t'] } as Loose);
    t.record('list', [list.triggers, list.channels, list.tags, list.config?.tags]);
    const joined = list.join(['c']);
    t.record('joined', [joined.triggers, joined.channels, list.channels]);
    t.record('keyed', (Channel.subscribeTo('a', { key: 'k' }) as Loose).channels);
    await t.attempt('list with key', () => Channel.subscribeTo(['a'], { key: 'k' } as Loose));
    await t.attempt('join of one', () => one.join(['c']).channels);
  },
  'joined channels are read but do not trigger': async (lib, t) => {
    const { Channel, Pregel } = lib.pregel;
    const { LastValue } = lib.channels;
    const app: Loose = new Pregel({
      nodes: {
        a: Channel.subscribeTo(['input'])
          .join(['total'])
          .pipe((s: Loose) => (t.record('seen', s), (s.total ?? 0) + s.input))
          .pipe(Channel.writeTo(['output', 'total'])),
      },
      channels: {
        input: new LastValue(),
        output: new LastValue(),
        total: new lib.BinaryOperatorAggregate<number>(
          (x, y) => x + y,
          () => 0,
        ),
      },
      inputChannels: 'input',
      outputChannels: 'output',
      checkpointer: t.memory(),
    } as Loose);
    for (const n of [1, 2, 3]) await t.attempt(`${n}`, () => app.invoke(n, thread('1')));
    t.record('state', await app.getState(thread('1')));
  },
  'writes by name, by value, by function': async (lib, t) => {
    const { Channel, Pregel } = lib.pregel;
    const { LastValue, Topic } = lib.channels;
    const app: Loose = new Pregel({
      nodes: {
        a: Channel.subscribeTo('input').pipe(
          Channel.writeTo(['same'], { fixed: 7, made: (x: number) => x * 2, none: (() => null) as Loose } as Loose),
        ),
        b: Channel.subscribeTo('same').pipe(Channel.writeTo(['list'])),
        c: Channel.subscribeTo('made').pipe(Channel.writeTo(['list'])),
      },
      channels: {
        input: new LastValue(),
        same: new LastValue(),
        fixed: new LastValue(),
        made: new LastValue(),
        none: new LastValue(),
        list: new Topic(),
      },
      inputChannels: 'input',
      outputChannels: ['same', 'fixed', 'made', 'none', 'list'],
    } as Loose);
    await t.attempt('result', () => app.invoke(3));
    await t.chunks('values', () => app.stream(3, { streamMode: 'values' }));
  },
  'cycles end when nothing is written': async (lib, t) => {
    const { Channel, Pregel } = lib.pregel;
    const { LastValue } = lib.channels;
    const app: Loose = new Pregel({
      nodes: {
        a: Channel.subscribeTo('value')
          .pipe((x: string) => (x.length < 4 ? x + x : null))
          .pipe(Channel.writeTo([], { value: ((x: Loose) => x) as Loose } as Loose)),
      },
      channels: { value: new LastValue() },
      inputChannels: 'value',
      outputChannels: 'value',
    } as Loose);
    await t.attempt('result', () => app.invoke('a', { recursionLimit: 5 }));
  },
  'breakpoints and threads': async (lib, t) => {
    const saver = t.saver();
    const app = pipeline(lib, { checkpointer: saver, interruptAfter: ['one'] });
    await t.attempt('stopped', () => app.invoke(2, thread('1')));
    t.record('state', await app.getState(thread('1')));
    await t.attempt('goes on', () => app.invoke(null, thread('1')));
    await t.attempt('update', () => app.updateState(thread('1'), 50, 'one'));
    await t.attempt('goes on again', () => app.invoke(null, thread('1')));
    t.savedBy(saver);
  },
  'Graph without shared state, in a circle': async (lib, t) => {
    const branch: Loose = new (lib as Loose).Graph()
      .addNode('a', (x: number) => x + 1)
      .addEdge(lib.START, 'a')
      .addConditionalEdges('a', (x: number) => (x < 5 ? 'a' : lib.END))
      .compile();
    await t.attempt('branch', () => branch.invoke(1));
  },
  'Graph without shared state': async (lib, t) => {
    const graph: Loose = new (lib as Loose).Graph()
      .addNode('a', (x: number) => x + 1)
      .addNode('b', (x: number) => x * 10)
      .addEdge(lib.START, 'a')
      .addEdge('a', 'b')
      .addEdge('b', lib.END)
      .compile();
    t.record('result', await graph.invoke(1));
    await t.chunks('default', () => graph.stream(1));
    await t.chunks('updates', () => graph.stream(1, { streamMode: 'updates' }));
    await t.attempt(
      'two edges',
      () =>
        void new (lib as Loose).Graph()
          .addNode('a', () => 1)
          .addNode('b', () => 1)
          .addNode('c', () => 1)
          .addEdge('a', 'b')
          .addEdge('a', 'c'),
    );
    await t.attempt('nodes of old', () => graph.nodes.a.invoke(4));
  },
};
