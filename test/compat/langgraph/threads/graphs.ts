/** Graphs whose threads are looked at. */
import type { Library } from '../differential/library.ts';
import { logState, logger, type Loose } from '../differential/programs/log-state.ts';

/** A node that asks as many questions as given, and tells the answers. */
export const asker =
  (lib: Library, name: string, questions: readonly unknown[] = [`${name}?`]): Loose =>
  () => ({ log: questions.map((question) => `${name}=${String(lib.interrupt(question))}`) });

/** Nodes one after the other, by name. */
export function chain(lib: Library, nodes: Readonly<Record<string, Loose>>, options: Loose = {}): Loose {
  const graph: Loose = new lib.StateGraph(logState(lib));
  let before: string = lib.START;
  for (const [name, node] of Object.entries(nodes)) {
    graph.addNode(name, node ?? logger(name));
    graph.addEdge(before, name);
    before = name;
  }
  return graph.compile(options);
}

/** Nodes side by side, then `z`. */
export function fan(lib: Library, nodes: Readonly<Record<string, Loose>>, options: Loose = {}): Loose {
  const graph: Loose = new lib.StateGraph(logState(lib)).addNode('z', logger('z'));
  for (const [name, node] of Object.entries(nodes)) graph.addNode(name, node).addEdge(lib.START, name);
  return graph.addEdge(Object.keys(nodes), 'z').compile(options);
}

/** Packets, a join and a deferred node. */
export function busy(lib: Library, options: Loose = {}): Loose {
  return (new lib.StateGraph(logState(lib)) as Loose)
    .addNode('a', logger('a'))
    .addNode('b', logger('b'))
    .addNode('b2', logger('b2'))
    .addNode('w', (n: Loose) => ({ log: [`w${n}`] }))
    .addNode('j', logger('j'))
    .addNode('d', logger('d'), { defer: true })
    .addEdge(lib.START, 'a')
    .addEdge(lib.START, 'b')
    .addConditionalEdges('a', () => [new lib.Send('w', 1), new lib.Send('w', 2)], ['w'])
    .addEdge('b', 'b2')
    .addEdge(['a', 'b2'], 'j')
    .addEdge('w', 'd')
    .addEdge('j', 'd')
    .compile(options);
}
