/**
 * Gives the event loop its turn however synchronous the nodes are, so that timers, aborts and health checks run.
 *
 * There is one event loop for all runs, hence one clock and one queue here: at every turn of the loop one waiting run goes on.
 */

/** Milliseconds that runs may hold the event loop in one go. */
const TURN = 4;
/** The clock is read at most every this many calls, and every call where calls are slow: reading it costs as much as a small step. */
const LONGEST_STRIDE = 16;
/** Milliseconds between two readings from which on every call is slow. */
const SLOW = 0.5;
/** Where turns go through message ports, every so many go through a timer. */
const TURNS_PER_TIMER = 4;

let turnBegan = 0;
let lastReading = 0;
let stride = 1;
let callsToReading = 1;
const waiting: (() => void)[] = [];

/** Whether it is time to await {@link nextTurn}. Costs about a nanosecond. */
export function turnIsOver(): boolean {
  if (--callsToReading > 0) return false;
  const now = performance.now();
  stride = now - lastReading < SLOW ? Math.min(stride * 2, LONGEST_STRIDE) : 1;
  lastReading = now;
  callsToReading = stride;
  return now - turnBegan >= TURN;
}

/**
 * To be told when a run begins that no other has started: where no run has looked at the clock for the length of a turn, its turn begins
 * now, and not at its first look at the clock, which would be somewhere in its midst.
 */
export function beginTurn(): void {
  const now = performance.now();
  if (now - lastReading < TURN) return;
  turnBegan = lastReading = now;
  callsToReading = stride;
}

/** Calls `resume` when the event loop has come round. */
export function nextTurn(resume: () => void): void {
  waiting.push(resume);
  if (waiting.length === 1) scheduleTurn();
}

/** Whether any run waits for its turn. */
export function turnIsAwaited(): boolean {
  return waiting.length > 0;
}

function takeTurn(): void {
  const resume = waiting.shift();
  turnBegan = performance.now();
  if (waiting.length > 0) scheduleTurn();
  resume?.();
}

let scheduler: (() => void) | undefined;

function scheduleTurn(): void {
  scheduler ??= chooseScheduler();
  scheduler();
}

/**
 * `setImmediate` where there is one. Elsewhere a timer, which browsers make wait 4 ms; hence message ports for most turns,
 * but not for all: some hosts deliver a message that was posted while one is handled before they look at anything else.
 */
function chooseScheduler(): () => void {
  const byTimer = (): void => void setTimeout(takeTurn, 0);
  if (typeof setImmediate === 'function') return () => void setImmediate(takeTurn);
  if (typeof MessageChannel !== 'function') return byTimer;
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener('message', takeTurn);
  port1.start();
  let turns = 0;
  return () => (++turns % TURNS_PER_TIMER === 0 ? byTimer() : port2.postMessage(undefined));
}
