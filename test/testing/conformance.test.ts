/** Tests of the conformance suites: savers that are known to be sound pass, broken ones fail where they are broken. */
import { MemorySaver as LangChainMemorySaver } from '@langchain/langgraph-checkpoint';
import { describe, expect, it, vi } from 'vitest';
import { MemorySaver, type Saver } from '../../src/engine/index.ts';
import { SqliteSaver } from '../../src/savers/sqlite/index.ts';
import { checkpointSaverConformance, saverConformance, type ConformanceCase } from '../../src/testing/index.ts';
import { brokenCheckpointSavers } from './broken-checkpoint-savers.ts';
import { brokenSavers } from './broken-savers.ts';

vi.spyOn(console, 'log').mockImplementation(() => {});

async function failures(cases: readonly ConformanceCase[]): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of cases) await run().catch(() => failed.push(name));
  return failed;
}

function caseOf(cases: readonly ConformanceCase[], name: string): ConformanceCase {
  const found = cases.find((each) => each.name === name);
  if (found === undefined) throw new Error(`There is no case "${name}".`);
  return found;
}

describe('saverConformance', () => {
  it('is passed by MemorySaver and SqliteSaver, with exact values', async () => {
    expect(await failures(saverConformance({ make: () => new MemorySaver(), exactValues: true }))).toEqual([]);
    const sqlite = { make: () => new SqliteSaver(':memory:'), cleanUp: (saver: SqliteSaver) => saver.close() };
    expect(await failures(saverConformance({ ...sqlite, exactValues: true }))).toEqual([]);
  });

  it.each(brokenSavers)('finds a saver that $fault', async ({ make, failing, message }) => {
    const found = caseOf(saverConformance({ make, exactValues: true }), failing);
    await expect(found.run()).rejects.toThrow(message);
  });

  it('names each case once', () => {
    const names = saverConformance({ make: () => new MemorySaver() }).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('leaves out what is excepted, with the reason, and refuses an exception of no case', async () => {
    const name = 'keeps branches apart';
    const make = vi.fn(() => new MemorySaver());
    const { skip, run } = caseOf(saverConformance({ make, except: { [name]: 'it has none' } }), name);
    expect(skip).toBe('it has none');
    await run();
    expect(console.log).toHaveBeenLastCalledWith(expect.stringContaining('it has none'));
    expect(make).not.toHaveBeenCalled();
    expect(() => saverConformance({ make, except: { 'keeps nothing': 'why not' } })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining('"keeps nothing"') }),
    );
  });

  it('cleans up after a case that failed too', async () => {
    const cleaned: Saver[] = [];
    const make = (): Saver => Object.assign(new MemorySaver(), { load: () => undefined });
    const cases = saverConformance({ make, cleanUp: (saver) => void cleaned.push(saver) });
    await expect(caseOf(cases, 'keeps the timeout that was sent with a task').run()).rejects.toMatchObject({
      name: 'ConformanceError',
      message: expect.stringContaining('what is next'),
    });
    expect(cleaned).toHaveLength(1);
  });
});

/** What LangChain's MemorySaver does not do, and why. */
const expectedFailures: Readonly<Record<string, string>> = {
  'stores nothing of the writes of a task where one of them cannot be stored':
    'it serialises writes side by side, and stores each as soon as it is',
  'keeps bytes in channels and in pending writes, or refuses them':
    'its serialiser gives bare bytes as "bytes", and it reads every write as "json"',
  'keeps values of the kind Date, or refuses them': 'JSON makes it a text',
  'keeps values of the kind BigInt, or refuses them':
    'its serialiser puts an error text in the place of the checkpoint',
  'keeps values of the kind minus zero, or refuses them': 'JSON makes it 0',
  'keeps values of the kind NaN, or refuses them': 'JSON makes it null',
  'keeps values of the kind the infinities, or refuses them': 'JSON makes them null',
  'keeps values of the kind Uint8Array, or refuses them': 'as bytes',
  'keeps values of the kind Float32Array, or refuses them': 'it becomes an object',
  'keeps values of the kind TypeError, or refuses them': 'it becomes an Error',
  'takes plain data for nothing else, whatever its keys are called, or refuses it':
    'records with `lc` become instances of the classes they name',
  'keeps an own key __proto__ as an own key, or refuses it': 'its reader assigns it, which sets the prototype',
  'leaves a thread readable whatever was put there':
    'an `lc` record with a class that is unknown throws when it is read',
  'refuses ids that are no texts, in every method': 'put() takes any checkpoint_id as the parent',
};

describe('checkpointSaverConformance', () => {
  it('finds in the MemorySaver of LangChain what is known, and nothing else', async () => {
    const make = (): LangChainMemorySaver => new LangChainMemorySaver();
    const found = await failures(checkpointSaverConformance({ make, another: (saver) => saver }));
    expect(found.toSorted()).toEqual(Object.keys(expectedFailures).toSorted());
  });

  it.each(brokenCheckpointSavers)('finds a saver that $fault', async ({ make, another, failing, message }) => {
    expect(expectedFailures).not.toHaveProperty([failing]);
    const found = caseOf(checkpointSaverConformance({ make, another }), failing);
    await expect(found.run()).rejects.toThrow(message);
  });

  it('asks nothing of two savers where there is one, and prints that', async () => {
    const cases = checkpointSaverConformance({ make: () => new LangChainMemorySaver() });
    await caseOf(cases, 'shows one saver what another one wrote on the same store').run();
    expect(console.log).toHaveBeenLastCalledWith(expect.stringContaining('`another`'));
  });

  it('cleans up every saver it had made, that of the store last', async () => {
    const cleaned: LangChainMemorySaver[] = [];
    const made: LangChainMemorySaver[] = [];
    const make = (): LangChainMemorySaver => {
      made.push(new LangChainMemorySaver());
      return made.at(-1)!;
    };
    const another = ({ storage, writes }: LangChainMemorySaver): LangChainMemorySaver =>
      Object.assign(make(), { storage, writes });
    const cases = checkpointSaverConformance({ make, another, cleanUp: (saver) => void cleaned.push(saver) });
    await caseOf(cases, 'shows one saver what another one wrote on the same store').run();
    expect(cleaned).toEqual(made.toReversed());
    expect(cleaned).toHaveLength(2);
  });
});
