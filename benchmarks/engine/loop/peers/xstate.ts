import { assign, createActor, createMachine } from 'xstate';
import { expectResult, type Contender, type Work } from '../../../contender.ts';

type Scope = { readonly context: { readonly count: number } };

const increment = assign(({ context }: Scope) => ({ count: context.count + 1 }));

/** Counts to `steps`, beside so many keys of the context that no transition touches. */
export function countingLoop(steps: number, idleKeys = 0): Work {
  const idle = Object.fromEntries(Array.from({ length: idleKeys }, (_, number) => [`idle${number}`, number]));
  const machine = createMachine({
    context: { ...idle, count: 0 },
    initial: 'tick',
    states: {
      tick: { always: { target: 'tock', actions: increment } },
      tock: { always: { target: 'decide', actions: increment } },
      decide: {
        always: [{ target: 'tick', guard: ({ context }: Scope) => context.count < steps }, { target: 'end' }],
      },
      end: { type: 'final' },
    },
  });
  return () => expectResult(createActor(machine).start().getSnapshot().context['count'], steps);
}

export const contender: Contender = { prepare: (size) => countingLoop(size) };
