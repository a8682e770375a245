import type * as oracle from '@langchain/langgraph';
import type * as oracleStream from '@langchain/langgraph/stream';
import { describe, expectTypeOf, it } from 'vitest';
import type { createGraphRunStream } from '../../../../compat/langgraph/stream/create-graph-run-stream.ts';
import type { GraphRunStream } from '../../../../compat/langgraph/stream/graph-run-stream.ts';
import type * as ours from '../../../../compat/langgraph/stream/index.ts';
import type * as data from '../../../../compat/langgraph/stream/protocol-data.ts';
import type * as event from '../../../../compat/langgraph/stream/protocol-event.ts';
import type { LifecycleEntry } from '../../../../compat/langgraph/stream/transformers/lifecycle-transformer.ts';

describe('types of the stream', () => {
  it('say what those of upstream say', () => {
    expectTypeOf<event.ProtocolEvent>().toEqualTypeOf<oracle.ProtocolEvent>();
    expectTypeOf<event.Namespace>().toEqualTypeOf<oracle.Namespace>();
    expectTypeOf<event.ProtocolMethod>().toEqualTypeOf<oracleStream.ProtocolMethod>();
    expectTypeOf<event.StreamMode>().toEqualTypeOf<oracle.StreamMode>();
    expectTypeOf<event.StreamTransformer<{ a: 1 }>>().toEqualTypeOf<oracle.StreamTransformer<{ a: 1 }>>();
    expectTypeOf<event.NativeStreamTransformer<{ a: 1 }>>().toEqualTypeOf<oracle.NativeStreamTransformer<{ a: 1 }>>();
    expectTypeOf<event.ChatModelStream>().toEqualTypeOf<oracle.ChatModelStream>();
    expectTypeOf<event.ToolCallStream>().toEqualTypeOf<oracle.ToolCallStream>();
    expectTypeOf<event.InterruptPayload>().toEqualTypeOf<oracle.InterruptPayload>();
    expectTypeOf<ours.MatchableEvent>().toEqualTypeOf<oracleStream.MatchableEvent>();
    expectTypeOf<ours.ConvertToProtocolEventOptions>().toEqualTypeOf<oracle.ConvertToProtocolEventOptions>();
  });

  it('may take the place of those of upstream', () => {
    expectTypeOf<data.LifecycleData>().toExtend<oracle.LifecycleData>();
    expectTypeOf<data.LifecycleCause>().toEqualTypeOf<oracle.LifecycleCause>();
    expectTypeOf<data.AgentStatus>().toEqualTypeOf<oracle.AgentStatus>();
    expectTypeOf<data.UsageInfo>().toExtend<oracle.UsageInfo>();
    expectTypeOf<data.ToolsEventData>().toExtend<oracle.ToolsEventData>();
    expectTypeOf<oracle.ToolsEventData>().toExtend<data.ToolsEventData>();
    expectTypeOf<data.UpdatesEventData>().toExtend<oracle.UpdatesEventData>();
    expectTypeOf<oracle.MessagesEventData>().toExtend<data.MessagesEventData>();
    expectTypeOf<LifecycleEntry>().toExtend<oracle.LifecycleEntry>();
  });

  it('infer what transformers project', () => {
    type Factories = [() => event.StreamTransformer<{ a: 1 }>, () => event.StreamTransformer<{ b: 2 }>];
    expectTypeOf<event.InferExtensions<Factories>>().toExtend<{ a: 1; b: 2 }>();
    expectTypeOf<oracle.InferExtensions<Factories>>().toExtend<{ a: 1; b: 2 }>();
    expectTypeOf<event.InferExtensions<[]>>().toEqualTypeOf<oracle.InferExtensions<[]>>();
    expectTypeOf<ReturnType<typeof createGraphRunStream<{ n: number }>>['output']>().toEqualTypeOf<
      Promise<{ n: number }>
    >();
    expectTypeOf<GraphRunStream['messages']>().toEqualTypeOf<oracle.GraphRunStream['messages']>();
    expectTypeOf<GraphRunStream['interrupts']>().toEqualTypeOf<oracle.GraphRunStream['interrupts']>();
  });
});
