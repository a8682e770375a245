/** The official SDKs in the versions that this package has: the folder of the benchmarks holds those that LangChain wants. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const { resolve } = createRequire(new URL('../../package.json', import.meta.url));

export async function openAISDK(): Promise<typeof import('openai')> {
  return (await import(pathToFileURL(resolve('openai')).href)) as typeof import('openai');
}

export async function anthropicSDK(): Promise<typeof import('@anthropic-ai/sdk')> {
  return (await import(pathToFileURL(resolve('@anthropic-ai/sdk')).href)) as typeof import('@anthropic-ai/sdk');
}
