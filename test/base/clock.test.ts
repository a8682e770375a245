import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/base/index.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const DAY = 86_400_000;

it('never goes backwards', () => {
  const first = systemClock.now();
  vi.setSystemTime(Date.now() - DAY);
  expect(systemClock.now()).toBeGreaterThanOrEqual(first);
});

it('calls once, after the time and not before', () => {
  const callback = vi.fn();
  systemClock.setTimer(callback, 20);
  expect(callback).not.toHaveBeenCalled();
  vi.advanceTimersByTime(19);
  expect(callback).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  expect(callback).toHaveBeenCalledTimes(1);
});

it('waits longer than one timer of the host can', () => {
  const callback = vi.fn();
  systemClock.setTimer(callback, 30 * DAY);
  vi.advanceTimersByTime(30 * DAY - 1);
  expect(callback).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(callback).toHaveBeenCalledTimes(1);
});

it('forgets a cancelled timer, also in the middle of a long wait', () => {
  const callback = vi.fn();
  const cancel = systemClock.setTimer(callback, 60 * DAY);
  vi.advanceTimersByTime(30 * DAY);
  cancel();
  cancel();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(90 * DAY);
  expect(callback).not.toHaveBeenCalled();
});
