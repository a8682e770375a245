import * as oracle from '@langchain/langgraph/web';
import { HumanMessage } from '@langchain/core/messages';
import { describe, expect, it } from 'vitest';
import * as command from '../../../../compat/langgraph/command.ts';
import { COMMAND_SYMBOL } from '../../../../compat/langgraph/reserved-names.ts';
import { outcomeOf, plain } from './outcome.ts';

type Library = Pick<typeof command, 'Command' | 'Send' | 'CommandInstance' | 'isCommand'>;
const ours: Library = command;
const theirs = oracle as unknown as Library;

const packet = { node: 'a', args: { x: 1 } };
const told = { lg_name: 'Command', goto: ['b', packet], update: { y: 2 } };
const message = new HumanMessage({ content: 'hi', id: '1' });
const anything = (value: unknown): never => value as never;

const cases: Readonly<Record<string, (library: Library) => unknown>> = {
  'an empty command': ({ Command }) => new Command({}),
  'all fields of a command': ({ Command }) =>
    new Command({ resume: 0, graph: Command.PARENT, update: [['a', 1]], goto: ['a', 'b'] }),
  'goto by name': ({ Command }) => new Command({ goto: 'a' }),
  'goto nothing': ({ Command }) => new Command({ goto: anything('') }),
  'goto a packet': ({ Command, Send }) => new Command({ goto: new Send('a', { x: 1 }) }),
  'goto a packet in plain data': ({ Command }) => new Command({ goto: packet }),
  'goto packets among names': ({ Command, Send }) => new Command({ goto: ['a', packet, new Send('b', 1)] }),
  'goto the same packet twice': ({ Command }) => {
    const { goto } = new Command({ goto: [packet, packet] });
    return (goto as unknown[])[0] === (goto as unknown[])[1];
  },
  'JSON of a command': ({ Command, Send }) =>
    JSON.stringify(
      new Command({ resume: { a: 1 }, goto: ['x', new Send('b', [1], { timeout: 5 })], update: { k: 1 } }),
    ),
  'JSON of a command whose goto was set': ({ Command, Send }) => {
    const made = new Command({});
    made.goto = 'a';
    const byName = JSON.stringify(made);
    made.goto = new Send('a', 1);
    return [byName, JSON.stringify(made)];
  },
  'a command of JSON': ({ Command, Send }) =>
    new Command(JSON.parse(JSON.stringify(new Command({ goto: new Send('b', [1]), update: { k: 1 } }))) as never),
  'writes of a record': ({ Command }) => new Command({ update: { a: 1, b: undefined } })._updateAsTuples(),
  'writes of pairs': ({ Command }) => new Command({ update: [['a', 1]] })._updateAsTuples(),
  'writes of no pairs': ({ Command }) => new Command({ update: [] })._updateAsTuples(),
  'writes of a list': ({ Command }) => new Command({ update: anything([['a', 1], ['b']]) })._updateAsTuples(),
  'writes of a text': ({ Command }) => new Command({ update: anything('all') })._updateAsTuples(),
  'writes of nothing': ({ Command }) => [
    new Command({})._updateAsTuples(),
    new Command({ update: anything(null) })._updateAsTuples(),
  ],
  'no command at all': ({ Command }) => new Command(anything(undefined)),
  'a packet': ({ Send }) => new Send('a', { x: { y: [1, null, undefined] } }),
  'packets with any arguments': ({ Send }) =>
    [null, undefined, 0, '', false, 'x', Symbol.for('s')].map((it) => new Send('a', it)),
  'JSON of a packet': ({ Send }) => JSON.stringify(new Send('a', { x: 1 }, { timeout: { idleTimeout: 3 } })),
  'packets and commands within a packet': ({ Send }) => new Send('a', { deep: [told, { packet }], message }),
  'a packet whose arguments are a packet': ({ Send }) => new Send('a', packet),
  'a packet with a timeout within a packet': ({ Send }) => new Send('a', { ...packet, timeout: { runTimeout: 5 } }),
  'a timeout that cannot be, within a packet': ({ Send }) => new Send('a', [{ ...packet, timeout: -1 }]),
  'a packet without arguments stays data': ({ Send }) => new Send('a', { node: 'b' }),
  'serialisable data stays as it is': ({ Send }) => {
    const data = { lc_serializable: true, inner: packet };
    return new Send('a', [data]).args[0] === data;
  },
  'instances stay as they are': ({ Send }) => {
    const map = new Map([['a', packet]]);
    const { args } = new Send('a', { map, message, at: new Date(0) });
    return [args.map === map, args.message === message];
  },
  'objects without a prototype are copied': ({ Send }) =>
    new Send('a', Object.assign(Object.create(null) as object, { packet })),
  'arguments are copied': ({ Send }) => {
    const args = { list: [{ x: 1 }] };
    const { args: copy } = new Send('a', args);
    return [copy === args, copy.list === args.list, copy.list[0] === args.list[0], copy];
  },
  'arguments that contain themselves': ({ Send }) => {
    const args: Record<string, unknown> = { list: [] };
    args.self = args;
    (args.list as unknown[]).push(args, args.list);
    const { args: copy } = new Send('a', args) as { args: typeof args };
    const list = copy.list as unknown[];
    return [copy === args, copy.self === copy, list[0] === copy, list[1] === list];
  },
  'the same object in two places': ({ Send }) => {
    const shared = { x: 1 };
    const { args } = new Send('a', { one: shared, two: [shared] });
    return args.one === args.two[0];
  },
  timeouts: ({ Send }) =>
    [5, { runTimeout: 5 }, { idleTimeout: 5, refreshOn: 'heartbeat' as const }, {}, undefined].map(
      (timeout) => new Send('a', 1, { timeout: anything(timeout) }).timeout,
    ),
  'a timeout of nothing': ({ Send }) => new Send('a', 1, { timeout: 0 }),
  'a timeout that is no number': ({ Send }) => new Send('a', 1, { timeout: { idleTimeout: anything('5') } }),
  'a timeout refreshed by what there is not': ({ Send }) =>
    new Send('a', 1, { timeout: { runTimeout: 1, refreshOn: anything('x') } }),
  'what is a command': ({ isCommand, Command }) =>
    [new Command({}), told, { lg_name: 'Send' }, null, undefined, 'Command', [], () => 1].map((it) => isCommand(it)),
  'the instance of a command': ({ Command, CommandInstance }) => new Command({}) instanceof CommandInstance,
  constants: ({ Command }) => Command.PARENT,
};

describe('commands and packets', () => {
  it.each(Object.entries(cases))('%s: as the original', (_, run) => {
    expect(outcomeOf(() => run(ours))).toEqual(outcomeOf(() => run(theirs)));
  });

  it('remember what they were made of under a symbol that all copies share', () => {
    const args = { goto: 'a' };
    expect(COMMAND_SYMBOL).toBe(oracle.COMMAND_SYMBOL);
    expect(new command.Command(args)[COMMAND_SYMBOL]).toBe(args);
  });

  it('have the fields of the original in its order', () => {
    const keys = ({ Command, Send }: Library): string[][] => [new Command({}), new Send('a', 1)].map(Object.keys);
    expect(keys(ours)).toEqual(keys(theirs));
  });

  it('recognise packets of other copies, and not plain data', () => {
    expect(
      [new command.Send('a', 1), new oracle.Send('a', 1), packet, told, null, 1].map((it) => command._isSend(it)),
    ).toEqual([true, true, false, false, false, false]);
    expect([packet, new oracle.Send('a', 1), { node: 'a' }, null].map((it) => command._isSendInterface(it))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(plain(new command.Send('a', new oracle.Send('b', 1)).args)).toEqual(plain(new oracle.Send('b', 1)));
  });
});
