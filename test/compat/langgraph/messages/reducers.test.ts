import * as oracle from '@langchain/langgraph';
import { AIMessage, HumanMessage, RemoveMessage, SystemMessage, type BaseMessage } from '@langchain/core/messages';
import { describe, expect, it } from 'vitest';
import * as door from '../../../../compat/langgraph/messages/index.ts';
import { outcomeOf } from './reducing.ts';

const human = (id?: string, content = `content of ${id}`) => new HumanMessage({ content, id });
const ai = (id?: string, content = `answer ${id}`) => new AIMessage({ content, id });
const remove = (id: string) => new RemoveMessage({ id });
const all = () => remove(door.REMOVE_ALL_MESSAGES);
const free = (value: unknown) => value as never;

const cases: Record<string, () => [left: never, right: never]> = {
  'nothing to nothing': () => [free([]), free([])],
  'a message to nothing': () => [free([]), free(human('1'))],
  'strings, tuples and records': () => [
    free(['hello']),
    free([['ai', 'tuple'], { role: 'user', content: 'role' }, { type: 'system', content: 'type', id: 's' }]),
  ],
  'one string on the left': () => [free('left'), free('right')],
  'messages without ids': () => [free([human()]), free([ai(), ai()])],
  'a null id': () => [free([]), free([Object.assign(human('x'), { id: null })])],
  'an empty id': () => [free([human('')]), free([ai('')])],
  'a replacement': () => [free([human('1'), ai('2')]), free([ai('1')])],
  'a replacement twice': () => [free([human('1'), ai('2')]), free([ai('1'), ai('1', 'later')])],
  'a new id twice': () => [free([human('1')]), free([ai('2'), ai('2', 'later')])],
  'a repeated id on the left': () => [free([human('1'), ai('1'), human('2')]), free([ai('1', 'new')])],
  'a removal': () => [free([human('1'), ai('2'), human('3')]), free([remove('2')])],
  'a removal and its message again': () => [free([human('1'), ai('2')]), free([remove('1'), human('1', 'again')])],
  'a message and its removal': () => [free([human('1')]), free([human('2'), remove('2')])],
  'a removal of a repeated id': () => [free([human('1'), ai('1')]), free([remove('1')])],
  'a removal of an unknown id': () => [free([human('1')]), free([remove('9')])],
  'a removal from nothing': () => [free([]), free(remove('9'))],
  'a removal as a record': () => [free([human('1')]), free([{ role: 'remove', id: '1' }])],
  'everything removed': () => [free([human('1'), ai('2')]), free([all()])],
  'everything removed, then more': () => [free([human('1')]), free([ai('2'), all(), ai('3'), ai()])],
  'everything removed twice': () => [free([human('1')]), free([all(), ai('2'), all(), ai('3')])],
  'a removal behind the removal of everything': () => [free([human('1')]), free([all(), remove('1')])],
  'an unknown role': () => [free([]), free([{ role: 'nobody', content: 'x' }])],
  'no message': () => [free([]), free([{ foo: 'bar' }])],
  'a number': () => [free([]), free(7)],
  undefined: () => [free([]), free(undefined)],
  'null on the left': () => [free(null), free([])],
  'a bad left and a bad right': () => [free([{ foo: 1 }]), free([{ bar: 2 }])],
  'a removal on the left': () => [free([remove('1'), human('2')]), free([ai('1')])],
};

describe('messagesStateReducer', () => {
  it.each(Object.keys(cases))('takes %s as upstream does', (name) => {
    expect(outcomeOf(cases[name]!, door.messagesStateReducer)).toEqual(
      outcomeOf(cases[name]!, oracle.messagesStateReducer),
    );
  });

  it('returns a new list, also where nothing is added', () => {
    const held = door.messagesStateReducer([], [human('1')]);
    expect(door.messagesStateReducer(held, [])).toEqual(held);
    expect(door.messagesStateReducer(held, [])).not.toBe(held);
  });

  it('adds to a list that it returned, and to an earlier one once more', () => {
    const first = door.messagesStateReducer([], [human('1'), ai('2')]);
    const second = door.messagesStateReducer(first, [human('3')]);
    const other = door.messagesStateReducer(first, [ai('4'), ai('3', 'another')]);
    const ids = (messages: BaseMessage[]) => messages.map(({ id }) => id);
    expect(ids(second)).toEqual(['1', '2', '3']);
    expect(ids(other)).toEqual(['1', '2', '4', '3']);
    expect(ids(door.messagesStateReducer(second, [ai('4'), ai('2', 'new')]))).toEqual(['1', '2', '3', '4']);
    expect(door.messagesStateReducer(other, [ai('3', 'replaced')])[3]!.content).toBe('replaced');
    expect(ids(first)).toEqual(['1', '2']);
  });

  it('sees what was changed in place since', () => {
    for (const reduce of [door.messagesStateReducer, oracle.messagesStateReducer]) {
      const same = ai('1');
      let held = reduce([], [same, human('h')]);
      same.id = '2';
      held = reduce(held, [same]);
      expect(held.map(({ id }) => id)).toEqual(['2', 'h']);
      held.push(human('pushed'));
      held = reduce(held, [ai('pushed', 'replaced')]);
      expect(held.map(({ content }) => content)).toEqual(['answer 1', 'content of h', 'replaced']);
      held.pop();
      held = reduce(held, [ai('pushed', 'again')]);
      expect(held.map(({ id }) => id)).toEqual(['2', 'h', 'pushed']);
    }
  });
});

it('the one gives ids to messages that the other left without', () => {
  for (const library of [door, oracle]) {
    const held = library.messagesDeltaReducer([], [human(), human('1')]);
    const list = library.messagesStateReducer(library.messagesDeltaReducer(held, [ai('2')]), [ai('3')]);
    expect(list.map(({ id }) => typeof id)).toEqual(['string', 'string', 'string', 'string']);
  }
});

const batches: Record<string, () => [state: never, writes: never]> = {
  nothing: () => [free([]), free([])],
  'single messages and lists': () => [free([human('1')]), free([ai('2'), [ai('3'), 'text'], 'more'])],
  'records in the state': () => [free([{ role: 'user', content: 'x', id: '1' }]), free([[ai('1')]])],
  'a message first, records later': () => [free([human('1'), { role: 'user', content: 'x' }]), free([])],
  'messages without ids': () => [free([human()]), free([ai(), human()])],
  replacements: () => [free([human('1'), ai('2')]), free([[ai('1')], ai('1', 'later'), ai('3'), ai('3', 'later')])],
  removals: () => [free([human('1'), ai('2')]), free([remove('1'), [ai('3'), remove('3')], ai('1', 'again')])],
  'an unknown removal': () => [free([human('1')]), free([remove('9')])],
  'everything removed': () => [free([human('1')]), free([remove('1'), ai('2'), [all(), ai('3')], ai('4')])],
  'a repeated id': () => [free([human('1'), ai('1')]), free([remove('1'), remove('1')])],
  'an unknown role': () => [free([]), free([{ role: 'nobody', content: 'x' }])],
  'no message': () => [free([]), free([undefined])],
  'a tuple': () => [free([]), free([[['ai', 'x']], [new SystemMessage('s')]])],
};

describe('messagesDeltaReducer', () => {
  it.each(Object.keys(batches))('takes %s as upstream does', (name) => {
    expect(outcomeOf(batches[name]!, door.messagesDeltaReducer)).toEqual(
      outcomeOf(batches[name]!, oracle.messagesDeltaReducer),
    );
  });
});
