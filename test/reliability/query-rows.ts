/** Cases S5 to S8: what is asked of a store of checkpoints may be a query in disguise. */
import { MossError } from '../../src/base/index.ts';
import { SqliteSaver } from '../../src/savers/sqlite/index.ts';
import { withFile } from './durable-process.ts';
import { IDS, NO_IDS } from './id-rows.ts';
import { caught, collected, type Figures, type Row } from './row.ts';

const QUERIES = [
  "' OR 1=1 --",
  '" OR ""="',
  "source' OR '1'='1",
  '%',
  '_',
  '$',
  '$.source',
  "json_extract(body,'$')",
  '; DROP TABLE lc_checkpoints',
  '\0',
  '__proto__',
  'constructor',
  '{"$ne":null}',
  '*',
  '@source:{loop}',
  'x'.repeat(5_000),
];

const at = (thread: unknown, namespace: unknown = ''): { configurable: Record<string, string> } => ({
  configurable: { thread_id: thread, checkpoint_ns: namespace } as Record<string, string>,
});

/** All namespaces of a thread. */
const of = (thread: string): { configurable: Record<string, string> } => ({ configurable: { thread_id: thread } });

async function withCheckpoints<Result>(work: (saver: SqliteSaver) => Promise<Result>): Promise<Result> {
  return withFile(async (file) => {
    const saver = SqliteSaver.fromConnString(file);
    for (const thread of ['mine', 'theirs']) {
      for (const [place, namespace] of ['', 'a.b', 'a_b', 'a%b', 'a\\b'].entries()) {
        const checkpoint = {
          v: 4,
          id: `c${place}`,
          ts: '',
          channel_values: {},
          channel_versions: {},
          versions_seen: {},
        };
        await saver.put(
          at(thread, namespace),
          checkpoint,
          { source: place === 0 ? 'loop' : 'input', step: place, parents: {} },
          {},
        );
      }
    }
    const result = await work(saver);
    saver.close();
    return result;
  });
}

async function filters(): Promise<Figures> {
  return withCheckpoints(async (saver) => {
    const all = await collected(saver.list(of('mine')));
    let [queries, wrong] = [0, 0];
    for (const key of ['source', 'step', ...QUERIES]) {
      for (const value of ['loop', 1, ...QUERIES]) {
        const metadata = (tuple: (typeof all)[number]): unknown =>
          Object.hasOwn(tuple.metadata ?? {}, key)
            ? (tuple.metadata as unknown as Record<string, unknown>)[key]
            : undefined;
        const expected = all.filter((tuple) => metadata(tuple) === value).length;
        const found = await collected(saver.list(of('mine'), { filter: { [key]: value } }));
        queries++;
        if (found.length !== expected) wrong++;
      }
    }
    const left = await collected(saver.list(of('theirs')));
    return { queries, 'other than by brute force': wrong, "another tenant's checkpoints left, of 5": left.length };
  });
}

async function wildcardIds(): Promise<Figures> {
  return withCheckpoints(async (saver) => {
    let touched = 0;
    for (const id of IDS) {
      await saver.deleteThread(id);
      const left = await Promise.all(['mine', 'theirs'].map((thread) => collected(saver.list(of(thread)))));
      if (left.some((tuples) => tuples.length !== 5)) touched++;
    }
    return { ids: IDS.length, 'deletions that touched another thread': touched };
  });
}

async function objectIds(): Promise<Figures> {
  return withCheckpoints(async (saver) => {
    let [calls, taken] = [0, 0];
    for (const id of NO_IDS.filter((given) => given !== null)) {
      for (const config of [
        at(id),
        at('mine', id),
        { configurable: { ...at('mine').configurable, checkpoint_id: id as string } },
      ]) {
        for (const call of [
          () => saver.getTuple(config),
          () => collected(saver.list(config)),
          () => saver.putWrites(config, [['n', 1]], 't'),
        ]) {
          calls++;
          if (!MossError.is((await caught(call))?.error, 'CONFIG_INVALID')) taken++;
        }
      }
      calls++;
      if (!MossError.is((await caught(() => saver.deleteThread(id as string)))?.error, 'CONFIG_INVALID')) taken++;
    }
    return { calls, 'objects taken for ids': taken };
  });
}

async function namespaces(): Promise<Figures> {
  return withCheckpoints(async (saver) => {
    let [queries, foreign] = [0, 0];
    for (const namespace of ['a.b', 'a_b', 'a%b', 'a\\b', '%', '_', 'a', 'a.', '']) {
      const found = await collected(saver.list(at('mine', namespace)));
      queries++;
      if (
        found.some(
          ({ config }) => config.configurable?.checkpoint_ns !== namespace || config.configurable.thread_id !== 'mine',
        )
      )
        foreign++;
    }
    return { queries, 'with rows of another namespace': foreign };
  });
}

const OWN = 'its own stores are others than the one tried here';

export const queryRows: readonly Row[] = [
  {
    row: 'S5',
    injected: 'queries in the keys and values of filters',
    target: 'what brute force finds, and nothing else',
    size: { ours: 1, langgraph: 0, short: 1 },
    notMeasured: OWN,
    probe: filters,
    meets: (figures) =>
      (figures['queries'] ?? 0) > 200 &&
      figures['other than by brute force'] === 0 &&
      figures["another tenant's checkpoints left, of 5"] === 5,
  },
  {
    row: 'S6',
    injected: 'wildcards and paths as ids of threads to be deleted',
    target: '0 other threads touched',
    size: { ours: 1, langgraph: 0, short: 1 },
    notMeasured: OWN,
    probe: wildcardIds,
    meets: (figures) => (figures['ids'] ?? 0) > 20 && figures['deletions that touched another thread'] === 0,
  },
  {
    row: 'S7',
    injected: 'objects, lists and numbers for ids, in every field of every method',
    target: '0 taken: each is a typed error',
    size: { ours: 1, langgraph: 0, short: 1 },
    notMeasured: OWN,
    probe: objectIds,
    meets: (figures) => (figures['calls'] ?? 0) > 40 && figures['objects taken for ids'] === 0,
  },
  {
    row: 'S8',
    injected: 'namespaces with %, _, \\ and dots beside each other',
    target: '0 answers with rows of another namespace',
    size: { ours: 1, langgraph: 0, short: 1 },
    notMeasured: OWN,
    probe: namespaces,
    meets: (figures) => (figures['queries'] ?? 0) > 5 && figures['with rows of another namespace'] === 0,
  },
];
