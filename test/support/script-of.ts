/** Scripts of the model suite as steps of the scripted client. */
import { fails, hangs, toolCalls } from '../../src/testing/index.ts';
import type { Script } from '../conformance/llm-client.ts';

export function scriptStep({
  reasoning = '',
  text = [],
  calls = [],
  then,
}: Script): ReturnType<typeof toolCalls | typeof hangs> {
  const afterText = text.join('');
  if (then === 'hang') return hangs({ afterText });
  if (then === 'fail') return fails(new Error('broken'), { afterText });
  const finishReason = calls.length > 0 ? 'tool-calls' : 'stop';
  return toolCalls(calls, { text: afterText, reasoning, chunks: 2, finishReason });
}
