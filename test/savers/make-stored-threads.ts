/**
 * Makes `test/fixtures/threads/` for the versions of today: `node test/savers/make-stored-threads.ts`. To be run once for each release; a file
 * that is there is never made again.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Annotation, END, interrupt, MemorySaver, Send, START, StateGraph } from '@langchain/langgraph';
import { StateGraphEngine } from '../../src/engine/index.ts';
import { SqliteSaver } from '../../src/savers/sqlite/index.ts';
import { FOLDER, KINDS, storedGraph } from './stored-threads.ts';

const require = createRequire(import.meta.url);
const versionOf = (file: string): string =>
  (JSON.parse(readFileSync(require.resolve(file), 'utf8')) as { version: string }).version;
const ours = `${FOLDER}${versionOf('../../package.json')}.sqlite`;
const theirs = `${FOLDER}langgraph-${versionOf('@langchain/langgraph/package.json')}.json`;

async function makeOurs(): Promise<void> {
  const saver = new SqliteSaver(ours);
  const engine = new StateGraphEngine(storedGraph(false), { saver });
  for (const kind of KINDS) await engine.invoke({ kind }, { threadId: kind }).catch(() => {});
  saver.vacuum();
  saver.close();
}

/** The graph of `storedGraph`, written for LangGraph. */
function langgraph() {
  const list = () =>
    Annotation<string[]>({ reducer: (held: string[], more: string[]) => [...held, ...more], default: () => [] });
  const state = Annotation.Root({ kind: Annotation<string>(), log: list() });
  const inner = new StateGraph(state)
    .addNode('consider', ({ kind }) => {
      if (kind !== 'waits') return { log: ['considered'] };
      return { log: [`answered ${interrupt<string, string>('what now?')}`] };
    })
    .addEdge(START, 'consider')
    .compile();
  return new StateGraph(state)
    .addNode('fan', (part: string) => ({ log: [part] }))
    .addNode('inner', inner)
    .addNode('last', ({ kind }) => {
      if (kind === 'fails') throw new Error('not mended yet');
      return { log: ['last'] };
    })
    .addConditionalEdges(START, () => ['left', 'right'].map((part) => new Send('fan', part)), ['fan'])
    .addEdge('fan', 'inner')
    .addEdge('inner', 'last')
    .addEdge('last', END);
}

async function makeTheirs(): Promise<void> {
  const checkpointer = new MemorySaver();
  const graph = langgraph().compile({ checkpointer });
  for (const kind of KINDS) await graph.invoke({ kind }, { configurable: { thread_id: kind } }).catch(() => {});
  const { storage, writes } = checkpointer;
  const text = JSON.stringify({ storage, writes }, (_, value: unknown) =>
    value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : value,
  );
  writeFileSync(theirs, text);
}

mkdirSync(FOLDER, { recursive: true });
if (!existsSync(ours)) await makeOurs();
if (!existsSync(theirs)) await makeTheirs();
