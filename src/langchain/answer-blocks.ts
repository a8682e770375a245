/** What a model wrote, in the forms of several providers' LangChain classes → parts of the port. Pure. */
import type { AssistantPart, Extra, ReasoningPart } from '../base/index.ts';
import type { Block } from './user-blocks.ts';

/**
 * A part of an answer. Tool use stands in `tool_calls`; a block that one provider alone understands goes along for it, and is left out for
 * the others, so that a thread can go on with any.
 */
export function assistantPartOf(block: Block): AssistantPart | undefined {
  switch (block['type']) {
    case 'text':
      return textPart(block);
    case 'thinking':
      return reasoningPart(block['thinking'], block['signature']);
    case 'think':
      return reasoningPart(block['think']);
    case 'reasoning':
      return reasoningPart(block['reasoning'], undefined, signatureExtra(block));
    case 'reasoning_content':
      return bedrockReasoning(block);
    case 'redacted_thinking':
      return { type: 'reasoning', text: '', redacted: String(block['data']) };
    default:
      return providerPart(block);
  }
}

function textPart(block: Block): AssistantPart | undefined {
  const { text } = block;
  const extra: Record<string, unknown> = { ...signatureExtra(block) };
  if (Array.isArray(block['citations'])) extra['anthropic'] = { citations: block['citations'] };
  if (Array.isArray(block['annotations'])) extra['openai'] = { annotations: block['annotations'] };
  const hasExtra = Object.keys(extra).length > 0;
  if (typeof text !== 'string' || (text === '' && !hasExtra)) return undefined;
  return { type: 'text', text, ...(hasExtra && { extra }) };
}

function signatureExtra({ thoughtSignature }: Block): Extra | undefined {
  return typeof thoughtSignature === 'string' ? { google: { thoughtSignature } } : undefined;
}

function reasoningPart(text: unknown, signature?: unknown, extra?: Extra): ReasoningPart | undefined {
  if (typeof text !== 'string' && typeof signature !== 'string') return undefined;
  return {
    type: 'reasoning',
    text: typeof text === 'string' ? text : '',
    ...(typeof signature === 'string' && { signature }),
    ...(extra !== undefined && { extra }),
  };
}

function bedrockReasoning(block: Block): ReasoningPart | undefined {
  const { text, signature } = (block['reasoningText'] ?? {}) as { text?: unknown; signature?: unknown };
  const redacted = block['redactedContent'];
  if (typeof redacted === 'string') return { type: 'reasoning', text: '', redacted };
  return reasoningPart(text, signature);
}

/** Blocks of tools that Anthropic or Google runs itself; the number of a block in its stream is no part of it. */
function providerPart({ index: _, ...block }: Block): AssistantPart | undefined {
  const type = String(block['type']);
  if (type === 'server_tool_use' || (type.endsWith('_tool_result') && type !== 'tool_result')) {
    return { type: 'provider', wire: 'anthropic', block: withParsedInput(block) };
  }
  if (type === 'executableCode' || type === 'codeExecutionResult') {
    return { type: 'provider', wire: 'google', block: { [type]: block[type] } };
  }
  return undefined;
}

/** LangChain's class leaves the input of a streamed call as the text it came as. */
function withParsedInput(block: Block): Block {
  const { input } = block;
  if (typeof input !== 'string') return block;
  try {
    return { ...block, input: input === '' ? {} : (JSON.parse(input) as unknown) };
  } catch {
    return { ...block, input: {} };
  }
}

/** Reasoning and blocks that LangChain's classes keep beside the content. */
export function partsBeside(kwargs: Block): {
  readonly reasoning: readonly AssistantPart[];
  readonly outputs: readonly AssistantPart[];
} {
  const outputs = Array.isArray(kwargs['tool_outputs']) ? (kwargs['tool_outputs'] as Block[]) : [];
  return {
    reasoning: reasoningBeside(kwargs),
    outputs: outputs.map((block) => ({ type: 'provider', wire: 'openai', block })),
  };
}

function reasoningBeside(kwargs: Block): AssistantPart[] {
  const details = Array.isArray(kwargs['reasoning_details']) ? kwargs['reasoning_details'] : undefined;
  const extra = details && { extra: { 'openai-chat': { reasoning_details: details } } };
  for (const text of [kwargs['reasoning_content'], kwargs['reasoning']]) {
    if (typeof text === 'string' && text !== '') return [{ type: 'reasoning', text, ...extra }];
    if (isResponsesItem(text)) {
      const { id, summary, encrypted_content } = text;
      const item = { id, summary, ...(encrypted_content !== undefined && { encrypted_content }) };
      return [
        { type: 'reasoning', text: summary.map((part) => part.text ?? '').join('\n\n'), extra: { openai: item } },
      ];
    }
  }
  return details === undefined
    ? []
    : [{ type: 'provider', wire: 'openai-chat', block: { reasoning_details: details } }];
}

interface ResponsesItem {
  readonly id: string;
  readonly summary: readonly { readonly text?: string }[];
  readonly encrypted_content?: string;
}

function isResponsesItem(value: unknown): value is ResponsesItem {
  const item = value as Partial<ResponsesItem> | undefined;
  return typeof item === 'object' && item !== null && typeof item.id === 'string' && Array.isArray(item.summary);
}
