/** The providers the command line can talk to, as data. */
import { Providers } from '../llm/index.ts';

export interface ProviderChoice {
  /** Literal of the host, as `llmConfig.provider` takes it. */
  readonly provider: string;
  /** Other spellings on the command line; compared without regard to case. */
  readonly aliases: readonly string[];
  /** Environment variable with the key. */
  readonly keyVariable: string;
  /** A small current model that can stream and call tools. */
  readonly defaultModel: string;
  /** Path of the provider's API below the root of a server. */
  readonly apiPath: string;
}

/** In order of preference where the environment has keys for several. */
export const PROVIDER_CHOICES: readonly [ProviderChoice, ...ProviderChoice[]] = [
  {
    provider: Providers.OPENAI,
    aliases: ['openai'],
    keyVariable: 'OPENAI_API_KEY',
    defaultModel: 'gpt-5.4-mini',
    apiPath: '/v1',
  },
  {
    provider: Providers.ANTHROPIC,
    aliases: ['anthropic'],
    keyVariable: 'ANTHROPIC_API_KEY',
    defaultModel: 'claude-haiku-5-5',
    apiPath: '',
  },
];

/** Finds a provider by name, `openai` as well as `openAI`. */
export function findProvider(name: string): ProviderChoice | undefined {
  return PROVIDER_CHOICES.find(({ aliases }) => aliases.includes(name.toLowerCase()));
}
