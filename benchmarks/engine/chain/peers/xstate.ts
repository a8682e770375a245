import { assign, createActor, createMachine, fromPromise, setup, toPromise } from 'xstate';
import { expectResult, type Contender } from '../../../contender.ts';

type Count = { readonly count: number };

const increment = ({ context }: { readonly context: Count }) => ({ count: context.count + 1 });

/** A chain of states, each left at once by a transition that adds one. */
export function chainMachine(length: number) {
  const names = Array.from({ length }, (_, number) => `n${number}`);
  const states = names.map((name, number) => {
    const target = names[number + 1] ?? 'end';
    return [name, { always: { target, actions: assign(increment) } }] as const;
  });
  return createMachine({
    context: { count: 0 },
    initial: 'n0',
    states: { ...Object.fromEntries(states), end: { type: 'final' } },
  });
}

/** A chain of states, each of which waits for an async function that adds one. */
export function asyncChainMachine(nodes: readonly ((state: Count) => Promise<Count>)[]) {
  const names = nodes.map((_, number) => `n${number}`);
  const actors = nodes.map(
    (node, number) => [`n${number}`, fromPromise<Count, Count>(({ input }) => node(input))] as const,
  );
  const states = names.map((name, number) => {
    const done = { target: names[number + 1] ?? 'end', actions: assign(({ event }) => event['output']) };
    return [
      name,
      { invoke: { src: name, input: ({ context }: { context: Count }) => context, onDone: done } },
    ] as const;
  });
  return setup({ actors: Object.fromEntries(actors) }).createMachine({
    context: { count: 0 },
    initial: 'n0',
    states: { ...Object.fromEntries(states), end: { type: 'final' } },
    output: ({ context }) => context,
  });
}

/** Starts one run of a machine and waits for its end. */
export async function runMachine(machine: ReturnType<typeof asyncChainMachine>): Promise<unknown> {
  const actor = createActor(machine);
  actor.start();
  return toPromise(actor);
}

export const contender: Contender = {
  prepare: (size) => {
    const machine = chainMachine(size);
    return () => expectResult(createActor(machine).start().getSnapshot().context['count'], size);
  },
};
