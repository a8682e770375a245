import { describe, expect, it } from 'vitest';
import { answer, type StandInAnswer, type StandInMessage } from '../../../src/cli/offline/answer.ts';
import { findArithmetic } from '../../../src/cli/offline/arithmetic-question.ts';

describe('findArithmetic', () => {
  it.each([
    ['What is 17 * 23?', ['17 * 23']],
    ['17*23', ['17*23']],
    ['what is 17 times 23', ['17 * 23']],
    ['17 x 23?', ['17 * 23']],
    ['17×23', ['17*23']],
    ['What is (1 + 2) * (3 - 4) / 5?', ['(1 + 2) * (3 - 4) / 5']],
    ['12 divided by 4 minus 1.', ['12 / 4 - 1']],
    ['1,234 * 5,678,901', ['1234 * 5678901']],
    ['the sum of 2, 3 and 4', ['2 + 3 + 4']],
    ['the difference between 10 and 4', ['10 - 4']],
    ['the product of -17 and 2.5', ['-17 * 2.5']],
    ['9 to the power of 0.5', ['9 ^ 0.5']],
    ['What is -5 + 3?', ['-5 + 3']],
    ['(compute 17 * 23)', ['17 * 23']],
    ['2^10, and also 3+4', ['2^10', '3+4']],
    ['What is 1 / 0?', ['1 / 0']],
    ['What is 17 * (23?', ['17 * (23']],
  ])('finds in %j %j', (question, expressions) => {
    expect(findArithmetic(question)).toEqual(expressions);
  });

  it.each(['Why is moss green?', 'I am 5 and have 3 cats.', 'What was on 2024-05-06?', 'version 1.2.3', '7 + ', ''])(
    'finds nothing in %j',
    (question) => {
      expect(findArithmetic(question)).toEqual([]);
    },
  );
});

const TOOLS = ['calculator', 'clock', 'read-file', 'list-files'];
const user = (text: string): StandInMessage => ({ role: 'user', text, calls: [] });
const ask = (question: string, tools = TOOLS): StandInAnswer => answer({ messages: [user(question)], tools });

function report(name: string, args: object, result: string): string {
  const call: StandInMessage = { role: 'assistant', text: '', calls: [{ id: 'c1', name, args: JSON.stringify(args) }] };
  const tool: StandInMessage = { role: 'tool', text: result, calls: [], callId: 'c1' };
  const given = answer({ messages: [user('?'), call, tool], tools: TOOLS });
  return 'text' in given ? given.text : 'asked for a tool';
}

describe('a question', () => {
  it.each([
    ['What is 6 * 7?', 'calculator', { expression: '6 * 7' }],
    ['What time is it?', 'clock', {}],
    ['What time is it in Europe/Berlin?', 'clock', { timeZone: 'Europe/Berlin' }],
    ['Read notes.txt', 'read-file', { path: 'notes.txt' }],
    ['Please show me the file docs/notes', 'read-file', { path: 'docs/notes' }],
    ['Read ../secret.txt', 'read-file', { path: '../secret.txt' }],
    ['Which files are here?', 'list-files', {}],
  ])('%j calls %s', (question, name, args) => {
    expect(ask(question)).toEqual({ calls: [{ name, args }] });
  });

  it('calls several tools at once', () => {
    expect(ask('What is 1 + 1, what is 2 * 3, and what time is it?')).toEqual({
      calls: [
        { name: 'calculator', args: { expression: '1 + 1' } },
        { name: 'calculator', args: { expression: '2 * 3' } },
        { name: 'clock', args: {} },
      ],
    });
  });

  it('never calls a tool that was not offered', () => {
    expect(ask('What is 6 * 7?', ['clock'])).toHaveProperty('text');
    expect(ask('What is 6 * 7?', [])).toEqual({ text: expect.stringContaining('without tools I can do nothing') });
  });

  it('that it does not understand is answered with what it can do', () => {
    const given = ask('Why is moss green?', ['calculator']);
    expect(given).toEqual({ text: expect.stringMatching(/offline stand-in.*What is 17 \* 23\?/) });
    expect(given).not.toEqual({ text: expect.stringContaining('tell the time') });
  });

  it('is the last one of the conversation', () => {
    const messages: StandInMessage[] = [
      user('What is 6 * 7?'),
      { role: 'assistant', text: '', calls: [{ id: 'c1', name: 'calculator', args: '{"expression":"6 * 7"}' }] },
      { role: 'tool', text: '42', calls: [], callId: 'c1' },
      { role: 'assistant', text: '6 * 7 = 42', calls: [] },
      user('And 2 + 2?'),
    ];
    expect(answer({ messages, tools: TOOLS })).toEqual({
      calls: [{ name: 'calculator', args: { expression: '2 + 2' } }],
    });
  });
});

describe('a result', () => {
  it('is worded by the tool it came from', () => {
    expect(report('calculator', { expression: '6 * 7' }, '42')).toBe('6 * 7 = 42');
    expect(report('clock', {}, '2024-05-06T07:08:09+00:00 (UTC)')).toBe('It is 2024-05-06T07:08:09+00:00 (UTC).');
    expect(report('read-file', { path: 'a.txt' }, 'moss')).toBe('a.txt says:\nmoss');
    expect(report('list-files', {}, 'a\nb')).toBe('The folder holds:\na\nb');
    expect(report('unheard-of', {}, 'whatever')).toBe('whatever');
  });

  it('that is an error is told as one', () => {
    const message = 'Error: division by zero at position 3\n Please fix your mistakes.';
    expect(report('calculator', { expression: '1 / 0' }, message)).toBe(
      'The tool calculator reported an error: division by zero at position 3.',
    );
  });

  it('that is long is cut', () => {
    expect(report('read-file', { path: 'a' }, 'x'.repeat(700))).toBe(
      `a says:\n${'x'.repeat(600)}\n(and 100 characters more)`,
    );
  });
});
