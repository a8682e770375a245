import { describe, expect, it } from 'vitest';
import { AgentRuntime, type ExecutionGraph, GraphEvents, type RunGraph } from '../../src/runtime/index.ts';
import { scriptedClient, text } from '../../src/testing/index.ts';
import { hello, recordRun } from './record-run.ts';

/** Data properties of a run's graph that hosts set to null when they dispose of it. */
const DISPOSED =
  'handlerRegistry runId tools signal config agentContexts messages contentData stepKeyIds contentIndexMap toolCallStepIds messageIdsByStepKey defaultAgentId overrideModel'.split(
    ' ',
  );

describe('run.Graph', () => {
  it('shows the steps of the running turn, and no content before it is over', async () => {
    let seen: unknown;
    const handlers = {
      [GraphEvents.ON_MESSAGE_DELTA]: {
        handle(_: string, _data: unknown, _metadata: unknown, graph?: RunGraph) {
          seen = [graph?.getRunSteps().map(({ status }) => status), graph?.getContentParts()];
        },
      },
    };
    const { run } = await recordRun({ client: scriptedClient([text('hi')]), handlers });
    await run.processStream(hello);
    expect(seen).toEqual([['in_progress'], []]);
    expect(run.Graph?.getRunSteps()).toEqual([]);
    expect(run.Graph?.getContentParts()).toEqual([]);
  });

  it('gives handlers copies of its list of steps', async () => {
    const { run } = await recordRun({ client: scriptedClient([text('hi')]) });
    expect(run.Graph?.getRunSteps()).not.toBe(run.Graph?.getRunSteps());
  });

  it('knows which agent an event is of', async () => {
    const clientOptions = { model: 'gpt-4o-mini', temperature: 0 };
    const { run } = await recordRun({ client: scriptedClient([]), clientOptions });
    for (const langgraph_node of ['agent=agent_a', 'tools=agent_a']) {
      expect(run.Graph?.getAgentContext({ langgraph_node })).toMatchObject({ provider: 'openAI', clientOptions });
    }
    expect(() => run.Graph?.getAgentContext({ langgraph_node: 'agent=nobody' })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining('agent=nobody') }),
    );
  });

  it('may be kept weakly', async () => {
    const { run } = await recordRun({ client: scriptedClient([]) });
    expect(new WeakRef(run.Graph as ExecutionGraph).deref()).toBe(run.Graph);
  });

  it('can be disposed of the way hosts do it, after success and failure', async () => {
    for (const steps of [[text('hi')], []]) {
      const { run } = await recordRun({ client: scriptedClient(steps) });
      await run.processStream(hello).catch(() => undefined);
      const graph = run.Graph as unknown as Record<string, unknown>;
      run.Graph?.resetValues();
      for (const name of DISPOSED) if (graph[name] !== undefined) graph[name] = null;
      expect(run.Graph?.getContentParts()).toBeUndefined();
      expect(run.Graph?.getRunSteps()).toEqual([]);
      await expect(run.processStream(hello)).rejects.toMatchObject({ code: 'RUN_DISPOSED' });
      Object.assign(run, { Graph: null });
      await expect(run.processStream(hello)).rejects.toMatchObject({ message: expect.stringContaining('Graph not') });
      Object.assign(run, { graphRunnable: null, handlerRegistry: null });
      await expect(run.processStream(hello)).rejects.toMatchObject({ message: expect.stringContaining('Run not') });
    }
  });

  it('runs another turn after one that failed', async () => {
    const { run } = await recordRun({ client: scriptedClient([() => Promise.reject(new Error('once')), text('ok')]) });
    await expect(run.processStream(hello)).rejects.toThrow('once');
    expect(await run.processStream(hello)).toEqual([{ type: 'text', text: 'ok' }]);
  });

  it('hands every handler the graph of the run', async () => {
    const graphs = new Set<unknown>();
    const handler = {
      handle: (_event: string, _data: unknown, _metadata: unknown, graph: unknown) => void graphs.add(graph),
    };
    const run = await AgentRuntime.create({
      runId: 'r',
      graphConfig: { agents: [{ agentId: 'a', provider: 'openAI', client: scriptedClient([text('hi')]) }] },
      customHandlers: Object.fromEntries(Object.values(GraphEvents).map((event) => [event, handler])),
    });
    await run.processStream(hello);
    expect([...graphs]).toEqual([run.Graph]);
  });
});
