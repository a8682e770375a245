import { AsyncLocalStorage } from 'node:async_hooks';
import * as oracle from '@langchain/langgraph';
import { CallbackManager } from '@langchain/core/callbacks/manager';
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import type { RunnableConfig } from '@langchain/core/runnables';
import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons';
import { describe, expect, it } from 'vitest';
import * as door from '../../../../compat/langgraph/messages/index.ts';

type Options = NonNullable<Parameters<typeof door.pushMessage>[1]>;

/** What is around a call: what the config holds, what is in the air, and where effects are seen. */
class Surroundings {
  readonly effects: unknown[] = [];

  handler(name = 'StreamMessagesHandler') {
    return { name, _emit: (...given: unknown[]) => this.effects.push(['emit', name, ...given]) };
  }

  sender(label = 'send') {
    return (writes: [string, BaseMessage][]) => this.effects.push([label, writes]);
  }
}

interface Call {
  message?: unknown;
  options?: (around: Surroundings) => unknown;
  ambient?: (around: Surroundings) => unknown;
}

const whole = (around: Surroundings) => ({
  callbacks: [around.handler('other'), around.handler()],
  metadata: { langgraph_checkpoint_ns: 'a:1|b:2', more: 1 },
  configurable: { __pregel_send: around.sender(), __pregel_read: () => undefined, thread_id: 't' },
});

const calls: Record<string, Call> = {
  'without any config': {},
  'with its config': { options: whole },
  'with the config in the air': { ambient: whole },
  'to another key': { options: (around) => ({ ...whole(around), stateKey: 'other' }) },
  'to no key': { options: (around) => ({ ...whole(around), stateKey: null }) },
  'to an empty key': { options: (around) => ({ ...whole(around), stateKey: '' }) },
  'to another key of what is in the air': { ambient: whole, options: () => ({ stateKey: 'other' }) },
  'without a handler': { options: (around) => ({ configurable: { __pregel_send: around.sender() } }) },
  'with a callback manager': {
    options: (around) => {
      const callbacks = new CallbackManager();
      callbacks.addHandler(around.handler() as never);
      return { callbacks };
    },
  },
  'with metadata of both': {
    ambient: whole,
    options: () => ({ metadata: { more: 2, thread_id: 'own' }, tags: ['x'] }),
  },
  'with a thread of its own outside of tasks': {
    ambient: (around) => ({ configurable: { __pregel_send: around.sender('foreign'), user: 'foreign' } }),
    options: (around) => ({ callbacks: [around.handler()], configurable: { thread_id: 'own' } }),
  },
  'a message-like': { options: whole, message: { role: 'user', content: 'x', id: 'r' } },
  'a message without an id': { options: whole, message: new AIMessage('x') },
  'a string': { options: whole, message: 'x' },
  'what is no message': { options: whole, message: { foo: 1 } },
};

function outcomeOf(push: typeof door.pushMessage, call: Call): unknown {
  const around = new Surroundings();
  const message = (call.message ?? new AIMessage({ content: 'hi', id: 'm' })) as AIMessage;
  const run = () => {
    try {
      const pushed = push(message, call.options?.(around) as Options | undefined);
      return { pushed, same: pushed === message };
    } catch (error) {
      return (error as Error).message;
    }
  };
  const result = call.ambient
    ? AsyncLocalStorageProviderSingleton.runWithConfig(call.ambient(around) as RunnableConfig, run, true)
    : run();
  return { result, effects: around.effects };
}

describe('pushMessage', () => {
  AsyncLocalStorageProviderSingleton.initializeGlobalInstance(new AsyncLocalStorage());

  it.each(Object.keys(calls))('%s does what upstream does', (name) => {
    const ours = outcomeOf(door.pushMessage, calls[name]!);
    expect(ours).toEqual(outcomeOf(oracle.pushMessage, calls[name]!));
  });

  it('puts the message into the stream and the state', () => {
    const { effects } = outcomeOf(door.pushMessage, calls['with its config']!) as { effects: unknown[][] };
    expect(effects.map(([effect]) => effect)).toEqual(['emit', 'send']);
  });
});
