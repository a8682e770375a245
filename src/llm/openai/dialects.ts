/** Servers that speak Chat Completions, each with what it does differently from OpenAI. */
import { Providers } from '../providers.ts';
import type { MediaKind, OpenAIDialect } from './dialect.ts';

const TEXT_ONLY: ReadonlySet<MediaKind> = new Set();
const IMAGES: ReadonlySet<MediaKind> = new Set(['image']);
const ALL: ReadonlySet<MediaKind> = new Set(['image', 'audio', 'file']);

/** OpenAI itself, and servers compatible with it; reasoning in either field is what those send. */
export const openAIDialect: OpenAIDialect = {
  provider: Providers.OPENAI,
  baseURLVariable: 'OPENAI_BASE_URL',
  apiKeyVariable: 'OPENAI_API_KEY',
  tokenLimit: (model) => (/^(o\d|gpt-5)/.test(model) ? 'max_completion_tokens' : 'max_tokens'),
  asksForUsage: true,
  refused: [],
  requiredTool: 'required',
  structuredOutput: 'json_schema',
  toolCallIds: { valid: /^[^]{1,40}$/, length: 40 },
  media: ALL,
  reasoningBack: undefined,
  cacheMarks: false,
  effort: 'reasoning_effort',
  reasoningFields: ['reasoning_content', 'reasoning'],
  usageIn: 'chunk',
  reasoningBesideOutput: false,
  finishReasons: new Map(),
  failures: new Set(),
};

/** Ids of tool calls are nine letters and digits; unknown parameters are refused, and usage comes unasked. */
const mistral: OpenAIDialect = {
  ...openAIDialect,
  provider: Providers.MISTRAL,
  baseURL: 'https://api.mistral.ai/v1',
  baseURLVariable: 'MISTRAL_BASE_URL',
  apiKeyVariable: 'MISTRAL_API_KEY',
  tokenLimit: () => 'max_tokens',
  asksForUsage: false,
  requiredTool: 'any',
  toolCallIds: { valid: /^[A-Za-z0-9]{9}$/, length: 9 },
  media: IMAGES,
  finishReasons: new Map([['model_length', 'length']]),
  failures: new Set(['error']),
};

/** A thinking model wants its reasoning back within a turn of tool calls, and refuses to be sampled. */
const deepSeek: OpenAIDialect = {
  ...openAIDialect,
  provider: Providers.DEEPSEEK,
  baseURL: 'https://api.deepseek.com',
  baseURLVariable: 'DEEPSEEK_BASE_URL',
  apiKeyVariable: 'DEEPSEEK_API_KEY',
  tokenLimit: () => 'max_tokens',
  refused: [
    {
      models: /reasoner/,
      parameters: ['temperature', 'top_p', 'presence_penalty', 'frequency_penalty', 'logprobs', 'top_logprobs'],
    },
  ],
  structuredOutput: 'json_object',
  media: TEXT_ONLY,
  reasoningBack: 'reasoning_content',
  failures: new Set(['insufficient_system_resource']),
};

/** Reasoning is counted beside the output; reasoning models refuse stop texts and penalties. */
const xAI: OpenAIDialect = {
  ...openAIDialect,
  provider: Providers.XAI,
  baseURL: 'https://api.x.ai/v1',
  baseURLVariable: 'XAI_BASE_URL',
  apiKeyVariable: 'XAI_API_KEY',
  tokenLimit: () => 'max_tokens',
  refused: [
    {
      models: /^grok-(3-mini|4(?!.*non-reasoning)|code)/,
      parameters: ['stop', 'presence_penalty', 'frequency_penalty'],
    },
  ],
  media: IMAGES,
  reasoningBesideOutput: true,
};

/** A gateway: reasoning comes in `reasoning` and, with its signatures, in `reasoning_details`, which go back as they came. */
const openRouter: OpenAIDialect = {
  ...openAIDialect,
  provider: Providers.OPENROUTER,
  baseURL: 'https://openrouter.ai/api/v1',
  baseURLVariable: 'OPENROUTER_BASE_URL',
  apiKeyVariable: 'OPENROUTER_API_KEY',
  tokenLimit: () => 'max_tokens',
  reasoningBack: 'reasoning_details',
  cacheMarks: true,
  effort: 'reasoning',
  reasoningFields: ['reasoning', 'reasoning_content'],
  failures: new Set(['error']),
};

/** Token counts stand in the choice; a thinking model wants its reasoning back. */
const moonshot: OpenAIDialect = {
  ...openAIDialect,
  provider: Providers.MOONSHOT,
  baseURL: 'https://api.moonshot.ai/v1',
  baseURLVariable: 'MOONSHOT_BASE_URL',
  apiKeyVariable: 'MOONSHOT_API_KEY',
  tokenLimit: () => 'max_tokens',
  requiredTool: undefined,
  structuredOutput: 'json_object',
  media: IMAGES,
  reasoningBack: 'reasoning_content',
  usageIn: 'choice',
};

/** Token counts stand in a field of its own. */
const groq: OpenAIDialect = {
  ...openAIDialect,
  provider: 'groq',
  baseURL: 'https://api.groq.com/openai/v1',
  baseURLVariable: 'GROQ_BASE_URL',
  apiKeyVariable: 'GROQ_API_KEY',
  tokenLimit: () => 'max_completion_tokens',
  asksForUsage: false,
  refused: [{ models: /./, parameters: ['logprobs', 'top_logprobs', 'logit_bias'] }],
  media: IMAGES,
  reasoningFields: ['reasoning', 'reasoning_content'],
  usageIn: 'x_groq',
};

/** On this machine, and without a key. */
const ollama: OpenAIDialect = {
  ...openAIDialect,
  provider: 'ollama',
  baseURL: 'http://127.0.0.1:11434/v1',
  baseURLVariable: 'OLLAMA_BASE_URL',
  apiKeyVariable: 'OLLAMA_API_KEY',
  keyless: 'ollama',
  tokenLimit: () => 'max_tokens',
  requiredTool: undefined,
  media: IMAGES,
  reasoningFields: ['reasoning', 'reasoning_content'],
};

/** By the provider's literal. The host has two for Mistral; Groq and Ollama are ours, hosts reach them as `openAI`. */
export const dialects: ReadonlyMap<string, OpenAIDialect> = new Map(
  [
    openAIDialect,
    mistral,
    { ...mistral, provider: Providers.MISTRALAI },
    deepSeek,
    xAI,
    openRouter,
    moonshot,
    groq,
    ollama,
  ].map((dialect) => [dialect.provider, dialect]),
);
