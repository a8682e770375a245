/** The node that has an agent's model say its answer again, in the form of a schema. */
import type { LanguageModelLike } from '@langchain/core/language_models/base';
import { SystemMessage } from '@langchain/core/messages';
import type { Runnable } from '@langchain/core/runnables';
import type { LangGraphRunnableConfig } from '../pregel/runnable-config.ts';
import type { AgentState } from './agent-node.ts';
import type { CreateReactAgentParams } from './create-react-agent-params.ts';
import { chatModelOf, isChatModel } from './model-forms.ts';
import { withRefusedCalls } from './repair-tool-calls.ts';

type Params = Pick<CreateReactAgentParams, 'llm' | 'responseFormat'>;
type StructuredResponseNode = (
  state: AgentState,
  config: LangGraphRunnableConfig,
) => Promise<{ structuredResponse: unknown }>;

export function structuredResponseNode({ llm, responseFormat }: Params, repair: boolean): StructuredResponseNode {
  return async (state, config) => {
    if (responseFormat === undefined || responseFormat === null)
      throw new Error(
        'Attempted to generate structured output with no passed response schema. Please contact us for help.',
      );
    const held = repair ? withRefusedCalls(state.messages) : state.messages;
    const model: unknown = await modelOf(llm, state, config);
    if (!isChatModel(model))
      throw new Error(
        `Expected \`llm\` to be a ChatModel with .withStructuredOutput() method, got ${(model as object).constructor.name}`,
      );
    const { schema, prompt, options } = formOf(responseFormat);
    const structured =
      options === undefined ? model.withStructuredOutput(schema) : model.withStructuredOutput(schema, options);
    const messages =
      prompt === undefined || prompt === null ? [...held] : [new SystemMessage({ content: prompt }), ...held];
    const structuredResponse: unknown = await structured.invoke(messages, config);
    if (structuredResponse !== undefined && structuredResponse !== null) return { structuredResponse };
    throw new Error(
      'Failed to parse structured response against the provided `responseFormat` schema: the structured-output parser returned null/undefined, which usually means the model output did not satisfy the schema.',
    );
  };
}

async function modelOf(
  llm: Params['llm'],
  state: AgentState,
  config: LangGraphRunnableConfig,
): Promise<LanguageModelLike> {
  if (typeof llm === 'function') return llm(state as never, config as never);
  return await chatModelOf(llm as Runnable);
}

interface Form {
  readonly schema: never;
  readonly prompt?: string | undefined;
  readonly options?: Record<string, unknown>;
}

/** A schema may stand alone, or among options. */
function formOf(responseFormat: NonNullable<Params['responseFormat']>): Form {
  if (typeof responseFormat !== 'object' || !('schema' in responseFormat)) return { schema: responseFormat as never };
  const { prompt, schema, ...options } = responseFormat as { prompt?: string; schema: unknown };
  return { schema: schema as never, prompt, options };
}
