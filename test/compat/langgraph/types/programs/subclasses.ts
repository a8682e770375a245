/** Graphs derived by their users, and graphs within graphs. */
import type { RunnableConfig } from '@langchain/core/runnables';
import {
  Annotation,
  BaseLangGraphError,
  CompiledStateGraph,
  GraphInterrupt,
  NodeInterrupt,
  START,
  StateGraph,
  isGraphInterrupt,
  type CompiledGraph,
  type CompiledGraphType,
  type LangGraphRunnableConfig,
  type StateGraphArgs,
} from '@langchain/langgraph';
import { Pregel } from '@langchain/langgraph/pregel';

export const State = Annotation.Root({ a: Annotation<number>, b: Annotation<string> });
export const child = new StateGraph(State)
  .addNode('inner', (state) => ({ a: state.a + 1 }))
  .addEdge(START, 'inner')
  .compile({ name: 'child', checkpointer: true });
export const parent = new StateGraph(State)
  .addNode('child', child)
  .addNode('lambda', async (state, config) => child.invoke(state, config))
  .addEdge(START, 'child')
  .addEdge('child', 'lambda')
  .compile();

// oxlint-disable-next-line typescript/no-explicit-any -- as programs write it
export class Parsing extends Pregel<any, any> {
  protected override async _validateInput(input: unknown): Promise<unknown> {
    return super._validateInput(input);
  }
  protected override async _validateContext(context: Partial<LangGraphRunnableConfig['context']>) {
    return super._validateContext(context);
  }
  override async invoke(input: unknown, options?: Partial<RunnableConfig>) {
    return super.invoke(input, options);
  }
}
export class Sequence extends StateGraph<typeof State> {
  declare readonly marker: string;
  last: string | undefined = undefined;
  override compile(options?: Parameters<StateGraph<typeof State>['compile']>[0]) {
    return super.compile(options) as never;
  }
}
export class Compiled extends CompiledStateGraph<typeof State.State, typeof State.Update> {
  extra = 1;
}
export class Failure extends BaseLangGraphError {
  static get unminifiable_name() {
    return 'Failure';
  }
}

export declare const bare: CompiledGraph<string>;

/** Functions over whatever graph. */
export function nameOf<Graph extends CompiledGraph<string>>(graph: Graph): string {
  return graph.getName();
}
// oxlint-disable-next-line typescript/no-explicit-any -- as programs write it
export function hold(graph: CompiledGraph<any, any, any, any, any, any>) {
  return graph.invoke({});
}
export function narrow(graph: CompiledGraphType<{ input: { a: number }; output: { b: string }; node: 'x' }>) {
  return graph.invoke({ a: 1 });
}
export type Invoked = Awaited<ReturnType<typeof parent.invoke>>;
export type Nodes = (typeof parent)['~NodeType'];
export type Options = Parameters<typeof parent.invoke>[1];
export type In = (typeof parent)['~InputType'];
export type Out = (typeof parent)['~OutputType'];
export declare const args: StateGraphArgs<{ a: number }>;

export async function run() {
  const bound = parent.withConfig({ recursionLimit: 5, context: {} });
  const result = await bound.invoke({ a: 1 });
  const tool = child.asTool({ name: 't', description: 'd', schema: {} as never });
  for await (const [path, graph] of parent.getSubgraphsAsync('child', true)) console.log(path, graph.name);
  try {
    throw new NodeInterrupt('x');
  } catch (error) {
    if (isGraphInterrupt(error)) return error.interrupts;
    if (error instanceof GraphInterrupt) return error.interrupts[0]?.value;
  }
  return { result, tool, name: nameOf(bare), nodes: parent.nodes, builder: parent.builder };
}
