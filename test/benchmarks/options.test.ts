import { describe, expect, it } from 'vitest';
import { checkNames, helpText, parseOptions } from '../../benchmarks/harness/options.ts';

describe('parseOptions', () => {
  it('measures everything in two rounds by default', () => {
    expect(parseOptions(['engine'])).toEqual({
      help: false,
      suite: 'engine',
      quick: false,
      rounds: 2,
      scenarios: undefined,
      contenders: undefined,
      json: undefined,
      results: undefined,
    });
  });

  it('takes every option', () => {
    const args = [
      '--quick',
      'engine',
      '--scenarios',
      'a,b',
      '--contenders=ours',
      '--json',
      'f.json',
      '--results',
      'out',
    ];
    expect(parseOptions(args)).toMatchObject({
      quick: true,
      rounds: 1,
      scenarios: ['a', 'b'],
      contenders: ['ours'],
      json: 'f.json',
      results: 'out',
    });
    expect(parseOptions(['engine', '--quick', '--rounds', '5']).rounds).toBe(5);
  });

  it('needs no suite for help', () => {
    expect(parseOptions(['--help'])).toMatchObject({ help: true, suite: '' });
  });

  it.each([
    [[], 'Name a suite'],
    [['engine', 'other'], 'Name one suite, not 2'],
    [['engine', '--rounds', '0'], '--rounds is "0"'],
    [['engine', '--rounds', '1.5'], '--rounds is "1.5"'],
    [['engine', '--rounds', 'many'], '--rounds is "many"'],
    [['engine', '--fast'], '--fast'],
    [['engine', '--json'], '--json'],
  ])('refuses %j', (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });
});

describe('checkNames', () => {
  it('names the first that is not known, and those that are', () => {
    expect(() => checkNames('scenario', ['a', 'x'], ['a', 'b'])).toThrow('There is no scenario "x": name one of a, b.');
    expect(() => checkNames('scenario', ['a'], ['a', 'b'])).not.toThrow();
    expect(() => checkNames('scenario', undefined, [])).not.toThrow();
  });
});

describe('helpText', () => {
  it('names what there is to choose from', () => {
    const text = helpText(['engine'], ['chain', 'loop'], ['floor', 'ours']);
    expect(text).toContain('Suites: engine');
    expect(text).toContain('only these of chain, loop');
    expect(text).toContain('only these of floor, ours');
    expect(helpText(['engine'], [], ['floor'])).toContain('SUITE --help lists them');
  });
});
