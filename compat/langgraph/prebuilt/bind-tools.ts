/** Binds an agent's tools to its model, unless that has been done. */
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { Runnable, RunnableBinding, RunnableSequence } from '@langchain/core/runnables';
import type { ClientTool, ServerTool } from './create-react-agent-params.ts';
import { innerModel, isBinding, isChatModel, isConfigurableModel, isModelStep, isSequence } from './model-forms.ts';

type AnyTool = ClientTool | ServerTool;
type Tools = readonly AnyTool[];
type BindableModel = BaseChatModel & { bindTools: (tools: AnyTool[]) => Runnable };

/** Whether a tool runs here, and not at the model's provider. */
export function isClientTool(tool: AnyTool): tool is ClientTool {
  return Runnable.isRunnable(tool);
}

/**
 * The model with the tools bound to it; the model itself where these very tools are bound already.
 *
 * @throws Error for a model that takes no tools, or is bound to others
 */
export async function bindTools(model: Runnable, tools: Tools): Promise<Runnable> {
  if (await hasTools(model, tools)) return model;
  const bound =
    bindDirectly(model, tools) ??
    (isConfigurableModel(model) ? bindDirectly(await model._model(), tools) : undefined) ??
    (isSequence(model) ? bindStep(model, tools) : undefined);
  if (bound !== undefined) return bound;
  // As published, whatever models are as text.
  // oxlint-disable-next-line typescript/no-base-to-string
  throw new Error(`llm ${String(model)} must define bindTools method.`);
}

function bindDirectly(model: Runnable, tools: Tools): Runnable | undefined {
  if (takesTools(model)) return model.bindTools([...tools]);
  if (!isBinding(model) || !takesTools(model.bound)) return undefined;
  const { config, kwargs, configFactories } = model as typeof model & { configFactories?: never[] };
  const bound = model.bound.bindTools([...tools]);
  if (!isBinding(bound)) return binding({ bound, config, kwargs, configFactories });
  const inner = bound as typeof bound & { configFactories?: never[] };
  return binding({
    bound: inner.bound,
    config: { ...config, ...inner.config },
    kwargs: { ...kwargs, ...inner.kwargs },
    configFactories: inner.configFactories ?? configFactories,
  });
}

const binding = (fields: object): Runnable => new RunnableBinding(fields as never);

function bindStep(sequence: RunnableSequence, tools: Tools): Runnable | undefined {
  const place = sequence.steps.findIndex(isModelStep);
  const bound = place < 0 ? undefined : bindDirectly(sequence.steps[place] as Runnable, tools);
  if (bound === undefined) return undefined;
  return RunnableSequence.from(sequence.steps.toSpliced(place, 1, bound) as never);
}

function takesTools(model: unknown): model is BindableModel {
  return isChatModel(model) && 'bindTools' in model && typeof model.bindTools === 'function';
}

/** @throws Error where other tools are bound */
async function hasTools(model: Runnable, tools: Tools): Promise<boolean> {
  const bound = boundTools(await innerModel(model));
  if (bound === undefined) return false;
  if (bound.length !== tools.length)
    throw new Error('Number of tools in the model.bindTools() and tools passed to createReactAgent must match');
  const names = new Set(bound.map(nameOfBound));
  const missing = new Set(tools.flatMap((tool) => (isClientTool(tool) && !names.has(tool.name) ? [tool.name] : [])));
  if (missing.size === 0) return true;
  throw new Error(
    `Missing tools '${[...missing].join(',')}' in the model.bindTools().Tools in the model.bindTools() must match the tools passed to createReactAgent.`,
  );
}

/** Tools in the form of their provider. */
function boundTools(model: Runnable): object[] | undefined {
  if (!isBinding(model)) return undefined;
  const bags = [model.kwargs, model.config] as ({ tools?: object[] } | undefined)[];
  const tools = bags.find((bag) => Array.isArray(bag?.tools))?.tools;
  const only = tools?.length === 1 ? (tools[0] as { functionDeclarations?: object[] }) : undefined;
  return only && 'functionDeclarations' in only ? only.functionDeclarations : tools;
}

type BoundTool = { type?: string; function?: { name?: string }; name?: string; toolSpec?: { name?: string } };

function nameOfBound(tool: BoundTool): string | undefined {
  if (tool.type === 'function') return tool.function?.name;
  return 'name' in tool ? tool.name : tool.toolSpec?.name;
}
