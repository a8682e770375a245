/** Tools that the programs share. */
import { tool } from 'langchain';
import { z } from 'zod';

export const weather = tool(({ city }) => `It rains in ${city}.`, {
  name: 'weather',
  description: 'The weather in a city',
  schema: z.object({ city: z.string() }),
});

export const add = tool(({ a, b }) => a + b, {
  name: 'add',
  description: 'The sum of two numbers',
  schema: z.object({ a: z.number(), b: z.number() }),
});

export const fails = tool(
  () => {
    throw new TypeError('the tool is broken');
  },
  { name: 'fails', description: 'Never works', schema: z.object({}) },
);
