/** Tools of the programs about agents. */
import { ToolMessage } from '@langchain/core/messages';
import { DynamicTool, tool } from '@langchain/core/tools';
import { z } from 'zod';
import type { Loose } from '../differential/programs/log-state.ts';

const text = z.object({ text: z.string() });

export const echo = tool(({ text: said }) => `echo ${said}`, {
  name: 'echo',
  description: 'Says it again.',
  schema: text,
});
export const shout = tool(async ({ text: said }) => said.toUpperCase(), {
  name: 'shout',
  description: 'Says it loudly.',
  schema: text,
});
export const measure = tool(({ text: said }) => ({ length: said.length }), {
  name: 'measure',
  description: 'Counts letters.',
  schema: text,
});
export const final = tool(({ text: said }) => `final ${said}`, {
  name: 'final',
  description: 'Ends it.',
  schema: text,
  returnDirect: true,
});
export const fails = tool(
  () => {
    throw new Error('it broke');
  },
  { name: 'fails', description: 'Breaks.', schema: text },
);
export const plain = new DynamicTool({
  name: 'plain',
  description: 'Takes text.',
  func: async (said) => `got ${said}`,
});
export const own = tool(
  (_input, config: Loose) => new ToolMessage({ content: 'own', tool_call_id: config.toolCallId, name: 'renamed' }),
  { name: 'own', description: 'Answers by itself.', schema: z.object({}) },
);

/** A tool of any other kind. */
export const toolOf = (
  name: string,
  func: (input: Loose, config: Loose) => unknown,
  schema: Loose = z.object({}),
): Loose => tool(func as never, { name, description: name, schema });
