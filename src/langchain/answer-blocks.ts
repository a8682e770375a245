/** What a model wrote, in the forms of several providers' LangChain classes → parts of the port. Pure. */
import type { AssistantPart, Extra, ProviderPart, ReasoningPart } from '../base/index.ts';
import { base64Of } from './block-data.ts';
import { type Block, isRecord, record, without } from './user-blocks.ts';

/** The wire of blocks that only the LangChain class which made them may understand. */
const LANGCHAIN = 'langchain';

/**
 * A part of an answer. A block that one provider alone understands goes along for it, and the others leave it out, so that a thread
 * can go on with any.
 *
 * @returns `undefined` for empty blocks, and for those of tool calls, which stand in `tool_calls`
 */
export function assistantPartOf(block: unknown): AssistantPart | undefined {
  if (!isRecord(block)) return undefined;
  switch (block['type']) {
    case 'text':
    case 'output_text':
      return textPart(block);
    case 'thinking':
      return reasoningPart(block['thinking'], block['signature'], signatureExtra(block));
    case 'think':
      return reasoningPart(block['think']);
    case 'reasoning':
      return reasoningPart(block['reasoning'], block['signature'], signatureExtra(block));
    case 'reasoning_content':
      return bedrockReasoning(block);
    case 'redacted_thinking':
      return redactedPart(block['data']);
    default:
      return CALLS.has(block['type']) ? undefined : providerPart(block);
  }
}

/**
 * Blocks as they were written, with what streams leave apart put together: text in pieces without a number, and the input of a tool
 * that Anthropic runs, which stands in a block of its own behind it.
 */
export function joinedBlocks(blocks: readonly unknown[]): readonly unknown[] {
  const joined: unknown[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    const whole = isRecord(last) && isRecord(block) ? joinedTo(last, block) : undefined;
    if (whole === undefined) joined.push(block);
    else joined[joined.length - 1] = whole;
  }
  return joined.length === blocks.length ? blocks : joined;
}

const PIECES: ReadonlyMap<unknown, string> = new Map([
  ['text', 'text'],
  ['thinking', 'thinking'],
  ['reasoning', 'reasoning'],
]);

function joinedTo(before: Block, block: Block): Block | undefined {
  const { index, type } = before;
  if (block['type'] === 'input_json_delta') {
    if (index === undefined || block['index'] !== index || typeof before['input'] !== 'string') return undefined;
    return { ...before, input: `${before['input']}${text(block['input'])}` };
  }
  const field = PIECES.get(type);
  const isOneMore =
    field !== undefined && type === block['type'] && index === undefined && block['index'] === undefined;
  if (!isOneMore || before['signature'] || Array.isArray(before['citations'] ?? before['annotations']))
    return undefined;
  return { ...before, ...block, [field]: `${text(before[field])}${text(block[field])}` };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const CALLS: ReadonlySet<unknown> = new Set([
  'tool_use',
  'tool_call',
  'tool_call_chunk',
  'invalid_tool_call',
  'input_json_delta',
  'functionCall',
]);

function textPart(block: Block): AssistantPart | undefined {
  const { text, citations, annotations, id } = block;
  const proofs = Array.isArray(annotations) && annotations.length > 0 ? { annotations } : {};
  const item = typeof id === 'string' && id.startsWith('msg_') ? { id } : {};
  const openai = { ...item, ...proofs };
  const extra: Extra = {
    ...signatureExtra(block),
    ...(Array.isArray(citations) && { anthropic: { citations } }),
    ...(Object.keys(openai).length > 0 && { openai }),
  };
  const hasExtra = Object.keys(extra).length > 0;
  if (typeof text !== 'string' || (text === '' && !hasExtra)) return undefined;
  return { type: 'text', text, ...(hasExtra && { extra }) };
}

function signatureExtra({ thoughtSignature }: Block): Extra | undefined {
  return typeof thoughtSignature === 'string' ? { google: { thoughtSignature } } : undefined;
}

function reasoningPart(given: unknown, signature?: unknown, extra?: Extra): ReasoningPart | undefined {
  const text = typeof given === 'string' ? given : '';
  const isSigned = typeof signature === 'string' && signature !== '';
  if (text === '' && !isSigned && extra === undefined) return undefined;
  return { type: 'reasoning', text, ...(isSigned && { signature }), ...(extra !== undefined && { extra }) };
}

function redactedPart(redacted: unknown): ReasoningPart | undefined {
  return typeof redacted === 'string' ? { type: 'reasoning', text: '', redacted } : undefined;
}

function bedrockReasoning(block: Block): ReasoningPart | undefined {
  const { text, signature } = record(block['reasoningText']);
  return redactedPart(base64Of(block['redactedContent'])) ?? reasoningPart(text, signature);
}

/** Blocks of tools that Anthropic runs itself, and what else it has of its own. */
const ANTHROPIC: ReadonlySet<string> = new Set(['server_tool_use', 'mcp_tool_use', 'compaction', 'container_upload']);

const GOOGLE: ReadonlySet<string> = new Set(['executableCode', 'codeExecutionResult']);

/** The number of a block in its stream is no part of it. */
function providerPart(numbered: Block): ProviderPart | undefined {
  const { type } = numbered;
  const block = without(numbered, 'index');
  if (typeof type !== 'string') return undefined;
  if (ANTHROPIC.has(type) || (type.endsWith('_tool_result') && type !== 'tool_result')) {
    return { type: 'provider', wire: 'anthropic', block: withParsedInput(block) };
  }
  if (!GOOGLE.has(type)) return { type: 'provider', wire: LANGCHAIN, block };
  return { type: 'provider', wire: 'google', block: without(block, 'type') };
}

/** LangChain's class leaves the input of a streamed call as the text it came as, and an empty `input` in results. */
function withParsedInput({ input, ...block }: Block): Block {
  if (input === undefined) return block;
  if (typeof input !== 'string') return { ...block, input };
  try {
    return { ...block, input: input === '' ? {} : (JSON.parse(input) as unknown) };
  } catch {
    return { ...block, input: {} };
  }
}
