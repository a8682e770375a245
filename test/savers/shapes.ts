/** Graphs that both sides run. A node that fails does so once for each of the two. */
import { START, type Shape, type Step } from './twins.ts';

export interface Scenario {
  readonly shape: () => Shape;
  readonly steps: readonly Step[];
}

const mark = (name: string) => () => ({ log: [name] });

function two(b: Shape['nodes'][string]): Shape {
  return {
    nodes: { a: mark('a'), b },
    edges: [
      [START, 'a'],
      ['a', 'b'],
    ],
  };
}

function fork(a: Shape['nodes'][string], b: Shape['nodes'][string]): Shape {
  return {
    nodes: { a, b, c: mark('c'), s: () => undefined },
    edges: [
      [START, 's'],
      ['s', 'a'],
      ['s', 'b'],
      [['a', 'b'], 'c'],
    ],
  };
}

function once(fail: () => never, then: Shape['nodes'][string]): Shape['nodes'][string] {
  let failed = false;
  return (side, input) => {
    if (failed) return then(side, input);
    failed = true;
    return fail();
  };
}

const boom = (): never => {
  throw new TypeError('boom');
};

const input: Step = { input: { x: 1 } };

/** Asks, and fails once when all is answered. */
function failsAfter(...questions: readonly string[]): Shape['nodes'][string] {
  let failed = false;
  return ({ ask }) => {
    const log = questions.map((question) => ask(question));
    if (failed) return { log };
    failed = true;
    return boom();
  };
}

export const scenarios: Readonly<Record<string, Scenario>> = {
  'a run, and a second one': { shape: () => two(() => ({ x: 2, log: ['b'] })), steps: [input, { input: { x: 5 } }] },
  'a question': {
    shape: () => two(({ ask }) => ({ log: [`b:${ask({ q: 1 })}`] })),
    steps: [input, { answer: 'yes' }],
  },
  'two questions of one node': {
    shape: () => two(({ ask }) => ({ log: [ask('q1') + ask('q2')] })),
    steps: [input, { answer: 'one' }, { answer: 'two' }],
  },
  'a failure after an answer': {
    shape: () => two(failsAfter('q')),
    steps: [input, { answer: 'yes' }, { input: null }],
  },
  'a failure after two answers that are the same': {
    shape: () => two(failsAfter('q1', 'q2')),
    steps: [input, { answer: 'yes' }, { answer: 'yes' }, { input: null }],
  },
  'a failure': { shape: () => two(once(boom, mark('b'))), steps: [input, { input: null }] },
  'a question beside a node that ends, and a join': {
    shape: () => fork(({ ask }) => ({ log: [`a:${ask('q')}`] }), mark('b')),
    steps: [input, { answer: 'yes' }],
  },
  sends: {
    shape: () => ({
      nodes: { a: mark('a'), w: (_side, { n }) => ({ log: [`w${n}`] }) },
      edges: [[START, 'a']],
      routers: { a: ({ send }) => [send('w', { n: 1 }), send('w', { n: 2 })] },
    }),
    steps: [input],
  },
  'a deferred node, and nodes that write nothing': {
    shape: () => ({
      nodes: { a: () => undefined, b: () => undefined, d: mark('d') },
      edges: [
        [START, 'a'],
        [START, 'd'],
        ['a', 'b'],
      ],
      defer: ['d'],
    }),
    steps: [input],
  },
  'a loop': {
    shape: () => ({
      nodes: { a: (_side, { x }) => ({ x: x + 1, log: ['a'] }) },
      edges: [[START, 'a']],
      routers: { a: (_side, { x }) => (x < 3 ? 'a' : '__end__') },
    }),
    steps: [input],
  },
  'sends, one of which fails': {
    shape: () => ({
      nodes: { a: mark('a'), w: once(boom, (_side, { n }) => ({ log: [`w${n}`] })) },
      edges: [[START, 'a']],
      routers: { a: ({ send }) => [send('w', { n: 1 })] },
    }),
    steps: [input, { input: null }],
  },
  'sends that ask': {
    shape: () => ({
      nodes: { a: mark('a'), w: ({ ask }, { n }) => ({ log: [`w${n}${n === 1 ? ask('q') : ''}`] }) },
      edges: [[START, 'a']],
      routers: { a: ({ send }) => [send('w', { n: 1 }), send('w', { n: 2 })] },
    }),
    steps: [input, { answer: '!' }],
  },
  'a join that is half full': {
    shape: () => ({
      nodes: { a: mark('a'), b: ({ ask }) => ({ log: [ask('q')] }), b0: mark('b0'), c: mark('c') },
      edges: [
        [START, 'a'],
        [START, 'b0'],
        ['b0', 'b'],
        [['a', 'b'], 'c'],
      ],
    }),
    steps: [input, { answer: 'yes' }, { input: { x: 2 } }, { answer: 'again' }],
  },
  'a deferred join, held up': {
    shape: () => ({
      nodes: { a: mark('a'), b: mark('b'), d: mark('d'), e: mark('e'), q: ({ ask }) => ({ log: [ask('q')] }) },
      edges: [
        [START, 'a'],
        [START, 'b'],
        [['a', 'b'], 'd'],
        ['a', 'e'],
        ['e', 'q'],
      ],
      defer: ['d'],
    }),
    steps: [input, { answer: 'yes' }],
  },
  'an input that drops what was asked': {
    shape: () => two(({ ask }) => ({ log: [`b:${ask('q')}`] })),
    steps: [input, { input: { x: 2 } }, { answer: 'yes' }, { input: { x: 3 } }],
  },
};
