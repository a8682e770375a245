/** The embedded model server: real OpenAI and Anthropic streams on loopback, answered by the stand-in. */
import type * as Aimock from '@copilotkit/aimock';
import type { ChatCompletionRequest, ChatMessage, FixtureResponse } from '@copilotkit/aimock';
import { MossError } from '../../base/index.ts';
import { answer, type StandInMessage, type StandInRequest } from './answer.ts';

/** A running server. */
export interface OfflineServer {
  /** Root address, `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Stops listening. Resolves when the last connection has ended. */
  close(): Promise<void>;
}

/** Characters in one delta, and milliseconds between two: quick, but visibly a stream. */
const CHUNK_SIZE = 6;
const CHUNK_DELAY_MS = 8;
/** Usual rule of thumb; the stand-in has no tokenizer. */
const CHARACTERS_PER_TOKEN = 4;

const PACKAGE = '@copilotkit/aimock';

type Library = Pick<typeof Aimock, 'LLMock'>;

async function loadLibrary(load: () => Promise<Library>): Promise<Library> {
  try {
    return await load();
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
    if (!missing) throw cause;
    throw new MossError(
      'DEPENDENCY_MISSING',
      `the offline model server needs ${PACKAGE}, which is not installed; run "npm install ${PACKAGE}", or set OPENAI_API_KEY or ANTHROPIC_API_KEY`,
      { cause },
    );
  }
}

function textOf(content: ChatMessage['content']): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => part.text ?? '').join('');
}

function toMessage(message: ChatMessage): StandInMessage {
  const calls = (message.tool_calls ?? []).map(({ id, function: { name, arguments: args } }) => ({ id, name, args }));
  return { role: message.role, text: textOf(message.content), calls, callId: message.tool_call_id };
}

function toRequest({ messages, tools }: ChatCompletionRequest): StandInRequest {
  return { messages: messages.map(toMessage), tools: (tools ?? []).map((tool) => tool.function.name) };
}

function estimateTokens(value: unknown): number {
  return Math.ceil(JSON.stringify(value).length / CHARACTERS_PER_TOKEN);
}

/** Both providers' names for the same numbers; each stream takes its own. */
function estimateUsage(request: ChatCompletionRequest, output: unknown): FixtureUsage {
  const input = estimateTokens([request.messages, request.tools ?? []]);
  const written = estimateTokens(output);
  return {
    prompt_tokens: input,
    completion_tokens: written,
    total_tokens: input + written,
    input_tokens: input,
    output_tokens: written,
  };
}

type FixtureUsage = Record<
  'prompt_tokens' | 'completion_tokens' | 'total_tokens' | 'input_tokens' | 'output_tokens',
  number
>;

function respond(request: ChatCompletionRequest): FixtureResponse {
  const given = answer(toRequest(request));
  const usage = estimateUsage(request, given);
  if ('text' in given) return { content: given.text, usage };
  return { toolCalls: given.calls.map(({ name, args }) => ({ name, arguments: JSON.stringify(args) })), usage };
}

/**
 * Starts the server on a free port of 127.0.0.1.
 *
 * @param load loads the server library; a test may give another
 * @throws MossError with code `DEPENDENCY_MISSING` if the library is not installed
 *
 * @example
 * const server = await startOfflineServer();
 * // OpenAI's API is at `${server.url}/v1`, Anthropic's at `server.url`
 * await server.close();
 */
export async function startOfflineServer(
  load = (): Promise<Library> => import('@copilotkit/aimock'),
): Promise<OfflineServer> {
  const { LLMock } = await loadLibrary(load);
  const server = new LLMock({
    host: '127.0.0.1',
    port: 0,
    chunkSize: CHUNK_SIZE,
    latency: CHUNK_DELAY_MS,
    journalMaxEntries: 1,
  });
  server.on({ predicate: () => true }, respond);
  const url = await server.start();
  return { url, close: () => server.stop() };
}
