/** Ids are literal texts: each touches its own row and no other. */
import type { SaverConfig } from '../../../savers/index.ts';
import { check, exactly, outcomeOf, refusalOf, same } from '../check.ts';
import { CANARY, hostileIds, loneSurrogates, nonTexts } from '../hostile-ids.ts';
import {
  at,
  checkpointOf,
  idOf,
  idsOf,
  listed,
  put,
  type CheckpointCase,
  type CheckpointSaver,
} from './checkpoint-case.ts';

/** How an id is told in a message. */
function quoted(id: string): string {
  return JSON.stringify(id.length > 40 ? `${id.slice(0, 40)}…` : id);
}

/** Puts a checkpoint and a write that say where they lie. Answers whether the saver took the ids. */
async function mark(saver: CheckpointSaver, thread: string, namespace = ''): Promise<boolean> {
  const values = { a: [thread, namespace] };
  const stored = await outcomeOf(() => put(saver, thread, idOf(1), { namespace, values }));
  if ('refused' in stored) return false;
  await saver.putWrites(stored.value, [['a', [thread, namespace]]], 'task');
  return true;
}

/** Says that what was marked is there once, or not at all. */
async function checkMark(
  saver: CheckpointSaver,
  thread: string,
  { namespace = '', there = true }: { readonly namespace?: string; readonly there?: boolean } = {},
): Promise<void> {
  const where = `thread ${quoted(thread)}, namespace ${quoted(namespace)}`;
  const config = at(thread, undefined, namespace);
  const tuple = await saver.getTuple(config);
  const value = [thread, namespace];
  exactly(`what ${where} holds`, tuple?.checkpoint.channel_values, there ? { a: value } : undefined);
  exactly(`what is pending in ${where}`, tuple?.pendingWrites ?? [], there ? [['task', 'a', value]] : []);
  same(`the list of ${where}`, await idsOf(saver, config), there ? [idOf(1)] : []);
}

async function checkThreads(saver: CheckpointSaver, threads: readonly string[]): Promise<void> {
  const taken: string[] = [];
  for (const thread of threads) if (await mark(saver, thread)) taken.push(thread);
  check(taken.includes(CANARY), `The saver refuses the thread "${CANARY}".`);
  for (const thread of taken) await checkMark(saver, thread);
  const kept = new Set(taken);
  for (const thread of threads) {
    if (thread === CANARY) continue;
    await outcomeOf(() => saver.deleteThread(thread));
    kept.delete(thread);
    await checkMark(saver, CANARY);
  }
  for (const thread of taken) await checkMark(saver, thread, { there: kept.has(thread) });
}

/** Every method, with an id that is no text at one place of its config. */
function callsWith(saver: CheckpointSaver, config: SaverConfig): readonly (readonly [string, () => unknown])[] {
  const meta = { source: 'loop', step: 1, parents: {} } as const;
  return [
    ['getTuple()', () => saver.getTuple(config)],
    ['list()', () => listed(saver, config)],
    ['put()', () => saver.put(config, checkpointOf(idOf(9)), meta, {})],
    ['putWrites()', () => saver.putWrites(config, [['a', 'foreign']], 'task')],
  ];
}

export const idCases: readonly CheckpointCase[] = [
  {
    name: 'touches only the literal thread, whatever its id, or refuses the id',
    run: ({ saver }) => checkThreads(saver, [CANARY, ...hostileIds]),
  },
  {
    name: 'keeps threads apart whose ids hold half characters, or refuses them',
    run: ({ saver }) => checkThreads(saver, [CANARY, ...loneSurrogates]),
  },
  {
    name: 'touches only the literal namespace, whatever it is called, or refuses the name',
    run: async ({ saver }) => {
      const taken: string[] = [];
      for (const namespace of [CANARY, ...hostileIds]) {
        if ((await mark(saver, 't', namespace)) && (await mark(saver, 'u', namespace))) taken.push(namespace);
      }
      check(taken.length > 0, `The saver refuses the namespace "${CANARY}".`);
      for (const namespace of taken) await checkMark(saver, 't', { namespace });
      await saver.deleteThread('t');
      for (const namespace of taken) {
        await checkMark(saver, 't', { namespace, there: false });
        await checkMark(saver, 'u', { namespace });
      }
    },
  },
  {
    name: 'takes tasks, channels and checkpoints of any name apart, or refuses the name',
    run: async ({ saver }) => {
      for (const name of [CANARY, ...hostileIds]) {
        const values = Object.fromEntries([[name, name]]);
        const stored = await outcomeOf(() => put(saver, 't', name, { values }));
        if ('refused' in stored || name === '') continue;
        const written = await outcomeOf(() => saver.putWrites(stored.value, [[name, name]], name));
        const tuple = await saver.getTuple(stored.value);
        same(`the checkpoint ${quoted(name)}`, tuple?.checkpoint.id, name);
        exactly(`channel ${quoted(name)}`, tuple?.checkpoint.channel_values, values);
        exactly('what is pending', tuple?.pendingWrites ?? [], 'refused' in written ? [] : [[name, name, name]]);
      }
      same('what every object has', Object.keys(Object.prototype), []);
    },
  },
  {
    name: 'refuses ids that are no texts, in every method',
    run: async ({ saver }) => {
      const canaries = [...new Set([CANARY, ...nonTexts.map(([, text]) => text)])];
      for (const thread of canaries) await mark(saver, thread);
      for (const [value, text] of nonTexts) {
        for (const name of ['thread_id', 'checkpoint_ns', 'checkpoint_id']) {
          // Of a namespace or checkpoint that is none may be taken as not given.
          if (value === null && name !== 'thread_id') continue;
          const config = { configurable: { ...at(CANARY, idOf(1)).configurable, [name]: value } } as SaverConfig;
          for (const [method, call] of callsWith(saver, config)) {
            await refusalOf(`${name} of ${method} that is no text, but like ${quoted(text)},`, call);
          }
        }
        await refusalOf(`A thread to delete that is no text, but like ${quoted(text)},`, () =>
          saver.deleteThread(value as string),
        );
      }
      for (const thread of canaries) await checkMark(saver, thread);
    },
  },
];
