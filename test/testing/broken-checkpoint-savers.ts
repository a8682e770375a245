/** Savers of LangChain's contract that are each broken in one way. */
import { MemorySaver as LangChainMemorySaver } from '@langchain/langgraph-checkpoint';
import { isLike } from './sql-like.ts';

const LITERAL = 'touches only the literal thread, whatever its id, or refuses the id';

interface BrokenCheckpointSaver {
  readonly fault: string;
  /** The case that finds it, and what it says. */
  readonly failing: string;
  readonly message: string;
  readonly make: () => LangChainMemorySaver;
  readonly another?: (saver: LangChainMemorySaver) => LangChainMemorySaver;
}

type Parts = Partial<Pick<LangChainMemorySaver, 'getTuple' | 'list' | 'put' | 'putWrites' | 'deleteThread'>>;

/** A sound saver with some methods in place of its own. */
function around(over: (sound: LangChainMemorySaver) => Parts): () => LangChainMemorySaver {
  return () => {
    const sound = new LangChainMemorySaver();
    const parts: Required<Parts> = {
      getTuple: (config) => sound.getTuple(config),
      list: (config, options) => sound.list(config, options),
      put: (config, checkpoint, metadata) => sound.put(config, checkpoint, metadata),
      putWrites: (config, writes, task) => sound.putWrites(config, writes, task),
      deleteThread: (thread) => sound.deleteThread(thread),
    };
    return Object.assign(new LangChainMemorySaver(), parts, over(sound));
  };
}

const place = (config: { configurable?: Record<string, unknown> }, over: Record<string, unknown>) => ({
  ...config,
  configurable: { ...config.configurable, ...over },
});

export const brokenCheckpointSavers: readonly BrokenCheckpointSaver[] = [
  {
    fault: 'lists the oldest first',
    make: around((sound) => ({
      async *list(config, options) {
        const all = [];
        for await (const tuple of sound.list(config, options)) all.unshift(tuple);
        yield* all;
      },
    })),
    failing: 'lists the newest first, with before and limit',
    message: 'the list[0]',
  },
  {
    fault: 'does not know limits',
    make: around((sound) => ({ list: (config, options) => sound.list(config, { ...options, limit: 1000 }) })),
    failing: 'lists the newest first, with before and limit',
    message: 'the list up to 1 has 6 items',
  },
  {
    fault: 'forgets parents',
    make: around((sound) => ({
      put: (config, checkpoint, metadata) =>
        sound.put(place(config, { checkpoint_id: undefined }), checkpoint, metadata),
    })),
    failing: 'gives back a checkpoint with its parent, its metadata and its versions, read or listed',
    message: 'its parent read is undefined',
  },
  {
    fault: 'ignores namespaces',
    make: around((sound) => ({
      put: (config, checkpoint, metadata) => sound.put(place(config, { checkpoint_ns: '' }), checkpoint, metadata),
    })),
    failing: 'lists the namespace that is asked for, and all where none is',
    message: 'the list of namespace ""',
  },
  {
    fault: 'keeps the last of what a task wrote',
    make: around((sound) => ({
      putWrites: async (config, writes, task) => {
        await sound.putWrites(config, writes, task);
        const { thread_id: thread, checkpoint_ns: namespace, checkpoint_id: id } = config.configurable ?? {};
        for (const [index, [, value]] of writes.entries()) {
          const held = sound.writes[JSON.stringify([thread, namespace, id])]?.[`${task},${index}`];
          if (held !== undefined) held[2] = new TextEncoder().encode(JSON.stringify(value));
        }
      },
    })),
    failing: 'keeps what a task wrote first, also where it is told again',
    message: 'what is pending[1][2] is 9, expected 1',
  },
  {
    fault: 'keeps the first answer of a task',
    make: around((sound) => {
      const known = new Set<string>();
      return {
        putWrites: async (config, writes, task) => {
          if (!known.has(task)) await sound.putWrites(config, writes, task);
          known.add(task);
        },
      };
    }),
    failing: 'keeps the last error, schedule, question and answer of a task',
    message: 'is "first", expected "last"',
  },
  {
    fault: 'counts an error among the ordinary writes',
    make: around((sound) => {
      const places = new Set<string>();
      return {
        putWrites: async (config, writes, task) => {
          const free = writes.filter((_, index) => !places.has(`${task} ${index}`));
          for (const [index] of writes.entries()) places.add(`${task} ${index}`);
          await sound.putWrites(config, free, task);
        },
      };
    }),
    failing: 'gives errors, questions and answers places of their own beside what was written',
    message: 'what is pending[1]',
  },
  {
    fault: 'leaves writes behind',
    make: around((sound) => ({
      deleteThread: async (thread) => {
        delete sound.storage[thread];
      },
    })),
    failing: 'forgets the writes of a thread with it',
    message: 'what is pending has 1 items, expected 0',
  },
  {
    fault: 'deletes what is LIKE the id',
    make: around((sound) => ({
      deleteThread: async (thread) => {
        for (const id of Object.keys(sound.storage)) if (isLike(thread, id)) await sound.deleteThread(id);
      },
    })),
    failing: LITERAL,
    message: 'what thread "canary", namespace "" holds is undefined',
  },
  {
    fault: 'cannot tell ids that end in a blank',
    make: around((sound) => ({
      put: (config, checkpoint, metadata) => {
        const thread = String(config.configurable?.['thread_id']).trimEnd();
        return sound.put(place(config, { thread_id: thread }), checkpoint, metadata);
      },
    })),
    failing: LITERAL,
    message: 'namespace ""',
  },
  {
    fault: 'ignores filters',
    make: around((sound) => ({ list: (config, options) => sound.list(config, { ...options, filter: {} }) })),
    failing: 'finds what has all values of a filter, newest first, up to the limit',
    message: 'the loops[1]',
  },
  {
    fault: 'takes a value of a filter for a query',
    make: around((sound) => ({
      list: (config, { filter, ...options } = {}) => {
        const entries = Object.entries((filter ?? {}) as Record<string, unknown>);
        const plain = entries.filter(([, value]) => typeof value !== 'object');
        return sound.list(config, { ...options, filter: Object.fromEntries(plain) });
      },
    })),
    failing: 'never finds more than what a filter names, whatever its keys and values, or refuses it',
    message: 'The filter {"user":{"$ne":""}} finds checkpoint',
  },
  {
    fault: 'has a store of its own each time it is opened',
    make: () => new LangChainMemorySaver(),
    another: () => new LangChainMemorySaver(),
    failing: 'shows one saver what another one wrote on the same store',
    message: 'what the other one reads is undefined',
  },
  {
    fault: 'mixes threads that are written at once',
    make: around((sound) => {
      let last: Parameters<LangChainMemorySaver['putWrites']>[0];
      return {
        putWrites: async (config, writes, task) => {
          last = config;
          await Promise.resolve();
          await sound.putWrites(last, writes, task);
        },
      };
    }),
    failing: 'keeps 50 threads apart that are written at once',
    message: 'the list of thread 0',
  },
];
