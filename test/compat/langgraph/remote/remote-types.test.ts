/** What callers may write: compiled with the repository, and run here too. */
import type { RunnableConfig } from '@langchain/core/runnables';
import { Client } from '@langchain/langgraph-sdk';
import { expect, expectTypeOf, it } from 'vitest';
import { MessagesAnnotation, START, StateGraph, type StateSnapshot } from '../../../../compat/langgraph/index.ts';
import { RemoteGraph, type RemoteGraphParams } from '../../../../compat/langgraph/remote/index.ts';

const params: RemoteGraphParams = {
  graphId: 'agent',
  url: 'http://127.0.0.1:1',
  apiKey: 'key',
  headers: { 'x-tenant': 'moss' },
  streamResumable: true,
  interruptBefore: '*',
  name: 'far',
  config: { tags: ['far'] },
};

it('is a node, and a runnable', () => {
  const remote = new RemoteGraph(params);
  const graph = new StateGraph(MessagesAnnotation).addNode('far', remote).addEdge(START, 'far').compile();
  expect(Object.keys(graph.nodes)).toContain('far');
  expectTypeOf(remote.withConfig({ tags: ['x'] })).toEqualTypeOf(remote);
  expectTypeOf(remote.pipe((state: { x: number }) => state.x).invoke).returns.resolves.toEqualTypeOf<number>();
});

it('takes a client in place of an address', () => {
  const remote = new RemoteGraph({ graphId: 'agent', client: new Client({ apiUrl: 'http://127.0.0.1:1' }) });
  expect(remote.graphId).toBe('agent');
});

it('gives what its versions of streamEvents are read by', () => {
  const remote = new RemoteGraph(params);
  const typed = () => remote.streamEvents({}, { version: 'v3' });
  const bytes = () => remote.streamEvents({}, { version: 'v3', encoding: 'text/event-stream' });
  expectTypeOf<Awaited<ReturnType<typeof typed>>['interrupted']>().toEqualTypeOf<boolean>();
  expectTypeOf<Awaited<ReturnType<typeof typed>>['thread']['threadId']>().toEqualTypeOf<string>();
  expectTypeOf<Awaited<ReturnType<typeof bytes>>>().toExtend<AsyncIterable<Uint8Array>>();
});

it('gives snapshots and configs', () => {
  const remote = new RemoteGraph(params);
  expectTypeOf(remote.getState).returns.resolves.toEqualTypeOf<StateSnapshot>();
  expectTypeOf(remote.getStateHistory).returns.toEqualTypeOf<AsyncIterableIterator<StateSnapshot>>();
  expectTypeOf(remote.updateState).returns.resolves.toEqualTypeOf<RunnableConfig>();
});
