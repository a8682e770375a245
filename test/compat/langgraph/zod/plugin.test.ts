import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { sourceNodeFlags } from '../../../support/source-node.ts';

const program = fileURLToPath(new URL('plugin-program.ts', import.meta.url));

// Zod's prototypes take the plugin once in a process.
async function outcomeOf(path: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [...sourceNodeFlags(), program, path]);
  return JSON.parse(stdout);
}

it('importing the path gives schemas of zod 3 and 4 `.langgraph`, as upstream does', async () => {
  const door = new URL('../../../../compat/langgraph/zod/index.ts', import.meta.url);
  const [ours, theirs] = await Promise.all([
    outcomeOf(door.href),
    outcomeOf(import.meta.resolve('@langchain/langgraph/zod')),
  ]);
  expect(ours).toEqual(theirs);
  expect(ours).toMatchObject({
    before: false,
    seen: [{ list: ['d'], noted: { langgraph_type: 'prompt' } }, expect.anything()],
    getters: ['function', 'function'],
  });
});

it.each(['state/index.ts', 'messages/index.ts', 'zod/schema.ts'])('importing %s leaves zod as it is', async (file) => {
  const url = new URL(`../../../../compat/langgraph/${file}`, import.meta.url).href;
  const code = `await import(${JSON.stringify(url)}); const { z } = await import('zod/v3'); console.log('langgraph' in z.string());`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...sourceNodeFlags(),
    '--input-type=module',
    '--eval',
    code,
  ]);
  expect(stdout.trim()).toBe('false');
});
