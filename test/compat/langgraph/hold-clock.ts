/**
 * Holds the clock by which synchronous runs give way to the event loop, so that what is told between two tasks does not depend on how
 * busy the machine is. Timers go on. Both libraries run under it; only ours looks at it.
 *
 * @returns lets it go on
 */
export function holdClock(): () => void {
  // Later than any look at it so far: a turn begins with the next run.
  const held = performance.now() + 1000;
  Object.defineProperty(performance, 'now', { value: () => held, configurable: true });
  return () => void Reflect.deleteProperty(performance, 'now');
}
