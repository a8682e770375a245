import { describe, expect, it, vi } from 'vitest';
import { createGraphRunStream } from '../../../../compat/langgraph/stream/create-graph-run-stream.ts';
import type { ProtocolEvent, StreamTransformer } from '../../../../compat/langgraph/stream/protocol-event.ts';
import { StreamMux } from '../../../../compat/langgraph/stream/stream-mux.ts';
import { runs } from './run-chunks.ts';
import { both, type Door, drain, oracle, ours, source } from './run-readers.ts';

describe('createGraphRunStream', () => {
  it.each(Object.keys(runs))('%s reads as upstream', async (name) => {
    const [mine, theirs] = await both(runs[name]!);
    expect(mine).toEqual(theirs);
  });

  it.each(Object.keys(runs))('%s, failing at the end, reads as upstream', async (name) => {
    const [mine, theirs] = await both(runs[name]!, new RangeError('too far'));
    expect(mine).toEqual(theirs);
  });

  it.each<[string, (door: Door) => () => StreamTransformer]>([
    [
      'a local channel',
      (door) => () => {
        const seen = door.StreamChannel.local<string>();
        return {
          init: () => ({ seen }),
          process: (event) => {
            seen.push(event.method);
            return true;
          },
        };
      },
    ],
    [
      'a remote channel',
      (door) => () => {
        const seen = door.StreamChannel.remote<string>('seen');
        return {
          init: () => ({ seen }),
          process: (event) => {
            if (event.method !== 'lifecycle') seen.push(event.method);
            return true;
          },
        };
      },
    ],
    [
      'final values',
      () => () => {
        let resolve: (count: number) => void;
        let count = 0;
        const total = new Promise<number>((done) => (resolve = done));
        return {
          init: () => ({
            total,
            plain: 7,
            failing: Promise.reject(new Error('own')),
            late: new Promise((r) => setTimeout(r, 5)),
          }),
          process: () => {
            count += 1;
            return true;
          },
          finalize: () => resolve(count),
        };
      },
    ],
    ['dropped events', () => () => ({ init: () => ({}), process: (event) => event.method !== 'values' })],
    [
      'added events',
      () => () => {
        let push: (ns: string[], event: ProtocolEvent) => void;
        return {
          init: () => ({}),
          onRegister: (emitter) => {
            push = (ns, event) => emitter.push(ns, event);
          },
          process: (event) => {
            if (event.method === 'updates')
              push(['more:1'], {
                ...event,
                method: 'custom',
                params: { ...event.params, namespace: ['more:1'], data: event.seq },
              });
            return true;
          },
        };
      },
    ],
    [
      'told causes and questions',
      () => () => {
        let push: (ns: string[], event: ProtocolEvent) => void;
        const event = (method: string, namespace: string[], data: unknown): ProtocolEvent => ({
          type: 'event',
          seq: 0,
          method,
          params: { namespace, timestamp: 0, data },
        });
        return {
          init: () => undefined,
          onRegister: (emitter) => {
            push = (ns, it) => emitter.push(ns, it);
          },
          process: ({ method }) => {
            if (method === 'updates') {
              push(
                ['sub:9'],
                event('lifecycle', ['sub:9'], { event: 'started', cause: { type: 'send', from_node: 'x' } }),
              );
              push(['sub:8'], event('lifecycle', ['sub:8'], { event: 'started', cause: 'none' }));
              push([], event('input', [], { event: 'requested', id: 'q1' }));
            }
            return true;
          },
        };
      },
    ],
    [
      'a slow end',
      () => () => ({
        init: () => ({}),
        process: () => true,
        finalize: () => new Promise<void>((done) => setTimeout(done, 5)),
      }),
    ],
    [
      'an end that rejects',
      () => () => ({ init: () => ({}), process: () => true, finalize: () => Promise.reject(new Error('end')) }),
    ],
    [
      'a failure in between',
      () => () => ({
        init: () => ({}),
        process: (event) => {
          if (event.method === 'updates') throw new Error('mine');
          return true;
        },
      }),
    ],
  ])('with %s reads as upstream', async (_name, make) => {
    for (const name of ['a chain', 'subgraphs', 'messages']) {
      for (const error of [undefined, new Error('broken')]) {
        // Upstream leaves the rejection of a projected promise without a handler when the run fails.
        if (error !== undefined && _name === 'final values') continue;
        const [mine, theirs] = await both(runs[name]!, error, (door) => [make(door)]);
        expect(mine).toEqual(theirs);
      }
    }
  });

  it('gives extensions and native projections their place', async () => {
    const native = () => ({ __native: true as const, init: () => ({ toolCalls: 'here' }), process: () => true });
    const plain = () => ({ init: () => ({ count: 3 }), process: () => true });
    for (const door of [ours, oracle]) {
      const run = door.createGraphRunStream(source([]), [native, plain]) as unknown as {
        toolCalls: string;
        extensions: object;
      };
      expect(run.toolCalls).toBe('here');
      expect(run.extensions).toEqual({ count: 3 });
    }
  });

  it('fails its readers where the end of a transformer throws, instead of leaving them to wait', async () => {
    const bad = (): StreamTransformer => ({
      init: () => ({}),
      process: () => true,
      finalize: () => {
        throw new Error('end');
      },
    });
    const run = createGraphRunStream(source([[[], 'values', 1]]), [bad]);
    expect((await drain(run)).at(-1)).toEqual({ failed: 'Error: end' });
  });

  it('tells all transformers of a failure, also when one of them fails on it', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const told: unknown[] = [];
    const bad = (): StreamTransformer => ({
      init: () => ({}),
      process: () => true,
      fail: () => {
        throw new Error('again');
      },
    });
    const good = (): StreamTransformer => ({
      init: () => ({}),
      process: () => true,
      fail: (error) => void told.push(error),
    });
    const error = new Error('broken');
    const run = createGraphRunStream(source([], error), [bad, good]);
    await expect(run.output).rejects.toBe(error);
    expect(told).toEqual([error]);
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
  });

  it('shows the same members as upstream', () => {
    const names = (door: Door) => {
      const run = door.createGraphRunStream(source([]));
      return Object.getOwnPropertyNames(Object.getPrototypeOf(run)).toSorted();
    };
    expect(names(ours)).toEqual(names(oracle));
  });
});

describe('a mux', () => {
  it('shows what it has had to a transformer that comes late, and ends it with the run', async () => {
    const mux = new StreamMux();
    const event = (at: number): ProtocolEvent => ({
      type: 'event',
      seq: at,
      method: 'values',
      params: { namespace: [], timestamp: 0, data: at },
    });
    mux.push([], event(5));
    mux.push([], event(6));
    await mux.close();
    const seen: unknown[] = [];
    mux.addTransformer({
      init: () => ({}),
      process: ({ seq }) => (seen.push(seq), true),
      finalize: () => void seen.push('end'),
    });
    expect(seen).toEqual([0, 1, 'end']);
  });
});
