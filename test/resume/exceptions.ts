/** Tests of the engine that `npm run test:resume` leaves out: file, part of the full title, reason. */
type Exception = readonly [file: string, title: string, reason: string];

const COUNTS = 'it counts what one engine makes';
const LOOKS = 'it looks into a MemorySaver, or puts a fault into one';
const KEPT = 'here every run is kept';
const CALLS = 'it counts the calls of a saver, and each engine makes some of its own';

export const exceptions: readonly Exception[] = [
  ['budgets.test.ts', 'stays flat over', COUNTS],
  ['budgets.test.ts', 'are made once per run', COUNTS],
  ['channels-on-threads.test.ts', 'is told as all that was written where it is stored once', CALLS],
  ['channels-on-threads.test.ts', 'is told as what was written, where', CALLS],
  ['channels-on-threads.test.ts', 'is folded by the engine where the saver does not', LOOKS],
  ['hooks.test.ts', 'with one object for the run', 'each engine has a run of its own'],
  ['hooks.test.ts', 'hear of a run whose signal had aborted', 'a run that is kept does not begin if it is aborted'],
  ['stream-events.test.ts', 'every start with its input as it then was', KEPT],
  ['streams.test.ts', 'is waited for by a node that asks whether', 'the stream goes through a second one here'],
  ['threads/continue.test.ts', 'gives its tasks names', KEPT],
  ['threads/continue.test.ts', 'two runs at a time', 'between its engines a run does not hold its thread'],
  [
    'threads/draining.test.ts',
    'stops where it is, while the tasks beside it end',
    'a subgraph drains after each super-step',
  ],
  ['superstep-order.test.ts', 'runs one task per send', 'what was sent is equal here, not identical'],
  ['threads/durability.test.ts', 'fails the run, and a run that cannot load', LOOKS],
  ['threads/durability.test.ts', 'while the next one runs', CALLS],
  ['threads/durability.test.ts', 'exit: once, at the end', CALLS],
  ['threads/durability.test.ts', 'durability exit', 'each engine stores at its end'],
  ['threads/durability.test.ts', 'is told beside the failure of a node', 'storing is over before the next node runs'],
  ['threads/interrupts.test.ts', 'is refused in a run that is not kept', KEPT],
  ['threads/memory-saver.test.ts', '', LOOKS],
  ['threads/run-saver.test.ts', 'gets every task and every checkpoint', CALLS],
  ['threads/same-run.test.ts', 'and both get what it comes to', 'between its engines a run does not hold its thread'],
  ['threads/same-run.test.ts', 'gives both the error', 'between its engines a run does not hold its thread'],
  ['threads/same-run.test.ts', 'is absent where nothing is kept', KEPT],
];
