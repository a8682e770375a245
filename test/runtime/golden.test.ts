/**
 * Our runtime plays the scenarios that were recorded from `@librechat/agents` 3.9.2 and must do the same.
 *
 * Compared are the events of each channel in their order, the order across channels where it can be relied on, what
 * `processStream` returned or rejected with, the messages of the run, and what tools and callbacks received.
 */
import { coerceMessageLikeToMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AgentRuntime, type RunConfig } from '../../src/runtime/index.ts';
import { chunkClient } from './chunk-client.ts';
import { comparable } from './golden-comparison.ts';
import { DIFFERENCES } from './golden-differences.ts';
import { play } from './golden-player.ts';
import { readScenario, scenarioNames } from './golden-scenario.ts';
import type { AnswerCall, Subject } from './golden-subject.ts';

function subject(): Subject {
  let model: ((run: AgentRuntime) => void) | undefined;
  return {
    async create(config) {
      // as typed for hosts; the player writes it the way they do
      const run = await AgentRuntime.create(config as unknown as RunConfig);
      model?.(run);
      return run as never;
    },
    install(provider: string, answer: AnswerCall) {
      model = (run) => {
        const { Graph: graph } = run;
        const configured = graph?.agentContexts?.get(graph.defaultAgentId)?.clientOptions['model'];
        if (graph !== null) graph.overrideModel = chunkClient(provider, String(configured), answer);
      };
      return () => {};
    },
    message: (like) => coerceMessageLikeToMessage(like as never),
    tool: (call, { name, description, schema, artifact }) =>
      tool(call as never, {
        name,
        description,
        schema: schema as never,
        ...(artifact !== undefined && { responseFormat: 'content_and_artifact' }),
      }),
  };
}

const scenarios = scenarioNames().map(readScenario);

// the Anthropic SDK warns of the model that was recorded
beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}));

describe('golden sequences', () => {
  for (const scenario of scenarios) {
    const difference = DIFFERENCES[scenario.name];
    if (difference?.plays === false) {
      // oxlint-disable-next-line vitest/no-disabled-tests -- skipped by design; the reason is in its name
      it.skip(`${scenario.name}: ${difference.reason}`, () => {});
      continue;
    }
    it(`${scenario.name}: ${scenario.about}`, async () => {
      const recorded = scenario.recorded?.map((recording) => comparable(recording, difference));
      const played = (await play(scenario, subject())).map((recording) => comparable(recording, difference));
      expect(played).toEqual(recorded);
    });
  }
});
