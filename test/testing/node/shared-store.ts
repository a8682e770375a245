/** A store that several processes open: MODE tells which saver keeps it, STORE where. */
import { existsSync, linkSync, readFileSync, readdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { ThreadConflictError, type Checkpoint, type Commit, type Saver } from '../../../src/engine/index.ts';
import { SqliteSaver } from '../../../src/savers/sqlite/index.ts';

const { MODE, STORE = '' } = process.env;

/** One file for each checkpoint, in one folder. Only what these tests need of a saver. */
function fileSaver(place: (file: string, text: string) => void): Saver {
  const fileOf = (thread: string, id: string): string => `${STORE}/${encodeURIComponent(thread)} ${id}`;
  const idsOf = (thread: string): string[] => {
    const start = `${encodeURIComponent(thread)} `;
    const files = readdirSync(STORE).filter((file) => file.startsWith(start));
    return files.map((file) => file.slice(start.length)).toSorted((one, other) => (one > other ? -1 : 1));
  };
  const read = (thread: string, id: string): Checkpoint => {
    const { values, ...rest } = JSON.parse(readFileSync(fileOf(thread, id), 'utf8')) as Commit & { values: never };
    return { ...rest, values: new Map<string, unknown>(values), records: [] };
  };
  return {
    commit: ({ changed, ...commit }) => {
      const file = fileOf(commit.thread, commit.id);
      const values = changed.map(({ channel, value }) => [channel, value]);
      place(file, JSON.stringify({ ...commit, values }));
    },
    load: ({ thread }) => {
      const [newest] = idsOf(thread);
      return newest === undefined ? undefined : read(thread, newest);
    },
    history: ({ thread }) => idsOf(thread).map((id) => read(thread, id)),
    putRecord: () => {},
    deleteThread: () => {},
  };
}

/** Whole or not at all, and only where there is none. */
function link(file: string, text: string): void {
  const draft = `${STORE}/.${process.pid}`;
  writeFileSync(draft, text);
  try {
    linkSync(draft, file);
  } catch {
    throw new ThreadConflictError(file, 'it already has this checkpoint');
  } finally {
    unlinkSync(draft);
  }
}

export function open(): Saver {
  switch (MODE) {
    case 'sqlite':
      return new SqliteSaver(`${STORE}/threads.sqlite`);
    case 'files':
      return fileSaver(link);
    case 'last writer wins':
      return fileSaver((file, text) => writeFileSync(file, text));
    case 'lost answers':
      return fileSaver((file, text) => {
        if (!existsSync(file) && file.endsWith('3')) throw new Error('The store is gone.');
        link(file, text);
      });
    case 'forgets':
      return fileSaver((file, text) => {
        if (!file.endsWith('2')) link(file, text);
      });
    case 'no fence':
      return { ...fileSaver(link), capabilities: { fencing: false, deltas: false, atomicRecords: false } };
    default:
      throw new Error(`There is no mode "${MODE}".`);
  }
}
