/** Every row of the scorecard in its short form. What depends on how fast the machine is, only `npm run reliability` judges. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { ours } from './ours.ts';
import { measure, verdictOn } from './probe.ts';
import { rows } from './rows.ts';

const seed = Math.floor(Math.random() * 2 ** 31);

/** It freezes Object.prototype, so it needs a process of its own: the test of the command runs it. */
const IN_OWN_PROCESS = ['S9'];

beforeAll(() => {
  setFlagsFromString('--expose-gc');
  vi.stubGlobal('gc', runInNewContext('gc'));
  return () => vi.unstubAllGlobals();
});

describe('the scorecard', () => {
  it.each(rows.filter(({ row }) => !IN_OWN_PROCESS.includes(row)))('row $row: $injected', async (row) => {
    const figures = await measure(row, ours, { size: row.size.short, seed });
    expect({ seed, figures, verdict: verdictOn(row, figures, 'short') }).toMatchObject({ verdict: 'met' });
  });

  it('has every row once', () => {
    const names = rows.map(({ row }) => row).join(' ');
    expect(names).toBe(
      [
        '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 33 34 35 36 37 38 41 42 43 44 45 46 47',
        'S1 S2 S3 S4 S5 S6 S7 S8 S9 S10 S11 S19 S20 S21',
      ].join(' '),
    );
  });
});

describe('a verdict', () => {
  const row = {
    ...rows[0]!,
    probe: async () => {
      process.emitWarning('left behind');
      return { figure: 1 };
    },
    meets: () => true,
  };

  it('is missed by a row that leaves something unhandled, whatever its figures', async () => {
    const printers = process.listeners('warning');
    process.removeAllListeners('warning');
    const figures = await measure(row, ours, { size: 1, seed });
    for (const printer of printers) process.on('warning', printer);
    expect(figures).toEqual({ figure: 1, unhandled: 1 });
    expect(verdictOn(row, figures, 'full')).toBe('missed');
    expect(verdictOn(row, { figure: 1, unhandled: 0 }, 'full')).toBe('met');
  });

  it.each(rows)('of row $row is missed where nothing was measured', ({ meets }) => {
    expect(meets({}, 'full')).toBe(false);
  });
});
