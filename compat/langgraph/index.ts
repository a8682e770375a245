/** `moss-agent-runtime/langgraph`: the names of `@langchain/langgraph`. Importing it lets nodes find their config without it being passed on. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons';

AsyncLocalStorageProviderSingleton.initializeGlobalInstance(new AsyncLocalStorage());

export * from './web.ts';
