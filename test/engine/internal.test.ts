import { describe, expect, it } from 'vitest';
import {
  StateGraphEngine,
  afterFinish,
  command,
  ephemeral,
  lastValue,
  mermaid,
  namedBarrier,
  reducer,
  send,
  topic,
} from '../../src/engine/index.ts';
import { compileProgram, type Program } from '../../src/engine/internal.ts';

const run = (program: Program, input: Record<string, unknown>) =>
  new StateGraphEngine(compileProgram(program)).invoke(input);

describe('a program of channels', () => {
  it('runs the nodes that the channels written trigger, until none is', async () => {
    const program: Program = {
      channels: { word: ephemeral<string>(), doubled: ephemeral<string>(), out: lastValue<string>() },
      nodes: {
        double: { triggers: ['word'], reads: 'word', run: (word) => ({ doubled: `${String(word)}${String(word)}` }) },
        finish: {
          triggers: ['doubled'],
          reads: 'doubled',
          run: (text) => (String(text).length < 8 ? { word: text } : { out: text }),
        },
      },
      inputs: ['word'],
      outputs: ['out'],
    };
    expect(await run(program, { word: 'ab' })).toEqual({ out: 'abababab' });
  });

  it('gives a node one value, some of them, or all', async () => {
    const seen: unknown[] = [];
    const look = (input: unknown): void => void seen.push(typeof input === 'object' ? { ...input } : input);
    const channels = { a: lastValue<number>(), b: lastValue<number>(), c: lastValue(3) };
    await run(
      {
        channels,
        nodes: {
          one: { triggers: ['a'], reads: 'a', run: look },
          none: { triggers: ['a'], reads: 'b', run: look },
          some: { triggers: ['a'], reads: ['a', 'b'], run: look },
          all: { triggers: ['a'], run: look },
        },
      },
      { a: 1 },
    );
    expect(seen).toEqual([1, undefined, { a: 1 }, { a: 1, c: 3 }]);
  });

  it('takes barriers, topics, values after finish and sends', async () => {
    const program: Program = {
      channels: {
        go: ephemeral<boolean>(),
        ready: namedBarrier(['left', 'right']),
        found: topic<number>(),
        end: afterFinish(lastValue<string>()),
        log: reducer<string[]>(
          (held, more) => [...held, ...more],
          () => [],
        ),
      },
      nodes: {
        left: { triggers: ['go'], run: () => ({ ready: 'left', found: 1, end: 'x' }) },
        right: { triggers: ['go'], run: () => ({ ready: 'right', found: [2, 3] }) },
        both: { triggers: ['ready'], reads: 'found', run: (found) => ({ log: [`both ${String(found)}`] }) },
        sender: { triggers: ['found'], run: () => command({ goto: send('worker', 'sent') }) },
        worker: { triggers: [], reads: 'go', run: (input) => ({ log: [String(input)] }) },
        last: { triggers: ['end'], reads: 'end', run: (end) => ({ log: [`last ${String(end)}`] }) },
      },
      inputs: ['go'],
      outputs: ['log'],
    };
    expect(await run(program, { go: true })).toEqual({ log: ['both 1,2,3', 'sent', 'last x'] });
  });

  it('is refused for names that are no channels, and where nothing triggers a node', () => {
    const program = (node: object): Program => ({
      channels: { a: lastValue<number>() },
      nodes: { n: { triggers: ['a'], run: () => {}, ...node } },
    });
    expect(() => compileProgram(program({ triggers: ['ghost'] }))).toThrow(/node "n" names "ghost"/);
    expect(() => compileProgram(program({ reads: 'ghost' }))).toThrow(/input of "n" names "ghost"/);
    expect(() => compileProgram(program({ triggers: [] }))).toThrow(/does not begin/);
    expect(() => compileProgram({ ...program({}), outputs: ['ghost'] })).toThrow(/result of the graph names "ghost"/);
    expect(() => compileProgram({ ...program({}), inputs: ['ghost'] })).toThrow(/input of the graph names "ghost"/);
  });

  it('refuses an input that is not one of its inputs', async () => {
    const program: Program = {
      channels: { a: lastValue<number>(), b: lastValue<number>() },
      nodes: { n: { triggers: ['a'], run: () => {} } },
      inputs: ['a'],
    };
    await expect(run(program, { b: 1 })).rejects.toMatchObject({ code: 'UNKNOWN_CHANNEL' });
  });

  it('is drawn with its channels', () => {
    const program: Program = { channels: { a: lastValue() }, nodes: { n: { triggers: ['a'], run: () => {} } } };
    expect(mermaid(compileProgram(program))).toContain('channel0[/"a"/]\n  channel0 --> n0');
  });
});
