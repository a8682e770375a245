/** The chunks that a callback handler makes of a program. */
import type { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import type { oneNode } from './message-programs.ts';

type Chunk = readonly [string[], string, unknown];

/** Ids of runs and tasks differ from run to run: they are numbered in the order in which they come. */
export function numbered(chunks: readonly unknown[]): unknown {
  const known = new Map<string, string>();
  const text = JSON.stringify(chunks, (_key, held: unknown) => (held === undefined ? '(undefined)' : held));
  return JSON.parse(
    text.replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => {
      known.set(id, known.get(id) ?? `id${known.size}`);
      return known.get(id)!;
    }),
  );
}

export async function chunksOf(
  make: (push: (chunk: Chunk) => void) => BaseCallbackHandler,
  program: () => ReturnType<typeof oneNode>,
  input: unknown,
): Promise<unknown> {
  const chunks: Chunk[] = [];
  const handler = make((chunk) => chunks.push(chunk));
  const end = await program()
    .invoke(input as never, { callbacks: [handler], configurable: { own: 'x' } })
    .then(() => 'done', String);
  await new Promise((resolve) => setTimeout(resolve, 5));
  return numbered([...chunks, end]);
}
