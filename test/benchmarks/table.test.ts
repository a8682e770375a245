import { describe, expect, it } from 'vitest';
import { toMarkdown } from '../../benchmarks/harness/table.ts';
import { outcome, report, scenarioInfo } from './report.ts';

const timed = [outcome('floor', { us: 0.05 }), outcome('ours', { us: 0.25 }), outcome('langgraph', { us: 1234.4 })];

describe('toMarkdown', () => {
  it('has one line per scenario and size, one column per contender, and how much cheaper', () => {
    const text = toMarkdown(report([...timed, ...timed]));
    expect(text).toContain('| scenario | by hand | ours | LangGraph | LangGraph ÷ ours | ours ÷ by hand |');
    expect(text).toContain(
      '| chain of nodes, 10 nodes, per step | 0.05 (0.00) | 0.25 (0.00) | 1,234 (0.00) | 4,936 | 5.00 |',
    );
  });

  it('shows no spread of a single process', () => {
    expect(toMarkdown(report(timed))).toContain('| 0.05 | 0.25 | 1,234 |');
  });

  it('says how, when, on what and beside what it was measured', () => {
    const text = toMarkdown(report(timed));
    expect(text).toContain(
      '`npm run bench -- engine`, 2030-01-02: Node v24.0.0, 2 × Abacus, load 0.25 before and 1.00 after, 3 rounds, 61 s.',
    );
    expect(text).toContain('Compared with xstate 5.0.0.');
  });

  it('leaves a gap where a contender has no figure', () => {
    const sizes = [...timed, outcome('ours', { us: 0.3 }, { size: 1000 })];
    expect(toMarkdown(report(sizes))).toContain('| chain of nodes, 1,000 nodes, per step | – | 0.30 | – | – | – |');
  });

  it('shows bytes as KB, and the import with its bundle', () => {
    const memory = { ...scenarioInfo, name: 'parked', measure: 'memory' } as const;
    const imported = { ...scenarioInfo, name: 'import', measure: 'import' } as const;
    const stored = { ...scenarioInfo, name: 'thread', about: 'thread', measure: 'storage' } as const;
    const outcomes = [
      outcome('ours', { us: 7, bytes: 512 }, { info: stored }),
      outcome('ours', { us: 2, bytes: 3072 }, { info: memory }),
      outcome('ours', { us: 12_000, rssMb: 4 }, { info: imported }),
    ];
    const text = toMarkdown(report(outcomes, { scenarios: [memory, imported, stored] }));
    expect(text).toContain('| chain of nodes, 10 nodes, per step | 3.00 (2.00) | – | – |');
    expect(text).toContain('| thread, 10 nodes, per step | 0.50 (7.00) | – | – |');
    expect(text).toContain('| ours | 12.0 | 4.00 | – |');
    expect(text).not.toContain('## CPU');
  });

  it('names what is missing, left out and failed', () => {
    const text = toMarkdown(
      report(timed, {
        missing: [{ contender: 'xstate', because: 'xstate is not installed' }],
        omissions: [{ scenario: 'fan-out', size: 100_000, contender: 'langgraph', because: 'it never ends' }],
        failures: [{ scenario: 'chain', size: 10, contender: 'mastra', error: 'Error: no\n    at stack' }],
      }),
    );
    expect(text).toContain('- XState: xstate is not installed.');
    expect(text).toContain('- LangGraph, fan-out 100,000: it never ends.');
    expect(text).toContain('- Mastra workflows, chain 10: failed, Error: no');
    expect(text).not.toContain('at stack');
  });

  it('shows the charts that were drawn', () => {
    expect(toMarkdown(report(timed), ['engine-chain.svg'])).toContain('![engine-chain](engine-chain.svg)');
    expect(toMarkdown(report(timed))).not.toContain('## Charts');
  });
});
