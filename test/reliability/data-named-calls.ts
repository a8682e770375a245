/** What rows 38 and S19 do: tool calls that went wrong, and streams whose ids are names of Object.prototype. */
import { type Message, repairHistory } from '../../src/llm/index.ts';
import { anthropicClient } from '../../src/llm/anthropic/index.ts';
import { openAIClient } from '../../src/llm/openai/index.ts';
import { bytes, fetchOf, hello, last } from './recorded-wires.ts';
import type { Figures } from './row.ts';

/** Tool calls as models write them when they go wrong, in Chat Completions: each a list of deltas. */
const PATHOLOGIES: readonly (readonly object[])[] = [
  [{ index: 0, id: 'a', function: { name: 'look', arguments: '{"at": ' } }],
  [{ index: 0, id: 'a', function: { name: 'look', arguments: '[1]' } }],
  [
    { index: 0, id: 'a', function: { name: 'look', arguments: '{}' } },
    { index: 1, id: 'a', function: { name: 'look', arguments: '{}' } },
  ],
  [{ index: 0, function: { name: 'look', arguments: '{}' } }],
  [
    { index: 0, id: '', function: { name: 'look', arguments: '{}' } },
    { index: 1, id: '', function: { name: 'look', arguments: '{}' } },
  ],
  [{ index: 0, id: 'a', function: { name: 'nobody has this', arguments: '{}' } }],
  [{ index: 0, id: 'a', function: { name: 'look', arguments: `{"text":"${'x'.repeat(1_000_000)}"}` } }],
  [
    { index: 7, id: 'a', function: { name: 'look', arguments: '{}' } },
    { index: 3, id: 'b', function: { name: 'look', arguments: '{}' } },
  ],
  [
    { id: 'a', function: { name: 'look', arguments: '{}' } },
    { id: 'b', function: { name: 'look', arguments: '{}' } },
  ],
  [{ index: 0, id: 'a', function: { arguments: '{}' } }],
];

export async function pathologies(): Promise<Figures> {
  let [silent, invalid] = [0, 0];
  for (const calls of PATHOLOGIES) {
    const chunk = (delta: object, finish_reason: string | null): string =>
      `data: ${JSON.stringify({ id: 'c', model: 'm', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
    const pieces = [
      ...calls.map((call) => chunk({ tool_calls: [call] }, null)),
      chunk({}, 'tool_calls'),
      'data: [DONE]\n\n',
    ];
    const event = await last(
      openAIClient({ model: 'm', apiKey: 'k', maxRetries: 0, fetch: fetchOf(pieces.map(bytes)) }),
    );
    if (event?.type === 'error') continue;
    if (event?.type !== 'done' || !event.message.content.some((part) => part.type === 'tool-call')) {
      silent++;
      continue;
    }
    let body: {
      messages?: {
        role: string;
        tool_call_id?: string;
        tool_calls?: { id: string; function: { arguments: string } }[];
      }[];
    } = {};
    const answers: typeof fetch = async (_, init) => {
      body = JSON.parse(String(init?.body)) as typeof body;
      return fetchOf([])('');
    };
    await last(openAIClient({ model: 'm', apiKey: 'k', maxRetries: 0, fetch: answers }), {
      messages: [...hello.messages, event.message],
    });
    if (!isValid(body.messages ?? [])) invalid++;
  }
  return { tried: PATHOLOGIES.length, 'ended silently': silent, 'invalid next requests': invalid };
}

/** Every call has an id of its own, a JSON object for arguments, and its result behind it. */
function isValid(
  messages: readonly {
    role: string;
    tool_call_id?: string;
    tool_calls?: { id: string; function: { arguments: string } }[];
  }[],
): boolean {
  const calls = messages.flatMap(({ tool_calls = [] }) => tool_calls);
  const results = messages.flatMap(({ role, tool_call_id }) => (role === 'tool' ? [tool_call_id] : []));
  const areObjects = calls.every(
    ({ function: { arguments: text } }) => /^\{[^]*\}$/.test(text) && typeof JSON.parse(text) === 'object',
  );
  return (
    calls.length > 0 &&
    new Set(calls.map(({ id }) => id)).size === calls.length &&
    areObjects &&
    calls.map(({ id }) => id).join() === results.join()
  );
}

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype'];

export async function namedByData(): Promise<Figures> {
  const before = Reflect.ownKeys(Object.prototype).length;
  let wrong = 0;
  for (const name of NAMES) wrong += (await wrongCalls(name)) + (await wrongBlocks(name));
  const polluted = Reflect.ownKeys(Object.prototype).length - before + Number('polluted' in {});
  return { names: NAMES.length, wrong, polluted };
}

/** How much is wrong with a call whose id, name and argument are this name. */
async function wrongCalls(name: string): Promise<number> {
  const call = { index: 0, id: name, function: { name, arguments: `{"${name}":{"polluted":true}}` } };
  const choice = { index: 0, delta: { [name]: 'x', tool_calls: [call] }, finish_reason: 'tool_calls' };
  const chunk = { id: name, model: name, system_fingerprint: name, choices: [choice] };
  const pieces = [`data: ${JSON.stringify(chunk)}\n\n`, 'data: [DONE]\n\n'].map(bytes);
  const event = await last(openAIClient({ model: 'm', apiKey: 'k', maxRetries: 0, fetch: fetchOf(pieces) }));
  const part = event?.type === 'done' ? event.message.content[0] : undefined;
  if (part?.type !== 'tool-call') return 1;
  const isWhole = part.id === name && part.name === name && Object.hasOwn(part.args, name);
  const messages: Message[] = [
    { role: 'assistant', content: [part] },
    { role: 'tool', toolCallId: name, content: 'x' },
  ];
  return Number(!isWhole) + Number(repairHistory(messages) !== messages);
}

/** Blocks may be numbered by it, and counts named by it: the call ends one way or the other. */
async function wrongBlocks(name: string): Promise<number> {
  const message = { id: name, type: 'message', role: 'assistant', model: name, content: [], usage: { [name]: 1 } };
  const pieces = [
    { type: 'message_start', message },
    { type: 'content_block_start', index: name, content_block: { type: 'text', text: 'x' } },
    { type: 'message_delta', delta: { stop_reason: name }, usage: { [name]: 2 } },
    { type: 'message_stop' },
  ].map((data) => bytes(`event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`));
  const event = await last(anthropicClient({ model: 'm', apiKey: 'k', maxRetries: 0, fetch: fetchOf(pieces) }));
  return Number(event?.type !== 'done' && event?.type !== 'error');
}
