import { describe, expect, it } from 'vitest';
import { toRows } from '../../benchmarks/harness/rows.ts';
import { outcome, scenarioInfo } from './report.ts';

const timed = [
  outcome('floor', { us: 0.5 }),
  outcome('ours', { us: 2, rssMb: 60 }),
  outcome('langgraph', { us: 210 }),
  outcome('ours', { us: 4, rssMb: 70 }),
  outcome('langgraph', { us: 190 }),
  outcome('ours', { us: 1, rssMb: 90 }),
];
const rowOf = (contender: string, rows = toRows(timed)) => rows.find((row) => row.contender === contender);

describe('toRows', () => {
  it('takes the median over the processes and compares it', () => {
    expect(rowOf('ours')).toEqual({
      scenario: 'chain',
      size: 10,
      contender: 'ours',
      unit: 'step',
      medianUs: 2,
      spreadUs: 3,
      rssMb: 70,
      bytes: null,
      gzipKb: null,
      processes: 3,
      cheaperThanLangGraph: 100,
      timesFloor: 4,
    });
  });

  it('compares the others in the same way', () => {
    expect(rowOf('langgraph')).toMatchObject({ medianUs: 200, cheaperThanLangGraph: 1, timesFloor: 400 });
    expect(rowOf('floor')).toMatchObject({ cheaperThanLangGraph: 400, timesFloor: 1 });
  });

  it('compares only what has the same size', () => {
    const rows = toRows([outcome('langgraph', { us: 100 }, { size: 10 }), outcome('ours', { us: 1 }, { size: 1000 })]);
    expect(rowOf('ours', rows)).toMatchObject({ size: 1000, cheaperThanLangGraph: null, timesFloor: null });
  });

  it('judges by bytes where memory is measured', () => {
    const rows = toRows([
      outcome('langgraph', { us: 10, bytes: 30_000 }),
      outcome('ours', { us: 5, bytes: 3000 }),
      outcome('floor', { us: 1, bytes: -20 }),
    ]);
    expect(rowOf('ours', rows)).toMatchObject({ bytes: 3000, medianUs: 5, cheaperThanLangGraph: 10, timesFloor: null });
  });

  it('gives the size of a bundle to imports only', () => {
    const sizes = new Map([['import ours', 12]]);
    const imported = outcome('ours', {}, { info: { ...scenarioInfo, name: 'import', measure: 'import' } });
    expect(toRows([imported, outcome('ours', {})], sizes).map(({ gzipKb }) => gzipKb)).toEqual([12, null]);
  });

  it('survives JSON: every field is a number, a text or null', () => {
    expect(JSON.parse(JSON.stringify(toRows(timed)))).toEqual(toRows(timed));
  });

  it('makes nothing of nothing', () => {
    expect(toRows([])).toEqual([]);
  });
});
