/** Runs of several agents: hand-offs, chains, branches and subagents. */
import type { Tape } from '../../../../../test/compat/langgraph/differential/tape.ts';
import { librechatSubject } from '../../../../librechat/oracle/librechat-subject.ts';
import type { Program, Programs } from '../../program.ts';
import { agent, host, saying, turnConfig, type Script } from '../host.ts';

const add = librechatSubject.tool(async (args) => `sum of ${Object.values(args as object).join(' and ')}`, {
  name: 'add',
  description: 'adds',
  schema: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } }, required: ['a', 'b'] },
});

interface Team {
  readonly agents: readonly object[];
  readonly edges: readonly object[];
  readonly script: Script;
  readonly turns?: readonly string[];
}

/** The turns of a run of several agents. */
const team =
  ({ agents, edges, script, turns = ['go'] }: Team): Program =>
  async (t: Tape): Promise<void> => {
    const { note, close } = await host(t, script, { type: 'multi-agent', agents, edges });
    try {
      for (const words of turns) await note(words, (run) => run.processStream(saying(words), turnConfig));
    } finally {
      await close();
    }
  };

const [ann, bob, carol] = [agent('Ann'), agent('Bob'), agent('Carol')];
const handoff = (from: string, to: string | string[], more: object = {}): object => ({
  from,
  to,
  edgeType: 'handoff',
  description: `to ${String(to)}`,
  ...more,
});
const direct = (from: string | string[], to: string | string[], more: object = {}): object => ({
  from,
  to,
  edgeType: 'direct',
  ...more,
});

export const programs: Programs = {
  'a hand-off': team({
    agents: [ann, bob],
    edges: [handoff('Ann', 'Bob')],
    script: { Ann: [[['lc_transfer_to_Bob', {}]]], Bob: ['I am Bob.'] },
  }),

  'a hand-off with instructions, and tools of the second': team({
    agents: [ann, agent('Bob', { tools: [add] })],
    edges: [handoff('Ann', 'Bob', { prompt: 'What to do', promptKey: 'instructions' })],
    script: {
      Ann: [[['lc_transfer_to_Bob', { instructions: 'add them' }]]],
      Bob: [[['add', { a: 1, b: 2 }]], 'Added.'],
    },
  }),

  'a choice of two, and nobody is chosen': team({
    agents: [ann, bob, carol],
    edges: [handoff('Ann', 'Bob'), handoff('Ann', 'Carol')],
    script: { Ann: ['I do it myself.', [['lc_transfer_to_Carol', {}]]], Carol: ['I am Carol.'] },
    turns: ['first', 'second'],
  }),

  'from one to the next to the next': team({
    agents: [ann, bob, carol],
    edges: [handoff('Ann', 'Bob'), handoff('Bob', 'Carol')],
    script: { Ann: [[['lc_transfer_to_Bob', {}]]], Bob: [[['lc_transfer_to_Carol', {}]]], Carol: ['At last.'] },
  }),

  'to and back': team({
    agents: [ann, bob],
    edges: [handoff('Ann', 'Bob'), handoff('Bob', 'Ann')],
    script: { Ann: [[['lc_transfer_to_Bob', {}]], 'Back again.'], Bob: [[['lc_transfer_to_Ann', {}]]] },
  }),

  'a chain': team({
    agents: [ann, bob, carol],
    edges: [direct('Ann', 'Bob'), direct('Bob', 'Carol', { prompt: 'Now you: {results}' })],
    script: { Ann: ['One.'], Bob: ['Two.'], Carol: ['Three.'] },
  }),

  'a chain that drops what was said': team({
    agents: [ann, bob],
    edges: [direct('Ann', 'Bob', { prompt: 'Based on: {results}', excludeResults: true })],
    script: { Ann: ['One.'], Bob: ['Two.'] },
  }),

  'branches that meet': team({
    agents: [ann, bob, carol, agent('Dora')],
    edges: [direct('Ann', ['Bob', 'Carol']), direct(['Bob', 'Carol'], 'Dora')],
    script: { Ann: ['Begin.'], Bob: ['Left.'], Carol: ['Right.'], Dora: ['Together.'] },
  }),

  'a subagent': team({
    agents: [
      agent('Ann', {
        subagentConfigs: [
          { type: 'adder', name: 'Adder', description: 'adds', agentInputs: agent('Bob', { tools: [add] }) },
        ],
      }),
    ],
    edges: [],
    script: {
      Ann: [[['subagent', { subagent_type: 'adder', description: '1 + 2?' }]], 'It is done.'],
      Bob: [[['add', { a: 1, b: 2 }]], 'Three.'],
    },
  }),

  'an agent that fails in the middle': team({
    agents: [ann, bob],
    edges: [handoff('Ann', 'Bob')],
    script: { Ann: [[['lc_transfer_to_Bob', {}]]], Bob: [new Error('Bob is down')] },
  }),

  'a tool and a hand-off at once': team({
    agents: [agent('Ann', { tools: [add] }), bob],
    edges: [handoff('Ann', 'Bob')],
    script: {
      Ann: [
        [
          ['add', { a: 1, b: 1 }],
          ['lc_transfer_to_Bob', {}],
        ],
      ],
      Bob: ['I am Bob.'],
    },
  }),
};
