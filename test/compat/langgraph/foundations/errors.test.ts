import * as oracle from '@langchain/langgraph/web';
import { describe, expect, it } from 'vitest';
import { Command } from '../../../../compat/langgraph/command.ts';
import * as door from '../../../../compat/langgraph/errors/index.ts';
import { outcomeOf, plain, type Outcome } from './outcome.ts';

/** Both libraries have these; what they have in common is compared through one type. */
type Errors = typeof door & { Command: typeof Command };
const ours: Errors = { ...door, Command };
const theirs = oracle as unknown as Errors;

const code = { lc_error_code: 'UNREACHABLE_NODE' } as const;

const made: Readonly<Record<string, (errors: Errors) => unknown>> = {
  BaseLangGraphError: ({ BaseLangGraphError: It }) => [
    new It(),
    new It('no'),
    new It('no', code),
    new It(undefined, code),
  ],
  GraphBubbleUp: ({ GraphBubbleUp: It }) => [new It(), new It('up', code)],
  GraphRecursionError: ({ GraphRecursionError: It }) => new It('no', { lc_error_code: 'GRAPH_RECURSION_LIMIT' }),
  GraphValueError: ({ GraphValueError: It }) => [new It(), new It('no', { lc_error_code: 'MISSING_CHECKPOINTER' })],
  GraphDrained: ({ GraphDrained: It }) => [new It(), new It('sigterm'), new It('', code)],
  GraphInterrupt: ({ GraphInterrupt: It }) => [new It(), new It([]), new It([{ id: 'a', value: { deep: [1] } }], code)],
  NodeInterrupt: ({ NodeInterrupt: It }) => [new It('why'), new It({ a: 1 }, code), new It(undefined)],
  NodeError: ({ NodeError: It }) => new It('a', new TypeError('no')),
  ParentCommand: ({ ParentCommand: It, Command: C }) => new It(new C({ goto: 'a', graph: C.PARENT })),
  NodeTimeoutError: ({ NodeTimeoutError: It }) => [
    new It({ node: 'a', elapsed: 12, kind: 'run', runTimeout: 10 }),
    new It({ node: 'a', elapsed: 12, kind: 'idle', runTimeout: 10, idleTimeout: 5 }, code),
  ],
  'NodeTimeoutError without its limit': ({ NodeTimeoutError: It }) => new It({ node: 'a', elapsed: 1, kind: 'run' }),
  'NodeTimeoutError without its idle limit': ({ NodeTimeoutError: It }) =>
    new It({ node: 'a', elapsed: 1, kind: 'idle', runTimeout: 1 }),
  EmptyInputError: ({ EmptyInputError: It }) => new It('no'),
  EmptyChannelError: ({ EmptyChannelError: It }) => [new It(), new It('no', code)],
  InvalidUpdateError: ({ InvalidUpdateError: It }) =>
    new It('no', { lc_error_code: 'INVALID_CONCURRENT_GRAPH_UPDATE' }),
  MultipleSubgraphsError: ({ MultipleSubgraphsError: It }) => new It('no', { lc_error_code: 'MULTIPLE_SUBGRAPHS' }),
  UnreachableNodeError: ({ UnreachableNodeError: It }) => new It('no', code),
  RemoteException: ({ RemoteException: It }) => new It('no'),
  StateGraphInputError: ({ StateGraphInputError: It }) => [new It(), new It('is not used', code)],
};

/** All that callers may look at, getters and the chain of classes included. */
function looks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(looks);
  const error = value as Error & { is_bubble_up?: unknown };
  const chain: unknown[] = [];
  for (
    let it = error.constructor as unknown;
    typeof it === 'function' && it.name !== '';
    it = Object.getPrototypeOf(it)
  )
    chain.push([it.name, (it as { unminifiable_name?: unknown }).unminifiable_name]);
  const own = Object.getOwnPropertyNames(error).filter((key) => key !== 'stack');
  return {
    chain,
    own: own.toSorted(),
    fields: plain(Object.fromEntries(Object.entries(error))),
    message: error.message,
    up: error.is_bubble_up,
  };
}

const look = (errors: Errors, make: (errors: Errors) => unknown): Outcome => outcomeOf(() => looks(make(errors)));

describe('errors', () => {
  it.each(Object.entries(made))('%s is what the original makes', (_, make) => {
    expect(look(ours, make)).toEqual(look(theirs, make));
  });

  it('have every name of the original', () => {
    const names = Object.keys(oracle).filter((name) =>
      /Error$|Exception$|^Graph(Bubble|Drained|Inter)|^Node|^Parent|^is(Graph|Node|Parent)[A-Z]/.test(name),
    );
    expect(Object.keys(door)).toEqual(expect.arrayContaining(names));
  });

  it('go without a stack where a channel is empty, and leave the limit of stacks as it was', () => {
    const limit = Error.stackTraceLimit;
    expect(new door.EmptyChannelError('no').stack).not.toMatch(/\n\s+at /);
    expect(Error.stackTraceLimit).toBe(limit);
  });

  it('share the set of namespaces with the original', () => {
    expect(door.getSubgraphsSeenSet()).toBe(oracle.getSubgraphsSeenSet());
  });
});

describe('guards of errors', () => {
  const guards = [
    'isGraphDrained',
    'isNodeError',
    'isParentCommand',
    'isGraphBubbleUp',
    'isGraphInterrupt',
    'isNodeTimeoutError',
  ] as const;
  const fine = Object.entries(made).filter(([name]) => !name.includes('without'));

  it.each(guards)('%s answers as the original, for errors of either library', (guard) => {
    for (const [name, make] of fine) {
      for (const errors of [ours, theirs]) {
        for (const error of [make(errors)].flat()) {
          expect([name, ours[guard](error)]).toEqual([name, theirs[guard](error)]);
        }
      }
    }
  });

  it.each(guards)('%s takes anything', (guard) => {
    const other: unknown[] = [
      undefined,
      0,
      '',
      'GraphDrained',
      {},
      [],
      new Error('no'),
      { is_bubble_up: 'true' },
      Object.create(null),
    ];
    for (const value of other) expect(ours[guard](value)).toBe(theirs[guard](value));
    // The original throws a TypeError here.
    expect(ours[guard](null)).toBe(false);
  });
});
