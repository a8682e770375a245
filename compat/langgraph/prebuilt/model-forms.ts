/** The forms in which an agent may be given its model, and the chat model within each. */
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { RunnableBinding, RunnableSequence, type Runnable } from '@langchain/core/runnables';

/* oxlint-disable typescript/no-explicit-any -- models of any make, told apart by what they have */

/** A model that is chosen when it is called. */
interface ConfigurableModel {
  _queuedMethodOperations: unknown;
  _model(): Promise<Runnable>;
}

type AnyBinding = RunnableBinding<any, any> & { kwargs?: Record<string, unknown> };

export function isChatModel(model: unknown): model is BaseChatModel {
  const { invoke } = model as { invoke?: unknown };
  return typeof invoke === 'function' && '_modelType' in (model as object);
}

export function isConfigurableModel(model: unknown): model is ConfigurableModel {
  const candidate = model as Partial<ConfigurableModel>;
  return '_queuedMethodOperations' in candidate && '_model' in candidate && typeof candidate._model === 'function';
}

export function isBinding(model: unknown): model is AnyBinding {
  return RunnableBinding.isRunnableBinding(model);
}

export function isSequence(model: unknown): model is RunnableSequence {
  return RunnableSequence.isRunnableSequence(model);
}

/** Whether a step of a sequence is its model. */
export function isModelStep(step: unknown): boolean {
  return isBinding(step) || isChatModel(step) || isConfigurableModel(step);
}

/** The model that a sequence or a configurable model stands for, bound to whatever it is bound to. */
export async function innerModel(model: Runnable): Promise<Runnable> {
  const step = isSequence(model) ? (model.steps.find(isModelStep) ?? model) : model;
  return isConfigurableModel(step) ? step._model() : step;
}

/**
 * The chat model itself.
 *
 * @throws Error where there is none
 */
export async function chatModelOf(model: Runnable): Promise<BaseChatModel> {
  const inner = await innerModel(model);
  const bare: unknown = isBinding(inner) ? inner.bound : inner;
  if (isChatModel(bare)) return bare;
  throw new Error(
    `Expected \`llm\` to be a ChatModel or RunnableBinding (e.g. llm.bind_tools(...)) with invoke() and generate() methods, got ${(bare as object).constructor.name}`,
  );
}
