import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { watchInterrupts } from '../../src/cli/interrupt.ts';

function setUp() {
  const source = new EventEmitter();
  const time = { now: 0 };
  const exits: number[] = [];
  const interrupts = watchInterrupts(
    source,
    () => exits.push(time.now),
    () => time.now,
  );
  return { source, time, exits, ...interrupts };
}

describe('watchInterrupts', () => {
  it('aborts on the first interrupt and exits on the second', () => {
    const { source, time, exits, signal } = setUp();
    expect(signal.aborted).toBe(false);
    source.emit('SIGINT');
    expect(signal.aborted).toBe(true);
    expect(exits).toEqual([]);
    time.now = 1_000;
    source.emit('SIGINT');
    expect(exits).toEqual([1_000]);
  });

  it('takes two signals of one key press for one', () => {
    const { source, time, exits } = setUp();
    source.emit('SIGINT');
    time.now = 20;
    source.emit('SIGINT');
    expect(exits).toEqual([]);
  });

  it('takes interrupts from elsewhere', () => {
    const { interrupt, signal } = setUp();
    interrupt();
    expect(signal.aborted).toBe(true);
  });

  it('leaves no listener behind', () => {
    const { source, stop } = setUp();
    stop();
    expect(source.listenerCount('SIGINT')).toBe(0);
  });
});
