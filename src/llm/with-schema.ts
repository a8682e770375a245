/** Structured output: a model whose answers are values of a schema. */
import { InvalidConfigError, LLMError } from '../base/index.ts';
import { type AnswerSchema, type ReadySchema, readySchema, type StandardSchema } from './answer-schema.ts';
import { complete, type Completion } from './complete.ts';
import type { LLMClientAdapter, LLMRequest, OutputFormat } from './llm-client.ts';

export type { AnswerSchema };

/** What the values of a schema are. */
type ValueOf<Schema> = Schema extends StandardSchema<infer Output> ? Output : unknown;

export interface SchemaOptions {
  /** Tells the model what the document is; letters, digits, `_` and `-`. Default `answer`. */
  readonly name?: string;
  readonly description?: string;
  /** As in `OutputFormat`. */
  readonly strict?: boolean;
}

/** A client whose answers are values. */
export interface StructuredClient<Value> {
  /**
   * Calls the model once.
   *
   * @throws LLMError `LLM_OUTPUT_INVALID` with the raw text as `cause.text` where the answer breaks the schema, and all that `complete`
   *   throws (as rejections)
   */
  generate(request: LLMRequest): Promise<Completion & { readonly value: Value }>;
}

/**
 * Has a model answer with one JSON document of a schema, by the provider's own mechanism.
 *
 * @param schema zod 3 or 4, any Standard Schema that tells its JSON Schema, or JSON Schema itself
 * @throws InvalidConfigError `CONFIG_INVALID` for a name the wires would refuse; a schema that is none rejects `generate`
 *
 * @example
 * import { z } from 'zod';
 *
 * const ships = withSchema(client, z.object({ name: z.string(), masts: z.number() }));
 * const { value } = await ships.generate({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Invent a ship.' }] }] });
 * value.masts.toFixed(0);
 */
export function withSchema<Schema extends AnswerSchema>(
  client: LLMClientAdapter,
  schema: Schema,
  { name = 'answer', description, strict }: SchemaOptions = {},
): StructuredClient<ValueOf<Schema>> {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) {
    throw new InvalidConfigError('CONFIG_INVALID', `"${name}" is no name of an answer: use letters, digits, _ and -`);
  }
  let ready: Promise<ReadySchema> | undefined;
  return {
    async generate(request) {
      const usable = await (ready ??= readySchema(schema));
      const output: OutputFormat = { name, description, schema: usable.jsonSchema, strict };
      const completion = await complete(client, { ...request, output });
      const checked = await usable.check(parsed(completion, client.provider));
      if ('problem' in checked) throw broken(checked.problem, completion, client.provider);
      return { ...completion, value: checked.value as ValueOf<Schema> };
    },
  };
}

function parsed(completion: Completion, provider: string): unknown {
  try {
    return JSON.parse(withoutFence(completion.text));
  } catch (error) {
    const reason =
      completion.finishReason === 'length' ? 'it was cut by the token limit' : String((error as Error).message);
    throw broken(`it is no JSON, ${reason}`, completion, provider);
  }
}

/** Models without a mechanism like to wrap JSON in a fence of Markdown. */
function withoutFence(text: string): string {
  return /^\s*```(?:json)?\s*\n([^]*?)\n\s*```\s*$/.exec(text)?.[1] ?? text;
}

function broken(problem: string, completion: Completion, provider: string): LLMError {
  return new LLMError(
    'LLM_OUTPUT_INVALID',
    `the answer of ${provider} breaks the schema: ${problem} (the cause has the raw text); call again, or make the schema simpler`,
    { provider, retryable: true, cause: completion },
  );
}
