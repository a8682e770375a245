/** Ids are literal texts: each touches its own thread, namespace or channel and no other. */
import type { Saver, ThreadKey } from '../../../engine/index.ts';
import { check, exactly, outcomeOf, same } from '../check.ts';
import { CANARY, hostileIds, loneSurrogates, nonTexts } from '../hostile-ids.ts';
import { commitOf, keyOf, listed, planned, recordOf, set, taskOf, type PortCase } from './port-case.ts';

/** How an id is told in a message. */
function quoted(id: string): string {
  return JSON.stringify(id.length > 40 ? `${id.slice(0, 40)}…` : id);
}

/** Writes a thread that says where it lies. Answers whether the saver took the ids. */
async function mark(saver: Saver, key: ThreadKey): Promise<boolean> {
  const { thread, namespace } = key;
  const commit = { ...commitOf('1', undefined, [set('a', [thread, namespace])]), thread, namespace, next: planned };
  const taken = !('refused' in (await outcomeOf(() => saver.commit(commit))));
  if (taken) await saver.putRecord(key, '1', recordOf([thread, namespace], taskOf(key)));
  return taken;
}

/** Says that a thread, its record and its history are there once, or not at all. */
async function checkMark(saver: Saver, key: ThreadKey, there: boolean): Promise<void> {
  const { thread, namespace } = key;
  const where = `thread ${quoted(thread)}, namespace ${quoted(namespace)}`;
  const loaded = await saver.load(key);
  const expected = there ? [thread, namespace] : undefined;
  exactly(`what ${where} holds`, loaded?.values.get('a'), expected);
  same(`the records of ${where}`, loaded?.records ?? [], there ? [recordOf(expected, taskOf(key))] : []);
  const values = (await listed(saver, key)).map((checkpoint) => checkpoint.values.get('a'));
  exactly(`the history of ${where}`, values, there ? [expected] : []);
}

/** Each id is written, read back beside all others, and deleted without them. */
async function checkThreads(saver: Saver, threads: readonly string[]): Promise<void> {
  const taken: string[] = [];
  for (const thread of threads) {
    if ('refused' in (await outcomeOf(() => saver.load(keyOf(thread))))) continue;
    await checkMark(saver, keyOf(thread), false);
    if (await mark(saver, keyOf(thread))) taken.push(thread);
  }
  check(taken.includes(CANARY), `The saver refuses the thread "${CANARY}".`);
  for (const thread of taken) await checkMark(saver, keyOf(thread), true);
  const kept = new Set(taken);
  for (const thread of threads) {
    if (thread === CANARY) continue;
    await outcomeOf(() => saver.deleteThread(thread));
    kept.delete(thread);
    await checkMark(saver, keyOf(CANARY), true);
  }
  for (const thread of taken) await checkMark(saver, keyOf(thread), kept.has(thread));
}

export const idCases: readonly PortCase[] = [
  {
    name: 'keeps threads and namespaces apart, and forgets a thread with all of its namespaces',
    run: async ({ saver }) => {
      const names = ['t', 'T', '', '__proto__', 'a/../b', 'a|b', 'é', 'e\u0301'];
      const namespaces = ['', 'sub', '__proto__'];
      const keys = names.flatMap((thread) => namespaces.map((namespace) => ({ thread, namespace })));
      for (const { thread, namespace } of keys) {
        await saver.commit({
          ...commitOf('1', undefined, [set('__proto__', [thread, namespace])]),
          thread,
          namespace,
        });
      }
      for (const { thread, namespace } of keys) {
        const value = (await saver.load({ thread, namespace }))?.values.get('__proto__');
        same(`what thread ${quoted(thread)} holds`, value, [thread, namespace]);
      }
      await saver.deleteThread('__proto__');
      for (const namespace of ['', 'sub']) {
        same('the thread that was deleted', await saver.load(keyOf('__proto__', namespace)), undefined);
        check((await saver.load(keyOf('t', namespace))) !== undefined, 'Another thread was deleted too.');
      }
    },
  },
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
      const taken: ThreadKey[] = [];
      // Whoever takes namespaces apart may rely on the form that the engine gives the names in them.
      const raw = 'report' in saver ? [] : hostileIds;
      for (const namespace of new Set([CANARY, ...raw, ...hostileIds.map(encodeURIComponent)])) {
        for (const thread of ['t', 'u']) {
          const key = keyOf(thread, namespace);
          if (await mark(saver, key)) taken.push(key);
        }
      }
      check(taken.length >= 2, `The saver refuses the namespace "${CANARY}".`);
      for (const key of taken) await checkMark(saver, key, true);
      await saver.deleteThread('t');
      for (const key of taken) await checkMark(saver, key, key.thread === 'u');
    },
  },
  {
    name: 'keeps channels of any name apart, and nothing else learns of them',
    run: async ({ saver }) => {
      // That of the prototype has a case above.
      const names = [CANARY, ...hostileIds].filter((name) => name !== '' && name !== '__proto__');
      const outcome = await outcomeOf(() =>
        saver.commit(
          commitOf(
            '1',
            undefined,
            names.map((name) => set(name, [name])),
          ),
        ),
      );
      if ('refused' in outcome) return `the saver refuses such names: ${outcome.refused.message}`;
      await saver.commit(commitOf('2', '1', [set(CANARY, 'changed')]));
      const values = (await saver.load(keyOf('t')))?.values;
      for (const name of names) {
        exactly(`channel ${quoted(name)}`, values?.get(name), name === CANARY ? 'changed' : [name]);
      }
      same('how many channels there are', values?.size, names.length);
      same('what every object has', Object.keys(Object.prototype), []);
      return undefined;
    },
  },
  {
    name: 'keeps nodes and tasks of any name apart',
    run: async ({ saver }) => {
      const names = hostileIds.filter((name) => name !== '');
      const next = names.map((node) => ({ node, sent: true, input: node }));
      const outcome = await outcomeOf(() => saver.commit({ ...commitOf('1', undefined, []), next }));
      if ('refused' in outcome) return `the saver refuses such names: ${outcome.refused.message}`;
      same('what is next', (await saver.load(keyOf('t')))?.next, next);
      return undefined;
    },
  },
  {
    name: 'refuses ids that are no texts, or takes them for no thread that has one',
    run: async ({ saver }) => {
      const canaries = [...new Set([CANARY, ...nonTexts.map(([, text]) => text)])];
      for (const thread of canaries) await mark(saver, keyOf(thread));
      await Promise.all(
        nonTexts.map(async ([value, text]) => {
          const id = value as string;
          const read = await outcomeOf(() => saver.load(keyOf(id)));
          const found = 'value' in read ? read.value : undefined;
          same(`what a thread id that is no text finds of thread ${quoted(text)}`, found, undefined);
          await Promise.all([
            outcomeOf(() => saver.deleteThread(id)),
            outcomeOf(() => saver.commit({ ...commitOf('2', '1', [set('a', 'foreign')]), thread: id })),
            outcomeOf(() => saver.commit({ ...commitOf('1', undefined, []), thread: CANARY, namespace: id })),
            outcomeOf(() => saver.putRecord(keyOf(id), '1', recordOf('foreign'))),
            outcomeOf(() => listed(saver, keyOf(id))),
          ]);
        }),
      );
      for (const thread of canaries) await checkMark(saver, keyOf(thread), true);
    },
  },
];
