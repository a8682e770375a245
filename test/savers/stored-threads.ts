/**
 * Threads that were stored by earlier versions, each of which every later version has to go on with. `test/fixtures/threads/` has a file for each
 * version of this package, `VERSION.sqlite`, and one of LangGraph's, `langgraph-VERSION.json`; `make-stored-threads.ts` makes those of today.
 */
import { copyFileSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MemorySaver } from '@langchain/langgraph-checkpoint';
import {
  END,
  START,
  StateGraphEngine,
  interrupt,
  lastValue,
  reducer,
  send,
  stateGraph,
  type Saver,
} from '../../src/engine/index.ts';
import { fromLangChainSaver } from '../../src/savers/index.ts';
import { SqliteSaver } from '../../src/savers/sqlite/index.ts';

export const FOLDER = fileURLToPath(new URL('../fixtures/threads/', import.meta.url));

const list = () =>
  reducer<readonly string[]>(
    (held, more) => [...held, ...more],
    () => [],
  );

/** One graph, within which another one asks: threads of it end, wait or fail, by their input. */
export function storedGraph(isMended: boolean) {
  const inner = stateGraph({ kind: lastValue(''), log: list() })
    .addNode('consider', ({ kind }) => {
      if (kind !== 'waits') return { log: ['considered'] };
      return { log: [`answered ${interrupt<string>('what now?')}`] };
    })
    .addEdge(START, 'consider')
    .compile();
  return stateGraph({ kind: lastValue(''), log: list() })
    .addNode('fan', (part: string) => ({ log: [part] }))
    .addNode('inner', inner)
    .addNode('last', ({ kind }) => {
      if (kind === 'fails' && !isMended) throw new Error('not mended yet');
      return { log: ['last'] };
    })
    .addConditionalEdges(START, () => ['left', 'right'].map((part) => send('fan', part)), ['fan'])
    .addEdge('fan', 'inner')
    .addEdge('inner', 'last')
    .addEdge('last', END)
    .compile();
}

export const KINDS = ['ends', 'waits', 'fails'] as const;

/** What each kind of thread comes to once it was gone on with. */
function expected(kind: (typeof KINDS)[number]): readonly string[] {
  const considered = kind === 'waits' ? 'answered go on' : 'considered';
  const first = ['left', 'right', considered, 'last'];
  return kind === 'ends' ? [...first, ...first] : first;
}

async function goesOn(saver: Saver, kind: (typeof KINDS)[number]): Promise<boolean> {
  const engine = new StateGraphEngine(storedGraph(true), { saver });
  const options = { threadId: kind };
  const state = await (kind === 'waits'
    ? engine.resume('go on', options)
    : engine.invoke(kind === 'ends' ? { kind } : null, options));
  // A subgraph tells the graph around it what it holds, with what was there before.
  return (
    JSON.stringify([...new Set(state.log)]) === JSON.stringify([...new Set(expected(kind))]) &&
    state.log.at(-1) === 'last'
  );
}

/** LangChain's memory saver with what another one held. */
function restoredMemory(text: string): MemorySaver {
  const saver = new MemorySaver();
  const revive = (_: string, value: unknown): unknown => {
    const bytes = (value as { bytes?: unknown } | null)?.bytes;
    return typeof bytes === 'string' ? new Uint8Array(Buffer.from(bytes, 'base64')) : value;
  };
  return Object.assign(saver, JSON.parse(text, revive) as object);
}

/** Goes on with each stored thread, on copies. */
export async function resumeStoredThreads(): Promise<{ readonly threads: number; readonly resumed: number }> {
  let [threads, resumed] = [0, 0];
  const folder = mkdtempSync(join(tmpdir(), 'moss-stored-'));
  try {
    for (const name of globSync('*.{sqlite,json}', { cwd: FOLDER })) {
      const copy = join(folder, name);
      copyFileSync(join(FOLDER, name), copy);
      const sqlite = name.endsWith('.sqlite') ? new SqliteSaver(copy) : undefined;
      const saver = sqlite ?? fromLangChainSaver(restoredMemory(readFileSync(copy, 'utf8')));
      for (const kind of KINDS) {
        threads++;
        if (await goesOn(saver, kind)) resumed++;
      }
      sqlite?.close();
    }
    return { threads, resumed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
