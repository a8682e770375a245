/** Tools that wait for a human: policies, every decision, and questions of tools. */
import { tool } from '@langchain/core/tools';
import { MemorySaver } from '@langchain/langgraph';
import * as librechat from '@librechat/agents';
import type { Tape } from '../../../../../test/compat/langgraph/differential/tape.ts';
import type { Program, Programs } from '../../program.ts';
import { agent, host, saying, turnConfig, type Host, type Script } from '../host.ts';

/** The package's declarations name files by an alias that only its own sources know. */
const { askUserQuestion, createToolPolicyHook, HookRegistry } = librechat as unknown as {
  askUserQuestion: (question: object, options: object) => { readonly answer: string };
  createToolPolicyHook: (policy: object) => unknown;
  HookRegistry: new () => { register: (event: string, matcher: object) => void };
};

const schema = { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } } };
const add = tool(async ({ a, b }: { a: number; b: number }) => `${a + b}`, {
  name: 'add',
  description: 'adds',
  schema,
} as never);
const wipe = tool(async () => 'wiped', { name: 'wipe', description: 'wipes', schema } as never);
const question = tool(
  async (_, config: { toolCall?: { id?: string } }) =>
    askUserQuestion({ question: 'which?' }, { toolCallId: config.toolCall?.id }).answer,
  { name: 'question', description: 'asks', schema } as never,
);

interface Setting {
  readonly script: Script;
  readonly policy?: object;
  readonly enabled?: boolean;
  readonly agents?: readonly object[];
  readonly edges?: readonly object[];
}

const both = [
  ['add', { a: 1, b: 2 }],
  ['wipe', {}],
] as const;
const calling: Script = { Ann: [both.map(([name, args]) => [name, args]), 'Done.'] };

/** A program on a run with a policy for its tools. */
const supervised =
  (
    { script, policy = { ask: ['add', 'wipe'] }, enabled = true, agents, edges }: Setting,
    play: (host: Host) => Promise<void>,
  ): Program =>
  async (t: Tape): Promise<void> => {
    const hooks = new HookRegistry();
    hooks.register('PreToolUse', { hooks: [createToolPolicyHook(policy)] });
    const type = edges === undefined ? 'standard' : 'multi-agent';
    const graphConfig = {
      type,
      agents: agents ?? [agent('Ann', { tools: [add, wipe] })],
      edges: edges ?? [],
      compileOptions: { checkpointer: new MemorySaver() },
    };
    const hosted = await host(t, script, graphConfig, { hooks, humanInTheLoop: { enabled } });
    try {
      await play(hosted);
    } finally {
      await hosted.close();
    }
  };

const start = ({ note }: Host): Promise<void> => note('asks', (run) => run.processStream(saying('go'), turnConfig));

const decide = ({ note }: Host, ...decisions: object[]): Promise<void> =>
  note(`decides ${JSON.stringify(decisions)}`, (run) => run.resume(decisions, turnConfig));

export const programs: Programs = {
  'both approved': supervised({ script: calling }, async (hosted) => {
    await start(hosted);
    await decide(hosted, { type: 'approve' }, { type: 'approve' });
  }),

  'one approved, one rejected': supervised({ script: calling }, async (hosted) => {
    await start(hosted);
    await decide(hosted, { type: 'approve' }, { type: 'reject', reason: 'no wiping' });
  }),

  'one edited, one answered by the human': supervised({ script: calling }, async (hosted) => {
    await start(hosted);
    await decide(
      hosted,
      { type: 'edit', updatedInput: { a: 20, b: 22 } },
      { type: 'respond', responseText: 'I did it myself' },
    );
  }),

  'one allowed, one denied, nobody asked': supervised(
    { script: calling, policy: { allow: ['add'], deny: ['wipe'] } },
    start,
  ),

  'off: what is to be asked is denied': supervised({ script: calling, enabled: false }, start),

  'asked again in the next round': supervised(
    { script: { Ann: [[['add', { a: 1, b: 2 }]], [['add', { a: 3, b: 4 }]], 'Done.'] } },
    async (hosted) => {
      await start(hosted);
      await decide(hosted, { type: 'approve' });
      await decide(hosted, { type: 'approve' });
    },
  ),

  'a question of a tool': supervised(
    {
      script: { Ann: [[['question', {}]], 'I see.'] },
      policy: { mode: 'bypass' },
      agents: [agent('Ann', { tools: [question] })],
    },
    async (hosted) => {
      await start(hosted);
      await hosted.note('answers', (run) => run.resume({ answer: 'this one' }, turnConfig));
    },
  ),

  'two questions at once': supervised(
    {
      script: {
        Ann: [
          [
            ['question', {}],
            ['question', {}],
          ],
          'I see.',
        ],
      },
      policy: { mode: 'bypass' },
      agents: [agent('Ann', { tools: [question] })],
    },
    async (hosted) => {
      await start(hosted);
      await hosted.note('answers', (run) => run.resume({ answer: 'this one' }, turnConfig));
      await hosted.note('answers again', (run) => run.resume({ answer: 'that one' }, turnConfig));
    },
  ),

  'after a hand-off': supervised(
    {
      script: { Ann: [[['lc_transfer_to_Bob', {}]]], Bob: [[['add', { a: 1, b: 2 }]], 'Added.'] },
      agents: [agent('Ann'), agent('Bob', { tools: [add] })],
      edges: [{ from: 'Ann', to: 'Bob', edgeType: 'handoff' }],
      policy: { ask: ['add'], allow: ['lc_*'] },
    },
    async (hosted) => {
      await start(hosted);
      await decide(hosted, { type: 'approve' });
    },
  ),

  'in a subagent': supervised(
    {
      script: {
        Ann: [[['subagent', { subagent_type: 'adder', description: '1 + 2?' }]], 'It is done.'],
        Bob: [[['add', { a: 1, b: 2 }]], 'Three.'],
      },
      agents: [
        agent('Ann', {
          subagentConfigs: [
            { type: 'adder', name: 'Adder', description: 'adds', agentInputs: agent('Bob', { tools: [add] }) },
          ],
        }),
      ],
      policy: { ask: ['add'], allow: ['subagent'] },
    },
    async (hosted) => {
      await start(hosted);
      await decide(hosted, { type: 'approve' });
    },
  ),
};
