/** One SqliteSaver that serves the engine and LangGraph. */
import { describe, expect, it } from 'vitest';
import { StateGraphEngine } from '../../../src/engine/index.ts';
import { SqliteSaver } from '../../../src/savers/sqlite/index.ts';
import { newFile, open, T, talk } from './fixtures.ts';

describe('one object for both', () => {
  it('keeps threads of the engine and of LangGraph apart, and tells of all', async () => {
    const file = newFile();
    const saver = SqliteSaver.fromConnString(file, { ttl: 60_000 });
    await new StateGraphEngine(talk(2, 40), { saver }).invoke({}, T);
    expect([...saver.threads()]).toHaveLength(1);
    const checkpoint = {
      v: 4,
      id: '1ef4f797-8335-6428-8001-8a1503f9b875',
      ts: '2026-01-01T00:00:00.000Z',
      channel_values: { n: 1 },
      channel_versions: { n: 1 },
      versions_seen: {},
    };
    const at = (thread: string) => ({ configurable: { thread_id: thread, checkpoint_ns: '' } });
    for (const thread of ['t', 'other'])
      await saver.put(at(thread), checkpoint, { source: 'input', step: -1, parents: {} }, { n: 1 });
    expect((await saver.getTuple(at('t')))?.checkpoint.channel_values).toEqual({ n: 1 });
    expect([...saver.threads()].map(({ thread, checkpoints }) => [thread, checkpoints])).toEqual([
      ['t', 3],
      ['other', 1],
      ['t', 1],
    ]);
    expect(await saver.prune()).toEqual({ threads: 2, checkpoints: 0 });
    expect(await saver.getTuple(at('other'))).toBeUndefined();
    await saver.put(at('t'), checkpoint, { source: 'input', step: -1, parents: {} }, { n: 1 });
    await saver.deleteThread('t');
    expect([...saver.threads()]).toEqual([]);
    expect(JSON.stringify({ saver })).toBe('{"saver":"[SqliteSaver]"}');
    saver.end();
    // A file that has such tables is read by who has not used them yet.
    const again = open(file);
    expect([...again.threads()]).toEqual([]);
  });
});
