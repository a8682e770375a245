/** Threads of graphs that LangGraph and the engine both have: finished, interrupted and failed ones, with subgraphs. */
import { START } from '@langchain/langgraph';
import type { Play } from './open-saver.ts';
import { twinOf, type Call, type Kit, type TwinGraph, type TwinState } from './twin-graphs.ts';

const mark = (name: string) => () => ({ log: [name] });

const asks =
  (...questions: readonly unknown[]) =>
  ({ ask }: Kit) => ({ log: questions.map((question) => `told ${JSON.stringify(ask(question))}`) });

/** What fails does so after its like has finished. */
const failing =
  (name: string) =>
  async ({ works }: Kit) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (!works) throw new TypeError(`${name} does not work`);
    return { log: [`${name} works`] };
  };

/** One after the other, in the order of their names. */
function line(nodes: TwinGraph['nodes']): TwinGraph {
  const names = Object.keys(nodes);
  return { nodes, edges: names.map((name, place) => [names[place - 1] ?? START, name] as const) };
}

/** What JSON has, from edge to edge. */
const facts = {
  text: 'ä\u0000\u2028"\\𝄞',
  numbers: [0, -1.5, 1e21, 2 ** 53 - 1],
  none: null,
  flags: [true, false],
  nested: { empty: {}, list: [[], [{ deep: 'value' }]] },
  '': 'no name',
  toString: 'a name like others',
};

const nested = line({
  a_before: mark('before'),
  b_inner: line({ a_first: mark('first'), b_asks: asks({ inner: ['?'] }), c_last: failing('last') }),
  c_after: asks('outer?'),
});

const deep = line({
  a_outer: line({ a_inner: line({ a_mark: mark('deep'), b_asks: asks('deep?') }), b_out: mark('out') }),
});

const beside: TwinGraph = {
  nodes: {
    a_sub: line({ a: mark('in'), b: mark('sub') }),
    bad: failing('bad'),
    good: mark('good'),
    z_join: mark('joined'),
  },
  edges: [
    [START, 'a_sub'],
    ['a_sub', 'bad'],
    ['a_sub', 'good'],
    [['bad', 'good'], 'z_join'],
  ],
};

const packets: TwinGraph = {
  nodes: {
    deal: mark('dealt'),
    gather: ({ ask }, { log }) => ({ log: [`${log.length} and ${String(ask('how many?'))}`] }),
    work: ({ ask }, { x }) => ({ log: [x === 1 ? `1: ${String(ask({ x }))}` : `${x}`] }),
  },
  edges: [
    [START, 'deal'],
    ['work', 'gather'],
  ],
  routers: { deal: ({ send }) => [0, 1, 2].map((x) => send('work', { x })) },
};

const halfJoin: TwinGraph = {
  nodes: { a: mark('a'), b: asks('b?'), b0: mark('b0'), c: mark('c') },
  edges: [
    [START, 'a'],
    [START, 'b0'],
    ['b0', 'b'],
    [['a', 'b'], 'c'],
  ],
};

const loop: TwinGraph = {
  nodes: { a: (_kit, { x }) => ({ x: x + 1, log: [`${x}`] }), b: asks('more?') },
  edges: [[START, 'a']],
  routers: {
    a: (_kit, { x }: TwinState) => (x % 3 === 0 ? 'b' : 'a'),
    b: (_kit, { x }: TwinState) => (x < 9 ? 'a' : '__end__'),
  },
};

/**
 * One call a turn; each tells where the thread stands then or what was thrown, and the last one the whole history. Where a thread stands
 * that has failed is told by the next turn: LangGraph still shows questions that had been answered before.
 */
function calls(graph: TwinGraph, ...inTurn: readonly Call[]): Play[] {
  return inTurn.map((call, place) => async (t, saver, player) => {
    const twin = twinOf(player, graph, saver);
    await t.attempt('call', () => twin.call(call).then(() => twin.standing()));
    if (place === inTurn.length - 1) t.record('history', await twin.history());
  });
}

const input = { x: 1, log: ['in'] };

export const twinRelays: Readonly<Record<string, readonly Play[]>> = {
  'runs that end, of plain data': calls(
    line({ a: mark('a'), b: (_kit, { facts: held }) => ({ facts: { was: held ?? null } }) }),
    { input: { ...input, facts } },
    { input: { x: 2 } },
    { input: { facts: null } },
    { input: { facts: [facts] } },
  ),
  'questions of a node, then of another': calls(
    line({ a: asks('first?', 'second?'), b: asks({ third: [true, null] }) }),
    { input },
    { answer: 'one' },
    { answer: { two: [2] } },
    { answer: ['three', null] },
  ),
  'a failure beside tasks that had finished': calls(
    beside,
    { input, works: false },
    { works: false },
    {},
    { input: { x: 2 } },
  ),
  'a question in a subgraph, a failure in it, a question outside': calls(
    nested,
    { input },
    { answer: 'yes', works: false },
    {},
    { answer: 'no' },
  ),
  'the same, stored at the end of each run': calls(
    nested,
    { input, durability: 'exit' },
    { answer: 'yes', durability: 'exit' },
    { answer: 'no', durability: 'exit' },
    { input: { x: 2 }, durability: 'exit' },
  ),
  'the same, stored while it runs': calls(
    nested,
    { input, durability: 'async' },
    { answer: 'yes', durability: 'async' },
    { answer: 'no', durability: 'async' },
    { input: { x: 2 }, durability: 'async' },
  ),
  'a subgraph in a subgraph': calls(deep, { input }, { answer: 'yes' }, { input: { x: 2 } }, { answer: 'again' }),
  'a failure in a subgraph': calls(
    line({ a: mark('a'), b: line({ a: mark('in'), b: failing('in the middle'), c: mark('out') }) }),
    { input, works: false },
    { works: false },
    {},
    { input, works: false },
  ),
  'packets, one of which asks': calls(packets, { input }, { answer: 'A' }, { answer: 'B' }, { input }),
  'a join that is half full': calls(halfJoin, { input }, { answer: 'yes' }, { input: { x: 2 } }, { answer: 'again' }),
  'a loop that asks now and then': calls(loop, { input }, { answer: 'yes' }, { answer: 'yes' }, { answer: 'enough' }),
  'an input in place of an answer': calls(
    nested,
    { input },
    { input: { x: 2, log: ['instead'] } },
    { answer: 'yes' },
    { input: { x: 3 } },
  ),
  breakpoints: calls(
    line({ a: mark('a'), b: mark('b'), c: asks('c?') }),
    { input, interruptBefore: ['b'] },
    { interruptBefore: ['c'] },
    {},
    { answer: 'yes' },
  ),
};
