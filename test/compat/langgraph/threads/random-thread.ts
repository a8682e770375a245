/** Random graphs, and random things done to a thread of theirs. The same seed gives the same for every library. */
import type { Library } from '../differential/library.ts';
import { logState, logger, thread, type Loose } from '../differential/programs/log-state.ts';
import type { Tape } from '../differential/tape.ts';

/** Numbers in [0, 1), always the same for a seed. */
export function random(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = Math.imul(state ^ (state >>> 15), state | 1);
    state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
    return ((state ^ (state >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Kind = 'plain' | 'asks' | 'asks twice' | 'command' | 'graph' | 'calls' | 'remembers' | 'async';
const KINDS: readonly Kind[] = [
  'plain',
  'plain',
  'asks',
  'asks twice',
  'command',
  'graph',
  'calls',
  'remembers',
  'async',
];
const LONGEST = 14;

interface NodeSpec {
  readonly name: string;
  readonly kind: Kind;
  readonly defer: boolean;
  readonly exit: 'edge' | 'choice' | 'packets' | 'none';
  readonly targets: readonly string[];
}

export interface GraphSpec {
  readonly nodes: readonly NodeSpec[];
  readonly starts: readonly string[];
  readonly joins: readonly (readonly [readonly string[], string])[];
  readonly before: readonly string[];
  readonly inner: GraphSpec | undefined;
}

export function randomSpec(next: () => number, depth = 0): GraphSpec {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const names = Array.from(
    { length: 2 + Math.floor(next() * (depth === 0 ? 4 : 2)) },
    (_, index) => `${'nmk'[depth]}${index}`,
  );
  const kinds = depth === 0 ? KINDS : KINDS.filter((kind) => !['graph', 'calls', 'remembers'].includes(kind));
  const nodes = names.map((name): NodeSpec => {
    const targets = names.filter((other) => other !== name && next() < 0.35);
    const exits = targets.length === 0 ? (['none'] as const) : (['edge', 'choice', 'packets'] as const);
    return { name, kind: pick(kinds), defer: next() < 0.1, exit: pick(exits), targets };
  });
  const [a, b] = [pick(names), pick(names)];
  const joins = a !== b && next() < 0.6;
  // What a join leads to, nothing else does: the oracle forgets such joins.
  if (joins) nodes.push({ name: 'zj', kind: pick(kinds), defer: next() < 0.2, exit: 'none', targets: [] });
  const starts = [...new Set([names[0] as string, pick(names)])];
  return {
    nodes,
    starts,
    joins: joins ? [[[a, b], 'zj']] : [],
    before: next() < 0.2 ? [pick(names)] : [],
    inner: depth === 0 ? randomSpec(next, 1) : undefined,
  };
}

export function build(lib: Library, spec: GraphSpec, options: Loose): Loose {
  const graph: Loose = new lib.StateGraph(logState(lib));
  for (const node of spec.nodes) {
    const ends = node.kind === 'command' ? { ends: [...node.targets] } : {};
    graph.addNode(node.name, body(lib, node, spec), { defer: node.defer, ...ends });
  }
  for (const name of spec.starts) graph.addEdge(lib.START, name);
  for (const [from, to] of spec.joins) graph.addEdge([...from], to);
  for (const node of spec.nodes) {
    if (node.kind === 'command') continue;
    const ends = [...node.targets, lib.END];
    const going = (s: Loose): boolean => s.log.length < LONGEST;
    if (node.exit === 'choice')
      graph.addConditionalEdges(node.name, (s: Loose) => (going(s) ? [...node.targets] : lib.END), ends);
    else if (node.exit === 'packets')
      graph.addConditionalEdges(
        node.name,
        (s: Loose) => (going(s) ? node.targets.map((to) => new lib.Send(to, { log: [`p-${to}`], plain: 1 })) : lib.END),
        ends,
      );
    else if (node.exit === 'edge')
      graph.addConditionalEdges(node.name, (s: Loose) => (going(s) ? node.targets[0] : lib.END), ends);
  }
  return graph.compile({ interruptBefore: [...spec.before], ...options });
}

function body(lib: Library, { name, kind, targets }: NodeSpec, spec: GraphSpec): Loose {
  const log = logger(name);
  const ask = (question: string): string => String(lib.interrupt(`${name}${question}`));
  switch (kind) {
    case 'asks':
      return (s: Loose) => ({ log: [...log(s).log, `${name}=${ask('?')}`] });
    case 'asks twice':
      return () => ({ log: [`${name}=${ask('1')}+${ask('2')}`] });
    case 'command':
      return (s: Loose) =>
        new lib.Command({
          update: log(s),
          ...(s.log.length < LONGEST && targets.length > 0 && { goto: targets[0] as string }),
        });
    case 'graph':
      return build(lib, spec.inner as GraphSpec, {});
    case 'calls':
    case 'remembers': {
      const inner = build(lib, spec.inner as GraphSpec, kind === 'calls' ? {} : { checkpointer: true });
      return async () => ({ log: [`${name}:${((await inner.invoke({ log: ['own'] })).log as string[]).join('/')}`] });
    }
    case 'async':
      return async (s: Loose) => log(s);
    default:
      return log;
  }
}

/** One thing to do to a thread: which of the graphs does it, and what it notes. */
export type Deed = (t: Tape, graph: Loose, lib: Library) => Promise<void>;

export function randomDeeds(next: () => number, spec: GraphSpec, count: number): Deed[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const config = { ...thread('1'), recursionLimit: 12 };
  const at = async (graph: Loose, place: number): Promise<Loose> => {
    const history: Loose[] = [];
    for await (const it of graph.getStateHistory(thread('1'))) history.push(it);
    return { ...history[place % Math.max(history.length, 1)]?.config, recursionLimit: 12 };
  };
  return Array.from({ length: count }, (_, index): Deed => {
    const kind =
      index === 0
        ? 'input'
        : pick(['input', 'resume', 'resume', 'resume', 'on', 'update', 'replay', 'fork', 'answer', 'goto']);
    const node = pick(spec.nodes).name;
    const place = Math.floor(next() * 12);
    const label = `${index} ${kind}`;
    const go = (t: Tape, graph: Loose, input: unknown, where: Loose = config): Promise<unknown> =>
      t.attempt(label, () => graph.invoke(input, where));
    return async (t, graph, lib) => {
      const { Command } = lib;
      if (kind === 'input') await go(t, graph, { log: [`i${index}`] });
      else if (kind === 'resume') await go(t, graph, new Command({ resume: `r${index}` }));
      else if (kind === 'on') await go(t, graph, null);
      else if (kind === 'update')
        await t.attempt(label, () => graph.updateState(thread('1'), { log: [`u${index}`] }, node));
      else if (kind === 'replay') await go(t, graph, null, await at(graph, place));
      else if (kind === 'goto') await go(t, graph, new Command({ goto: node }));
      else if (kind === 'fork') {
        const { recursionLimit, ...forked } = await at(graph, place);
        const made = await t.attempt(label, () => graph.updateState(forked, { log: [`f${index}`] }));
        if (made !== undefined) await go(t, graph, null, { ...made, recursionLimit });
      } else {
        const { tasks } = await graph.getState(thread('1'));
        const ids = tasks.flatMap((task: Loose) => task.interrupts.map(({ id }: Loose) => id as string));
        if (ids.length > 0) await go(t, graph, new Command({ resume: { [ids[place % ids.length]]: `b${index}` } }));
      }
      await t.attempt(`${label}: state`, () => graph.getState(thread('1'), { subgraphs: true }));
    };
  });
}
