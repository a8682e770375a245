/** Savers that are each broken in one way. */
import { MemorySaver, type Checkpoint, type Commit, type Saver, type ThreadKey } from '../../src/engine/index.ts';
import { isLike } from './sql-like.ts';

interface BrokenSaver {
  readonly fault: string;
  readonly make: () => Saver;
  /** The case that finds it, and what it says. */
  readonly failing: string;
  readonly message: string;
}

/** A sound saver with some methods in place of its own. */
function broken(over: (sound: MemorySaver) => Partial<Saver>): () => Saver {
  return () => {
    const sound = new MemorySaver();
    return {
      commit: (commit) => sound.commit(commit),
      putRecord: (key, checkpoint, record) => sound.putRecord(key, checkpoint, record),
      load: (key, id) => sound.load(key, id),
      history: (key) => sound.history(key),
      findRun: (key, run) => sound.findRun(key, run),
      deleteThread: (thread) => sound.deleteThread(thread),
      ...over(sound),
    };
  };
}

/** One that keeps threads under other ids. */
function renamed(rename: (thread: string) => string): () => Saver {
  const keyed = <Key extends ThreadKey>(key: Key): Key => ({ ...key, thread: rename(key.thread) });
  return broken((sound) => ({
    commit: (commit) => sound.commit(keyed(commit)),
    putRecord: (key, checkpoint, record) => sound.putRecord(keyed(key), checkpoint, record),
    load: (key, id) => sound.load(keyed(key), id),
    history: (key) => sound.history(keyed(key)),
    deleteThread: (thread) => sound.deleteThread(rename(thread)),
  }));
}

/** One that changes what it gives back. */
function rewritten(rewrite: (value: unknown) => unknown): () => Saver {
  const read = (checkpoint: Checkpoint): Checkpoint => ({
    ...checkpoint,
    values: new Map([...checkpoint.values].map(([channel, value]) => [channel, rewrite(value)])),
  });
  return broken((sound) => ({
    load: (key, id) => {
      const loaded = sound.load(key, id);
      return loaded && read(loaded);
    },
    history: (key) => [...sound.history(key)].map(read),
  }));
}

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value) ?? 'null');

/** All that was committed, to go through. */
function remembering(over: (sound: MemorySaver, commits: Commit[]) => Partial<Saver>): () => Saver {
  return broken((sound) => {
    const commits: Commit[] = [];
    return {
      commit: (commit) => {
        sound.commit(commit);
        commits.push(commit);
      },
      ...over(sound, commits),
    };
  });
}

const LITERAL = 'touches only the literal thread, whatever its id, or refuses the id';
const EXACT = 'keeps the twelve kinds that JSON does not have, or refuses them';

export const brokenSavers: readonly BrokenSaver[] = [
  {
    fault: 'lists the oldest first',
    make: broken((sound) => ({ history: (key) => [...sound.history(key)].toReversed() })),
    failing: 'lists the greatest id first, told as texts, with the parent of each',
    message: 'the history[0]',
  },
  {
    fault: 'loads the oldest',
    make: broken((sound) => ({
      load: (key, id) => (id === undefined ? [...sound.history(key)].at(-1) : sound.load(key, id)),
    })),
    failing: 'gives back a checkpoint with all that it and those before it set',
    message: 'the newest checkpoint.id is "1"',
  },
  {
    fault: 'takes an id twice',
    make: broken((sound) => ({
      commit: (commit) => {
        if (sound.load(commit, commit.id) === undefined) sound.commit(commit);
      },
    })),
    failing: 'refuses a second checkpoint of one id, and keeps the first',
    message: 'should be refused, and was not',
  },
  {
    fault: 'refuses an id that is taken with an error of another kind',
    make: broken((sound) => ({
      commit: (commit) => {
        if (sound.load(commit, commit.id) !== undefined) throw new Error('UNIQUE constraint failed');
        sound.commit(commit);
      },
    })),
    failing: 'refuses a second checkpoint of one id, and keeps the first',
    message: 'ThreadConflictError',
  },
  {
    fault: 'checks an id, and takes it later',
    make: broken((sound) => {
      const taken = new Set<string>();
      return {
        commit: async (commit) => {
          const isTaken = taken.has(commit.id);
          await Promise.resolve();
          if (isTaken) return sound.commit(commit);
          if (!taken.has(commit.id)) sound.commit(commit);
          taken.add(commit.id);
        },
      };
    }),
    failing: 'lets one of several commits with one id through, and tells the others',
    message: 'how many of the runs came through is 4, expected 1',
  },
  {
    fault: 'keeps every record',
    make: broken((sound) => ({
      putRecord: (key, checkpoint, record) => {
        const place = sound.load(key, checkpoint)?.records.length ?? 0;
        sound.putRecord(key, checkpoint, { ...record, task: `${record.task}${place === 0 ? '' : `.${place}`}` });
      },
    })),
    failing: 'takes a record again, as after an answer that was lost',
    message: 'the records has 2 items, expected 1',
  },
  {
    fault: 'finds a run of another thread',
    make: remembering((_, commits) => ({
      findRun: (_key, run) => commits.findLast((commit) => commit.run === run)?.id,
    })),
    failing: 'finds the last checkpoint that a run made',
    message: 'the last checkpoint of run "r1" is "2", expected undefined',
  },
  {
    fault: 'does not know the run of a record',
    make: broken((sound) => ({
      putRecord: ({ thread, namespace }, checkpoint, record) =>
        sound.putRecord({ thread, namespace }, checkpoint, record),
    })),
    failing: 'finds a run that only wrote a record',
    message: 'the last checkpoint of run "r2" is undefined',
  },
  {
    fault: 'ignores namespaces',
    make: broken((sound) => ({ load: (key, id) => sound.load({ ...key, namespace: '' }, id) })),
    failing: 'touches only the literal namespace, whatever it is called, or refuses the name',
    message: 'namespace "canary"',
  },
  {
    fault: 'deletes what is LIKE the id',
    make: remembering((sound, commits) => ({
      deleteThread: (thread) => {
        for (const commit of commits) if (isLike(thread, commit.thread)) sound.deleteThread(commit.thread);
      },
    })),
    failing: LITERAL,
    message: 'what thread "canary", namespace "" holds is undefined',
  },
  { fault: 'trims ids', make: renamed((id) => id.trim()), failing: LITERAL, message: 'holds is a list' },
  {
    fault: 'takes no notice of case',
    make: renamed((id) => id.toLowerCase()),
    failing: LITERAL,
    message: 'holds is a list ["canary",""]',
  },
  {
    fault: 'cuts ids at a NUL',
    make: renamed((id) => id.split('\0')[0] ?? ''),
    failing: LITERAL,
    message: 'holds is a list',
  },
  { fault: 'cuts long ids', make: renamed((id) => id.slice(0, 255)), failing: LITERAL, message: 'thread "xxx' },
  {
    fault: 'normalises ids',
    make: renamed((id) => id.normalize('NFC')),
    failing: LITERAL,
    message: 'holds is a list ["é",""]',
  },
  {
    fault: 'writes ids as UTF-8',
    make: renamed((id) => new TextDecoder().decode(new TextEncoder().encode(id))),
    failing: 'keeps threads apart whose ids hold half characters, or refuses them',
    message: 'holds is a list',
  },
  {
    fault: 'makes texts of ids',
    make: renamed((id) => (typeof id === 'symbol' ? id : String(id))),
    failing: 'refuses ids that are no texts, or takes them for no thread that has one',
    message: 'a thread id that is no text finds of thread "1"',
  },
  { fault: 'keeps JSON', make: rewritten(throughJson), failing: EXACT, message: 'Date in a channel.value' },
  {
    fault: 'keeps JSON, and reads bytes as an object',
    make: rewritten(throughJson),
    failing: 'keeps bytes, or refuses them',
    message: 'Bytes came back as object',
  },
  {
    fault: 'forgets how to tell a function',
    make: rewritten(throughJson),
    failing: 'stores nothing of a commit with a value that it cannot store',
    message: 'what was not refused.deep[0] is null',
  },
  {
    fault: 'stores half of a commit that it refuses',
    make: broken((sound) => ({
      commit: (commit) => {
        const odd = commit.changed.findIndex(({ value }) => JSON.stringify(value)?.includes('[null]'));
        sound.commit(odd < 0 ? commit : { ...commit, changed: commit.changed.slice(0, odd) });
        if (odd >= 0) throw new Error('A function cannot be stored.');
      },
    })),
    failing: 'stores nothing of a commit with a value that it cannot store',
    message: 'what checkpoint (newest) holds.a is 2, expected 1',
  },
  {
    fault: 'mixes threads that are written at once',
    make: broken((sound) => {
      let key: ThreadKey;
      return {
        putRecord: async (of, checkpoint, record) => {
          key = of;
          await Promise.resolve();
          sound.putRecord(key, checkpoint, record);
        },
      };
    }),
    failing: 'keeps 50 threads apart that are written at once',
    message: 'the history of thread 0',
  },
];
