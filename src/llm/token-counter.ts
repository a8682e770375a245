/** Counts tokens before a call, with the tokenizers of the host: `ai-tokenizer`, an optional peer, loaded when a counter is made. */
import { InvalidConfigError, type Message } from '../base/index.ts';

/** Encodings by name; `claude` approximates Anthropic's, which are not public. */
export type TokenEncoding = 'o200k_base' | 'cl100k_base' | 'claude';

export interface TokenCounter {
  readonly encoding: TokenEncoding;
  /** Tokens of a text. */
  count(text: string): number;
  /**
   * Tokens of a conversation: its texts, reasoning, tool calls and results, and {@link PER_MESSAGE} for each message. Images and files are
   * not counted: providers charge them by rules of their own.
   */
  countMessages(messages: readonly Message[]): number;
}

/** What a message costs besides its text, as the host counts it. */
const PER_MESSAGE = 3;

const encodings = {
  o200k_base: () => import('ai-tokenizer/encoding/o200k_base'),
  cl100k_base: () => import('ai-tokenizer/encoding/cl100k_base'),
  claude: () => import('ai-tokenizer/encoding/claude'),
} satisfies Record<TokenEncoding, () => Promise<unknown>>;

/**
 * Makes a counter. The first of an encoding takes about a second, and 40 MB.
 *
 * @param choice an encoding, or a model whose encoding is to be taken
 * @throws InvalidConfigError (as a rejection) `CONFIG_INVALID` for an unknown encoding; `DEPENDENCY_MISSING` without `ai-tokenizer`
 *
 * @example
 * const counter = await tokenCounter({ model: 'gpt-5' });
 * counter.count('How many tokens is this?');
 */
export async function tokenCounter(
  choice: { readonly encoding: TokenEncoding } | { readonly model: string },
): Promise<TokenCounter> {
  const encoding = 'encoding' in choice ? choice.encoding : encodingOf(choice.model);
  if (!Object.hasOwn(encodings, encoding)) {
    const known = Object.keys(encodings).join(', ');
    throw new InvalidConfigError('CONFIG_INVALID', `unknown encoding "${encoding}": use one of ${known}`);
  }
  const tokenizer = await load(encoding);
  const count = (text: string): number => tokenizer.count(text);
  return {
    encoding,
    count,
    countMessages: (messages) =>
      messages.reduce(
        (sum, message) => sum + PER_MESSAGE + textsOf(message).reduce((all, text) => all + count(text), 0),
        0,
      ),
  };
}

function encodingOf(model: string): TokenEncoding {
  if (/claude/i.test(model)) return 'claude';
  return /^(gpt-4(?!o|\.[15])|gpt-3\.5)/i.test(model) ? 'cl100k_base' : 'o200k_base';
}

async function load(encoding: TokenEncoding) {
  try {
    const [{ default: Tokenizer }, data] = await Promise.all([import('ai-tokenizer'), encodings[encoding]()]);
    return new Tokenizer(data);
  } catch (cause) {
    const message = 'counting tokens needs the package ai-tokenizer: npm install ai-tokenizer';
    throw new InvalidConfigError('DEPENDENCY_MISSING', message, { cause });
  }
}

function textsOf({ content }: Message): string[] {
  if (typeof content === 'string') return [content];
  return content.flatMap((part) => {
    switch (part.type) {
      case 'text':
      case 'reasoning':
        return [part.text];
      case 'tool-call':
        return [part.name, part.invalid ?? JSON.stringify(part.args)];
      case 'provider':
        return [JSON.stringify(part.block, withoutContent)];
      default:
        return [];
    }
  });
}

/** Pictures and ciphertext are none of the text that a model reads. */
function withoutContent(_key: string, value: unknown): unknown {
  return typeof value === 'string' && value.length > 1_000 && !/\s/.test(value.slice(0, 1_000)) ? '' : value;
}
