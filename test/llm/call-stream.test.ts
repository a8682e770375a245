import { expect, it } from 'vitest';
import { LLMError } from '../../src/base/index.ts';
import { eventReader, type LLMEvent, streamCall, type WireCall } from '../../src/llm/index.ts';
import { simulatedClock } from '../../src/testing/index.ts';
import { collect } from './wire.ts';

const limits = { maxRetries: 2, retryBudget: 60_000, maxRestarts: 0, idleTimeout: undefined, totalTimeout: undefined };
const call = (fields: Partial<WireCall<LLMEvent>>): WireCall<LLMEvent> => ({
  provider: 'openAI',
  open: () => Promise.reject(new Error('down')),
  reader: eventReader,
  toError: (error) => error,
  limits,
  ...fields,
});

it('an error that cannot be told is told as it came', async () => {
  const error = new Error('down');
  const toError = (): never => {
    throw new TypeError('of its own');
  };
  expect(await collect(streamCall(call({ open: () => Promise.reject(error), toError })))).toEqual([
    { type: 'error', error },
  ]);
});

it('waits as long as the server asks, and asks no more than it may', async () => {
  const clock = simulatedClock();
  const at: number[] = [];
  const busy = new LLMError('LLM_RATE_LIMITED', '429', { provider: 'openAI', retryable: true, retryAfter: 10_000 });
  const open = () => {
    at.push(clock.now());
    return Promise.reject(busy);
  };
  const events = collect(streamCall(call({ open }), undefined, clock));
  await clock.advance(9_999);
  expect(at).toEqual([0]);
  await clock.advance(15_000);
  expect(at).toHaveLength(3);
  expect(await events).toEqual([{ type: 'error', error: busy }]);
  expect(clock.pending).toBe(0);
});

it('does not take the time of a slow caller for silence', async () => {
  const clock = simulatedClock();
  async function* chunks(): AsyncGenerator<LLMEvent> {
    yield { type: 'start', shape: 'string' };
    yield { type: 'done', finishReason: 'stop', message: { role: 'assistant', content: [] }, metadata: {} };
  }
  const iterator = streamCall(
    call({ open: async () => chunks(), limits: { ...limits, idleTimeout: 1_000 } }),
    undefined,
    clock,
  );
  expect((await iterator.next()).value).toMatchObject({ type: 'start' });
  await clock.advance(60_000);
  expect((await iterator.next()).value).toMatchObject({ type: 'done' });
  expect((await iterator.next()).done).toBe(true);
  expect(clock.pending).toBe(0);
});
