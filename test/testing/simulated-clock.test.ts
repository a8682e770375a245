import { describe, expect, it } from 'vitest';
import { MossError } from '../../src/base/index.ts';
import { simulatedClock } from '../../src/testing/index.ts';

/** A clock that notes what fired, and when. */
function notingClock(start?: number) {
  const clock = simulatedClock(start);
  const fired: string[] = [];
  const set = (name: string, ms: number): (() => void) =>
    clock.setTimer(() => fired.push(`${name}@${clock.now()}`), ms);
  return { clock, fired, set };
}

describe('a simulated clock', () => {
  it('stands still until it is moved', async () => {
    const { clock, fired, set } = notingClock(1000);
    set('a', 0);
    await new Promise((resolve) => setTimeout(resolve, 2));
    expect({ now: clock.now(), fired, pending: clock.pending }).toEqual({ now: 1000, fired: [], pending: 1 });
    await clock.advance(0);
    expect({ now: clock.now(), fired, pending: clock.pending }).toEqual({ now: 1000, fired: ['a@1000'], pending: 0 });
  });

  it('fires timers at their own times, in the order of their times and then of their setting', async () => {
    const { clock, fired, set } = notingClock();
    set('late', 30);
    set('first', 10);
    set('second', 10);
    set('beyond', 31);
    await clock.advance(30);
    expect(fired).toEqual(['first@10', 'second@10', 'late@30']);
    expect(clock.now()).toBe(30);
    await clock.advance(1);
    expect(fired.at(-1)).toBe('beyond@31');
  });

  it('fires what a timer sets, and what the work sets that a timer woke', async () => {
    const { clock, fired, set } = notingClock();
    clock.setTimer(() => set('nested', 5), 10);
    const work = (async () => {
      for (let round = 0; round < 3; round++) await new Promise<void>((resolve) => void clock.setTimer(resolve, 20));
      fired.push(`work@${clock.now()}`);
    })();
    await clock.advance(1000);
    await work;
    expect(fired).toEqual(['nested@15', 'work@60']);
    expect(clock.now()).toBe(1000);
  });

  it('forgets cancelled timers, also one that another cancels at the same time', async () => {
    const { clock, fired, set } = notingClock();
    const cancelFirst = set('first', 10);
    let cancelOther = (): void => {};
    clock.setTimer(() => cancelOther(), 10);
    cancelOther = set('other', 10);
    cancelFirst();
    cancelFirst();
    await clock.advance(20);
    expect({ fired, pending: clock.pending }).toEqual({ fired: [], pending: 0 });
  });

  it('takes a time in the past as now', async () => {
    const { clock, fired, set } = notingClock();
    set('past', -5);
    await clock.advance(0);
    expect(fired).toEqual(['past@0']);
  });

  it.each([-1, Number.NaN, Infinity])('refuses to move by %s', async (ms) => {
    const clock = simulatedClock();
    await expect(clock.advance(ms)).rejects.toSatisfy((error) => MossError.is(error, 'CONFIG_INVALID'));
    expect(clock.now()).toBe(0);
  });

  it('rejects with what a callback throws, and goes on from there', async () => {
    const { clock, fired, set } = notingClock();
    const error = new Error('broken timer');
    clock.setTimer(() => {
      throw error;
    }, 5);
    set('next', 6);
    await expect(clock.advance(10)).rejects.toBe(error);
    expect(clock.now()).toBe(5);
    await clock.advance(1);
    expect(fired).toEqual(['next@6']);
  });
});
