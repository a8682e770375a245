import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { abortable, onAbort } from '../../src/base/index.ts';

describe('onAbort', () => {
  it('calls back once with the reason', () => {
    const controller = new AbortController();
    const listener = vi.fn();
    onAbort(controller.signal, listener);
    controller.abort('why');
    controller.abort('again');
    expect(listener.mock.calls).toEqual([['why']]);
  });

  it('calls back at once where the signal has aborted', () => {
    const listener = vi.fn();
    onAbort(AbortSignal.abort('before'), listener);
    expect(listener.mock.calls).toEqual([['before']]);
  });

  it('leaves no listener when told to stop, and can be told twice', () => {
    const controller = new AbortController();
    const listener = vi.fn();
    const stop = onAbort(controller.signal, listener);
    stop();
    stop();
    controller.abort();
    expect(listener).not.toHaveBeenCalled();
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('takes the absence of a signal', () => {
    const listener = vi.fn();
    onAbort(undefined, listener)();
    expect(listener).not.toHaveBeenCalled();
  });
});

describe('abortable', () => {
  it('settles as the promise does and leaves no listener', async () => {
    const { signal } = new AbortController();
    expect(await abortable(Promise.resolve(5), signal)).toBe(5);
    await expect(abortable(Promise.reject(null), signal)).rejects.toBe(null);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('rejects with an AbortError that keeps the reason, however long the work takes', async () => {
    const controller = new AbortController();
    const waiting = abortable(new Promise(() => {}), controller.signal);
    controller.abort('enough');
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError', cause: 'enough' });
  });

  it('drops a late rejection of the abandoned work', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const controller = new AbortController();
    const work = Promise.withResolvers<void>();
    const waiting = abortable(work.promise, controller.signal);
    controller.abort();
    work.reject(new Error('late'));
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
