import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message, ToolCallPart } from '../../src/base/index.ts';
import { repairHistory } from '../../src/llm/repair-history.ts';

const user = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] });
const call = (id: string, name = 'search'): ToolCallPart => ({ type: 'tool-call', id, name, args: {} });
const says = (...content: (ToolCallPart | string)[]): Message => ({
  role: 'assistant',
  content: content.map((part) => (typeof part === 'string' ? { type: 'text', text: part } : part)),
});
const result = (toolCallId: string, content = 'found'): Message => ({ role: 'tool', toolCallId, content });
const noResult = (toolCallId: string) => ({
  role: 'tool',
  toolCallId,
  content: expect.stringContaining('No result'),
  isError: true,
});

describe('a conversation', () => {
  it('that needs no repair stays the same object', () => {
    const whole = [user('a'), says('b', call('1'), call('2')), result('1'), result('2'), says('c'), user('d')];
    expect(repairHistory(whole)).toBe(whole);
  });

  it.each<[string, Message[], unknown[]]>([
    ['a call without a result', [says(call('1')), user('a')], [says(call('1')), noResult('1'), user('a')]],
    ['a call at the end', [user('a'), says(call('1'))], [user('a'), says(call('1')), noResult('1')]],
    ['a result without a call', [result('0'), user('a'), result('1')], [user('a')]],
    ['a result too late', [says(call('1')), user('a'), result('1')], [says(call('1')), result('1'), user('a')]],
    [
      'a result after the next answer',
      [says(call('1')), says('a'), result('1')],
      [says(call('1')), noResult('1'), says('a')],
    ],
    [
      'results out of order',
      [says(call('1'), call('2')), result('2'), result('1')],
      [says(call('1'), call('2')), result('1'), result('2')],
    ],
    ['two results', [says(call('1')), result('1', 'old'), result('1', 'new')], [says(call('1')), result('1', 'new')]],
    [
      'an id used before',
      [says(call('1')), result('1', 'a'), says(call('1')), result('1', 'b')],
      [says(call('1')), result('1', 'a'), says(call('1_2')), result('1_2', 'b')],
    ],
    [
      'one id for two calls',
      [says(call('1', 'x'), call('1', 'y')), result('1', 'a'), result('1', 'b')],
      [says(call('1', 'x'), call('1_2', 'y')), result('1', 'a'), result('1_2', 'b')],
    ],
    ['no id', [says(call('')), result('', 'a')], [says(call('call_2')), result('call_2', 'a')]],
    ['empty parts', [user(''), says('', call('1')), result('1', '')], [says(call('1')), result('1', '')]],
    ['empty messages', [{ role: 'system', content: '' }, says(), user('a')], [user('a')]],
  ])('with %s is repaired', (_, broken, expected) => {
    expect(repairHistory(broken)).toEqual(expected);
  });

  it('with nothing in it stays as it is', () => {
    const empty = [user('')];
    expect(repairHistory(empty)).toBe(empty);
  });

  it('is made of the same objects each time', () => {
    const broken = [says('', call('1'), call('1')), user('a'), result('1'), says(call('')), user('')];
    const [first, second] = [repairHistory(broken), repairHistory([...broken])];
    expect(first.length).toBeGreaterThan(3);
    first.forEach((message, place) => expect(second[place]).toBe(message));
  });
});

describe('whatever a conversation was,', () => {
  const id = fc.constantFrom('', '1', '2', '3', 'call', '__proto__', 'constructor');
  const text = fc.constantFrom('', 'a', 'b');
  const message = fc.oneof(
    text.map(user),
    fc.record({ role: fc.constant('system' as const), content: text }),
    fc
      .array(
        fc.oneof(
          text,
          id.map((given) => call(given)),
        ),
        { maxLength: 4 },
      )
      .map((parts) => says(...parts)),
    fc.tuple(id, text).map(([given, content]) => result(given, content)),
  );
  const conversation = fc.array(message, { maxLength: 14 });

  /** What is said in each message, without those that say nothing. */
  const told = (messages: readonly Message[]): string[] =>
    messages
      .filter(({ role }) => role !== 'tool')
      .map(
        ({ role, content }) =>
          `${role} ${typeof content === 'string' ? content : JSON.stringify(content.filter((part) => part.type === 'text' && part.text !== ''))}`,
      )
      .filter((said) => !/ (\[\])?$/.test(said));

  it('each call has one id and one result, right behind it and in order', () => {
    fc.assert(
      fc.property(conversation, (messages) => {
        const repaired = repairHistory(messages);
        // With nothing in it that could be sent, it stays as it is.
        fc.pre(
          messages.some(({ role, content }) => role !== 'tool' && told([{ role, content } as Message]).length > 0),
        );
        const ids = new Set<string>();
        let awaited: string[] = [];
        for (const one of repaired) {
          if (one.role === 'tool') {
            expect(one.toolCallId).toBe(awaited.shift());
            continue;
          }
          expect(awaited).toEqual([]);
          if (one.role !== 'assistant') continue;
          awaited = one.content.filter((part) => part.type === 'tool-call').map((part) => part.id);
          for (const each of awaited) {
            expect(each).not.toBe('');
            expect(ids.has(each)).toBe(false);
            ids.add(each);
          }
        }
        expect(awaited).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });

  it('what users and models said stays, in its order', () => {
    fc.assert(
      fc.property(conversation, (messages) => {
        const repaired = repairHistory(messages);
        const order = (role: string) => told(repaired).filter((said) => said.startsWith(role));
        for (const role of ['user', 'assistant', 'system'])
          expect(order(role)).toEqual(told(messages).filter((said) => said.startsWith(role)));
      }),
      { numRuns: 3_000 },
    );
  });

  it('a second repair finds nothing', () => {
    fc.assert(
      fc.property(conversation, (messages) => {
        const repaired = repairHistory(messages);
        expect(repairHistory(repaired)).toBe(repaired);
      }),
      { numRuns: 3_000 },
    );
  });
});
