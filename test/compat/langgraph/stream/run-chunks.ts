/** What runs of many kinds stream within. */
import type { Chunks } from './run-readers.ts';

const meta = (node: string, run_id = 'r1') => ({ langgraph_node: node, run_id });
/** A message that a model streams in a node. */
export const say = (
  ns: string[],
  text: string,
  { node = 'plan', run = 'r1', start = { id: 'm1' } }: { node?: string; run?: string; start?: object } = {},
): Chunks => [
  [ns, 'messages', [{ event: 'message-start', ...start }, meta(node, run)]],
  [ns, 'messages', [{ event: 'content-block-start', index: 0, content: { type: 'text', text: '' } }, meta(node, run)]],
  [ns, 'messages', [{ event: 'content-block-delta', index: 0, delta: { type: 'text-delta', text } }, meta(node, run)]],
  [ns, 'messages', [{ event: 'content-block-finish', index: 0, content: { type: 'text', text } }, meta(node, run)]],
  [ns, 'messages', [{ event: 'message-finish', usage: { input_tokens: 1 } }, meta(node, run)]],
];
const task = (ns: string[], id: string, name: string, more: object = {}): Chunks[number] => [
  ns,
  'tasks',
  { id, name, input: {}, triggers: [], ...more },
];
const done = (ns: string[], id: string, name: string): Chunks[number] => [
  ns,
  'tasks',
  { id, name, result: {}, interrupts: [] },
];

export const runs: Record<string, Chunks> = {
  nothing: [],
  'a chain': [
    [[], 'checkpoints', { id: 'c1', step: -1, source: 'input' }],
    [[], 'values', { a: 0 }],
    task([], 't1', 'plan'),
    [[], 'updates', { plan: { a: 1 } }],
    done([], 't1', 'plan'),
    [[], 'custom', { name: 'notes', payload: 1 }],
    [[], 'custom', 'plain'],
    [[], 'checkpoints', { id: 'c2', values: {}, config: {} }],
    [[], 'debug', { type: 'task' }],
    [[], 'tools', { event: 'on_tool_start', toolCallId: 'x', name: 'search', input: '{}' }],
    [[], 'values', { a: 1 }],
  ],
  messages: [
    ...say(['plan:t1'], 'hello'),
    ...say(['act:t2'], 'other', { node: 'act', run: 'r2', start: { id: 'm2', role: 'human' } }),
    ...say(['act:t2'], 'of a tool', { node: 'act', run: 'r3', start: { id: 'm3', role: 'tool', tool_call_id: 'x' } }),
    ...say(['plan:t1', 'inner:t9'], 'deep', { node: 'inner', run: 'r4' }),
    ...say([], 'at the root'),
  ],
  'messages that never end': say(['plan:t1'], 'half').slice(0, 3),
  'messages without a run': [
    [['plan:t1'], 'messages', [{ event: 'message-start', id: 'm1' }, { langgraph_node: 'plan' }]],
    [['plan:t1'], 'messages', [{ event: 'message-start' }, { langgraph_node: 'plan' }]],
    [
      ['plan:t1'],
      'messages',
      [
        { event: 'content-block-delta', index: 0, delta: { type: 'text-delta', text: 'x' } },
        { langgraph_node: 'plan' },
      ],
    ],
    [['plan:t1'], 'messages', [{ event: 'error', message: 'broken' }, { langgraph_node: 'plan' }]],
    [['plan:t1'], 'messages', [{ event: 'message-finish' }, {}]],
    [['plan:t1'], 'messages', [{ event: 'unknown' }, {}]],
  ],
  'messages at the same time': [0, 1, 2, 3, 4].flatMap((at) => [
    say(['plan:1'], 'left', { node: 'plan', run: 'r1' })[at]!,
    say(['plan:2'], 'right', { node: 'plan', run: 'r2', start: { id: 'm2' } })[at]!,
  ]),
  subgraphs: [
    [[], 'values', { a: 0 }],
    task([], 't1', 'outer'),
    [['outer:t1'], 'values', { b: 0 }],
    task(['outer:t1'], 't2', 'inner'),
    [['outer:t1', 'inner:t2'], 'values', { c: 0 }],
    ...say(['outer:t1', 'inner:t2'], 'deep', { node: 'inner' }),
    [['outer:t1', 'inner:t2'], 'updates', { leaf: { c: 1 } }],
    done(['outer:t1'], 't2', 'inner'),
    [['outer:t1'], 'updates', { inner: { b: 1 } }],
    [['outer:t1'], 'values', { b: 1 }],
    [[], 'updates', { outer: { a: 1 } }],
    done([], 't1', 'outer'),
    [['late:7'], 'values', { d: 0 }],
    [['plain'], 'custom', 'x'],
    [[], 'values', { a: 1 }],
  ],
  'many runs of one node': [
    [['w:1'], 'values', { n: 1 }],
    [['w:2'], 'values', { n: 2 }],
    [['w'], 'values', { n: 3 }],
    [[], 'updates', { w: {} }],
    [[], 'updates', { w: {} }],
    done([], '2', 'w'),
    [[], 'updates', { w: {} }],
    [[], 'updates', { __hidden__: {} }],
    [['w:1'], 'values', { n: 4 }],
  ],
  'named agents': [
    task([], 't1', 'tools', { input: { tool_call: { id: 'call_1' } } }),
    task(['tools:t1'], 'x1', 'model', { metadata: { lc_agent_name: 'researcher' } }),
    task([], 't2', 'tools', { input: [{ id: 7 }, { id: 'call_2' }] }),
    task(['tools:t2'], 'x2', 'model', { metadata: { lc_agent_name: 'writer' } }),
    task([], 't3', 'tools', { input: { tool_call: { id: 'call_3' } } }),
    task(['tools:t3'], 'x3', 'model', { metadata: { lc_agent_name: '' } }),
    task(['alone'], 'x4', 'model', { metadata: { lc_agent_name: 'solo' } }),
    [['odd:1'], 'tasks', 'text'],
    [['odd:2'], 'tasks', null],
    done([], 't1', 'tools'),
    done([], 't2', '__hidden'),
    [[], 'values', {}],
  ],
  'an interrupt': [
    [[], 'values', { a: 0 }],
    [['p:1'], 'values', { __interrupt__: [{ id: 'i1', value: 'why?' }] }],
    [[], 'values', { a: 0, __interrupt__: [{ id: 'i1', value: 'why?' }, { value: 2 }] }],
    [[], 'values', { __interrupt__: 'none' }],
  ],
};
