import { assign, createActor, enqueueActions, fromPromise, setup, toPromise } from 'xstate';
import { expectResult, type Contender, type Work } from '../../../contender.ts';

function fanOut(tasks: number): Work {
  const machine = setup({
    types: { context: {} as { readonly sum: number; readonly done: number } },
    actors: { work: fromPromise<number, number>(async ({ input }) => input) },
  }).createMachine({
    context: { sum: 0, done: 0 },
    initial: 'working',
    states: {
      working: {
        entry: enqueueActions(({ enqueue }) => {
          for (let number = 0; number < tasks; number++) enqueue.spawnChild('work', { id: `work${number}`, input: 1 });
        }),
        on: {
          'xstate.done.actor.*': {
            actions: assign(({ context, event }) => ({
              sum: context.sum + Number(event['output']),
              done: context.done + 1,
            })),
          },
        },
        always: { target: 'gathered', guard: ({ context }) => context.done === tasks },
      },
      gathered: { type: 'final' },
    },
    output: ({ context }) => context.sum,
  });
  return async () => {
    const actor = createActor(machine);
    actor.start();
    expectResult(await toPromise(actor), tasks);
  };
}

export const contender: Contender = { prepare: fanOut };
