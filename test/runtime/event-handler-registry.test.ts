import { afterEach, describe, expect, it, vi } from 'vitest';
import { type EventHandler, EventHandlerRegistry, GraphEvents } from '../../src/runtime/index.ts';

afterEach(() => vi.restoreAllMocks());

const nextTick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('handlers', () => {
  it('are called as methods of the object they were registered as, with all four arguments', async () => {
    class Counter {
      calls: unknown[] = [];
      handle(...args: unknown[]): void {
        this.calls.push(args);
      }
    }
    const counter = new Counter();
    const registry = new EventHandlerRegistry<string>();
    registry.register('anything at all', counter);
    await registry.dispatch('anything at all', 1, { run_id: 'r' }, 'graph');
    expect(counter.calls).toEqual([['anything at all', 1, { run_id: 'r' }, 'graph']]);
  });

  it('are one per name: the later one replaces the earlier', () => {
    const registry = new EventHandlerRegistry();
    const first = { handle: vi.fn() };
    const second = { handle: vi.fn() };
    registry.register('e', first);
    registry.register('e', second);
    void registry.dispatch('e', null);
    expect(first.handle).not.toHaveBeenCalled();
    expect(second.handle).toHaveBeenCalledOnce();
    expect(registry.getHandler('e')).toBe(second);
  });

  it('make dispatch wait only if they return a promise', () => {
    const registry = new EventHandlerRegistry();
    registry.register('sync', { handle: () => {} });
    registry.register('async', { handle: async () => {} });
    expect(registry.dispatch('sync', null)).toBeUndefined();
    expect(registry.dispatch('nobody', null)).toBeUndefined();
    expect(registry.dispatch('async', null)).toBeInstanceOf(Promise);
  });

  it('pass on what they throw, unchanged', () => {
    const registry = new EventHandlerRegistry();
    const error = Object.freeze({ odd: true });
    registry.register('e', {
      handle: () => {
        throw error;
      },
    });
    expect(() => registry.dispatch('e', null)).toThrow(expect.toSatisfy((thrown: unknown) => thrown === error));
  });

  it.each(['__proto__', 'constructor', 'hasOwnProperty'])('work under the name %s', (name) => {
    const registry = new EventHandlerRegistry();
    expect(registry.getHandler(name)).toBeUndefined();
    const handle = vi.fn();
    registry.register(name, { handle });
    void registry.dispatch(name, 1);
    expect(handle).toHaveBeenCalledOnce();
  });

  it.each([undefined, null, {}, () => {}, { handle: 'no' }])('are refused if they are %j', (handler) => {
    const registry = new EventHandlerRegistry();
    expect(() => registry.register('on_x', handler as unknown as EventHandler)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining('"on_x"') }),
    );
  });
});

describe('tell', () => {
  it('reports what a handler throws to the log handler and goes on', async () => {
    const registry = new EventHandlerRegistry();
    const log = vi.fn();
    registry.register(GraphEvents.ON_AGENT_LOG, { handle: log });
    registry.register('e', { handle: () => Promise.reject(new Error('broken pipe')) });
    await registry.tell('e', 1);
    await registry.tell('e', 2);
    expect(log).toHaveBeenCalledOnce();
    expect(log.mock.calls[0]?.[1]).toMatchObject({ level: 'error', message: expect.stringContaining('broken pipe') });
  });

  it('reports on stderr where the log handler itself fails', async () => {
    const stderr = vi.spyOn(console, 'error').mockImplementation(() => {});
    const registry = new EventHandlerRegistry();
    registry.register(GraphEvents.ON_AGENT_LOG, { handle: () => Promise.reject(new Error('log is full')) });
    registry.observe('e', () => {
      throw new Error('first');
    });
    void registry.dispatch('e', 1);
    await nextTick();
    expect(stderr.mock.calls).toEqual([[expect.stringContaining('log is full')]]);
  });
});

describe('observers', () => {
  it('hear one name, or all names under *, until they are removed', () => {
    const registry = new EventHandlerRegistry();
    const heard: string[] = [];
    const stopOne = registry.observe('a', (event) => heard.push(`one ${event}`));
    const stopAll = registry.observe('*', (event) => heard.push(`all ${event}`));
    void registry.dispatch('a', 1);
    void registry.dispatch('b', 1);
    stopOne();
    void registry.dispatch('a', 1);
    stopAll();
    void registry.dispatch('a', 1);
    expect(heard).toEqual(['one a', 'all a', 'all b', 'all a']);
  });

  it('are not waited for', () => {
    const registry = new EventHandlerRegistry();
    registry.observe('e', () => new Promise(() => {}));
    expect(registry.dispatch('e', null)).toBeUndefined();
  });

  it('cannot fail the event, whether they throw or reject; each is reported once', async () => {
    const stderr = vi.spyOn(console, 'error').mockImplementation(() => {});
    const registry = new EventHandlerRegistry();
    const handle = vi.fn();
    registry.register('e', { handle });
    registry.observe('e', () => {
      throw new Error('thrown');
    });
    registry.observe('e', () => Promise.reject(new Error('rejected')));
    void registry.dispatch('e', 1);
    void registry.dispatch('e', 2);
    await nextTick();
    expect(handle).toHaveBeenCalledTimes(2);
    expect(stderr.mock.calls.flat()).toEqual([expect.stringContaining('thrown'), expect.stringContaining('rejected')]);
  });

  it('count as watching, like handlers', () => {
    const registry = new EventHandlerRegistry();
    expect(registry.isWatched('e')).toBe(false);
    const stop = registry.observe('*', () => {});
    expect(registry.isWatched('e')).toBe(true);
    stop();
    expect(registry.isWatched('e')).toBe(false);
    registry.register('e', { handle: () => {} });
    expect(registry.isWatched('e')).toBe(true);
  });
});
