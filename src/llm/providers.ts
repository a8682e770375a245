/** Provider literals of the host. */
export const Providers = {
  OPENAI: 'openAI',
  AZURE: 'azureOpenAI',
  ANTHROPIC: 'anthropic',
  BEDROCK: 'bedrock',
  VERTEXAI: 'vertexai',
  GOOGLE: 'google',
  MISTRALAI: 'mistralai',
  MISTRAL: 'mistral',
  DEEPSEEK: 'deepseek',
  MOONSHOT: 'moonshot',
  OPENROUTER: 'openrouter',
  XAI: 'xai',
} as const;

export type Provider = (typeof Providers)[keyof typeof Providers];
