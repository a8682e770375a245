import * as oracleStream from '@langchain/langgraph/stream';
import { describe, expect, it } from 'vitest';
import * as ours from '../../../../compat/langgraph/stream/index.ts';

const oracle = oracleStream as unknown as typeof ours;
const withoutTime = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, held: unknown) => (key === 'timestamp' ? typeof held : (held ?? String(held)))),
  );

const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;

const payloads: unknown[] = [
  undefined,
  null,
  0,
  'text',
  true,
  [],
  {},
  [
    { event: 'message-start', id: 'a' },
    { langgraph_node: 'plan', run_id: 'r1' },
  ],
  [{ event: 'x' }, { langgraph_node: 'plan' }],
  [{ event: 'x' }, { run_id: 'r1' }],
  [{ event: 'x' }, { langgraph_node: '', run_id: '' }],
  [{ event: 'x' }, { langgraph_node: 7, run_id: 7 }],
  ['text', { run_id: 'r1', langgraph_node: 'plan' }],
  [null, { run_id: 'r1' }],
  [{ a: 1 }, null],
  [{ a: 1 }, 'meta'],
  [1, 2, 3],
  [['list'], { run_id: 'r1' }],
  { plan: { a: 1 } },
  { plan: { a: 1 }, act: { b: 2 } },
  { plan: null },
  { plan: 'text' },
  { plan: [{ a: 1 }] },
  { '': { a: 1 } },
  { name: 'step', payload: 1 },
  { name: undefined },
  { event: 'on_tool_start', toolCallId: 'c1', name: 'search', input: '{"q":1}' },
  { event: 'on_tool_start' },
  { event: 'on_tool_start', toolCallId: 7, name: null, input: { a: 1 } },
  { event: 'on_tool_event', toolCallId: 'c1', data: 'half' },
  { event: 'on_tool_event', toolCallId: 'c1', data: { a: 1 } },
  { event: 'on_tool_event', toolCallId: 'c1' },
  { event: 'on_tool_event', data: null },
  { event: 'on_tool_end', toolCallId: 'c1', output: { a: 1 } },
  { event: 'on_tool_end' },
  { event: 'on_tool_error', toolCallId: 'c1', error: new Error('broken') },
  { event: 'on_tool_error', toolCallId: 'c1', error: 'broken' },
  { event: 'on_tool_error', error: { message: 7 } },
  { event: 'on_tool_error', error: null },
  { event: 'on_tool_error' },
  { event: 'something' },
  { id: 'c', step: 1 },
  { id: 'c', source: 'loop', parent_id: 'p' },
  { id: 'c', source: undefined },
  { id: 'c' },
  { id: 7, step: 1 },
  { id: 'c', step: '1' },
  { id: 'c', step: 1, values: {} },
  { id: 'c', step: 1, config: {} },
  { id: 't', name: 'plan', input: {}, triggers: [] },
  { __interrupt__: [{ id: 'i', value: 1 }] },
];
const modes = ['values', 'updates', 'messages', 'tools', 'custom', 'tasks', 'checkpoints', 'debug', 'other', undefined];

describe('events of the protocol', () => {
  it.each(modes)('chunks of mode %s become what they become upstream', (mode) => {
    for (const payload of payloads) {
      const chunk = { namespace: ['a:1', 'b'], mode: mode as 'values', payload, seq: 4 };
      expect(withoutTime(ours.convertToProtocolEvent(chunk)), JSON.stringify(payload)).toEqual(
        withoutTime(oracle.convertToProtocolEvent(chunk)),
      );
    }
  });

  it('fail on the same chunks as upstream', () => {
    const chunk = { namespace: [], mode: 'tools' as const, payload: { event: 'on_tool_event', data: cyclic }, seq: 0 };
    expect(() => oracle.convertToProtocolEvent(chunk)).toThrow(TypeError);
    expect(() => ours.convertToProtocolEvent(chunk)).toThrow(TypeError);
  });

  it('pass data on as it is', () => {
    const payload = { a: 1 };
    const [event] = ours.convertToProtocolEvent({ namespace: [], mode: 'values', payload, seq: 0 });
    expect(event?.params.data).toBe(payload);
    expect(event?.params.timestamp).toBeTypeOf('number');
  });

  it('know a checkpoint envelope from a whole checkpoint', () => {
    for (const payload of payloads) {
      expect(ours.isCheckpointEnvelope(payload), JSON.stringify(payload)).toBe(oracle.isCheckpointEnvelope(payload));
    }
  });

  it('come of the same modes and through the same names', () => {
    expect(ours.STREAM_EVENTS_V3_MODES).toEqual(oracle.STREAM_EVENTS_V3_MODES);
    expect(Object.keys(ours).toSorted()).toEqual(Object.keys(oracle).toSorted());
  });
});

describe('subscriptions', () => {
  const namespaces = [
    [],
    ['plan'],
    ['plan:1'],
    ['plan:1', 'act:2'],
    ['plan:1', 'act'],
    ['act:2'],
    ['plan:1:2'],
    [''],
    [':'],
    ['a|b:1'],
  ];

  it('compare namespaces as upstream', () => {
    for (const namespace of namespaces) {
      for (const prefix of namespaces) {
        expect(ours.isPrefixMatch(namespace, prefix), `${namespace.join()} in ${prefix.join()}`).toBe(
          oracle.isPrefixMatch(namespace, prefix),
        );
      }
      const segment = namespace[0] ?? '';
      expect(ours.normalizeNamespaceSegment(segment)).toBe(oracle.normalizeNamespaceSegment(segment));
    }
  });

  const events = [...modes, 'lifecycle', 'input', 'input.requested', 'custom:notes', ''].flatMap((method) =>
    [undefined, null, 'text', {}, { name: 'notes' }, { name: null }, { name: '' }, { name: 7 }].flatMap((data) =>
      [undefined, 0, 5].map((seq) => ({
        method: method as string,
        seq,
        params: { namespace: ['plan:1', 'act:2'], data },
      })),
    ),
  );

  it('find the channel of an event as upstream', () => {
    for (const event of events)
      expect(ours.inferChannel(event), JSON.stringify(event)).toBe(oracle.inferChannel(event));
    for (const name of [...modes.map(String), 'custom:', 'custom:x', 'Custom', '', 'lifecycle', 'input.requested']) {
      expect(ours.isSupportedChannel(name), name).toBe(oracle.isSupportedChannel(name));
    }
    expect([...ours.SUPPORTED_CHANNELS]).toEqual([...oracle.SUPPORTED_CHANNELS]);
  });

  it('match events as upstream', () => {
    const channels = [
      [],
      ['values'],
      ['custom'],
      ['custom:notes'],
      ['messages', 'input'],
      ['tasks', 'tools', 'updates'],
    ];
    const places = [undefined, [], [[]], [['plan']], [['plan:1']], [['act']], [['act'], ['plan', 'act']]];
    const limits = [
      { depth: undefined, since: undefined },
      { depth: 0 },
      { depth: 1, since: 0 },
      { depth: 9, since: 4 },
      { since: 5 },
      { since: '0' },
    ];
    const definitions = channels.flatMap((names) =>
      places.flatMap((place) => limits.map((limit) => ({ channels: names, namespaces: place, ...limit }))),
    ) as Parameters<typeof ours.matchesSubscription>[1][];
    let matches = 0;
    for (const event of events) {
      const expected = definitions.map((definition) => oracle.matchesSubscription(event, definition));
      const given = definitions.map((definition) => ours.matchesSubscription(event, definition));
      expect(given, JSON.stringify(event)).toEqual(expected);
      matches += expected.filter(Boolean).length;
    }
    expect(matches).toBeGreaterThan(100);
  });
});
