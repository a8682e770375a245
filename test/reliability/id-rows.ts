/** Rows 30 and 33: hostile ids in every method, and the suites that every saver has to pass. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SqliteSaver } from '../../src/savers/sqlite/index.ts';
import { withFile } from './durable-process.ts';
import { caught, collected, type Figures, type ProbeOptions, type Row } from './row.ts';
import type { Subject } from './subject.ts';

export const IDS = [
  '*',
  '?',
  '[a]',
  '%',
  '_',
  '\\',
  ':',
  '"',
  "'",
  "'; DROP TABLE steps; --",
  '../x',
  '/etc',
  'a\0b',
  '\0',
  '',
  ' ',
  't ',
  'T',
  '\ud800',
  '💥',
  '__proto__',
  'constructor',
  '\u0001"t"',
  '{"$ne":""}',
  'x'.repeat(10_000),
];
export const NO_IDS: readonly unknown[] = [{ $ne: '' }, { $regex: '.*' }, ['t'], 5, true, null];

/** Every method with every id: canaries of two other tenants stay as they are. */
async function hostileIds(): Promise<Figures> {
  return withFile(async (file) => {
    const saver = new SqliteSaver(file);
    const [checkpoint, metadata] = [
      { v: 4, id: 'c', ts: '', channel_values: { n: 1 }, channel_versions: { n: 1 }, versions_seen: {} },
      { source: 'input', step: -1, parents: {} } as const,
    ];
    const at = (thread: string, namespace = ''): { configurable: Record<string, string> } => ({
      configurable: { thread_id: thread, checkpoint_ns: namespace },
    });
    const commit = (thread: string, namespace = '') =>
      saver.commit({
        thread,
        namespace,
        id: '000000000001',
        parent: undefined,
        step: 0,
        source: 'input',
        changed: [{ channel: 'n', value: thread }],
        next: [],
      });
    for (const canary of ['t', 'canary']) {
      await commit(canary);
      await saver.put(at(canary), checkpoint, metadata, { n: 1 });
    }
    const canaries = async (): Promise<number> => {
      let whole = 0;
      for (const canary of ['t', 'canary']) {
        if ((await saver.load({ thread: canary, namespace: '' }))?.values.get('n') === canary) whole++;
        if ((await saver.getTuple(at(canary)))?.checkpoint.channel_values['n'] === 1) whole++;
      }
      return whole;
    };
    let [foreign, calls, unrefused] = [0, 0, 0];
    for (const id of IDS) {
      const uses: readonly (() => unknown)[] = [
        () => commit(id),
        () => commit(id, id),
        () => saver.load({ thread: id, namespace: id }, id),
        () => saver.findRun({ thread: id, namespace: '' }, id),
        () => saver.put(at(id, id), { ...checkpoint, id }, metadata, { n: 1 }),
        () => saver.putWrites({ configurable: { ...at(id, id).configurable, checkpoint_id: id } }, [[id, 1]], id),
        () => saver.getTuple(at(id, id)),
        () => collected(saver.list(at(id), { filter: { [id]: id, source: id }, limit: 5, before: at(id) })),
        () => saver.deleteThread(id),
      ];
      for (const use of uses) {
        calls++;
        await caught(async () => use());
        if ((await canaries()) !== 4) foreign++;
      }
    }
    for (const id of NO_IDS as readonly string[]) {
      const uses = [
        () => commit(id),
        () => saver.load({ thread: id, namespace: '' }),
        () => saver.put(at(id), checkpoint, metadata, {}),
        () => saver.getTuple(at(id)),
        () => saver.putWrites(at(id), [], 'x'),
        () => saver.deleteThread(id),
      ];
      for (const use of uses) {
        calls++;
        if ((await caught(async () => use())) === undefined && !(id === null && use === uses[3])) unrefused++;
        if ((await canaries()) !== 4) foreign++;
      }
    }
    saver.close();
    return { calls, 'canaries touched': foreign, 'ids that are no text, taken': unrefused };
  });
}

/** LangChain's validation suite and ours. */
async function conformance(_: Subject, { size }: ProbeOptions): Promise<Figures> {
  const repository = fileURLToPath(new URL('../../', import.meta.url));
  const files = [
    'test/savers/sqlite/validation.test.ts',
    ...(size === 1 ? [] : ['test/savers/sqlite/', 'test/testing/']),
  ];
  return withFile(async (report) => {
    const args = [
      `${repository}node_modules/vitest/vitest.mjs`,
      'run',
      '--reporter=json',
      `--outputFile=${report}`,
      ...files,
    ];
    const { stderr } = spawnSync(process.execPath, args, { cwd: repository, encoding: 'utf8', maxBuffer: 2 ** 28 });
    if (!existsSync(report)) throw new Error(`The tests did not run: ${stderr.slice(0, 500)}`);
    const told = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number>;
    return {
      passed: told['numPassedTests'] ?? 0,
      failed: told['numFailedTests'] ?? 0,
      'left out by name': told['numPendingTests'] ?? 0,
    };
  });
}

export const idRows: readonly Row[] = [
  {
    row: '30',
    injected: `${IDS.length} hostile ids and ${NO_IDS.length} that are no text, in every method of the saver`,
    target: '0 other threads touched; what is no text is refused',
    size: { ours: 1, langgraph: 0, short: 1 },
    notMeasured: 'cases S5 to S8 are about its other savers',
    probe: hostileIds,
    meets: (figures) =>
      (figures['calls'] ?? 0) > 200 &&
      figures['canaries touched'] === 0 &&
      figures['ids that are no text, taken'] === 0,
  },
  {
    row: '33',
    injected: "LangChain's validation suite for checkpointers 1.1.1, its delta tests, and the second level of ours",
    target: 'all pass',
    size: { ours: 2, langgraph: 0, short: 1 },
    notMeasured: 'its memory saver is run beside ours in the suite',
    probe: conformance,
    meets: (figures) => figures['failed'] === 0 && (figures['passed'] ?? 0) >= 725 * 3,
  },
];
