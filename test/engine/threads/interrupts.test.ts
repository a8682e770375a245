import { describe, expect, it } from 'vitest';
import {
  MemorySaver,
  MossError,
  START,
  StateGraphEngine,
  command,
  interrupt,
  send,
  stateGraph,
  type TaskOutcome,
} from '../../../src/engine/index.ts';
import { line, list } from './fixtures.ts';

const code = (wanted: Parameters<typeof MossError.is>[1]) => (error: unknown) => MossError.is(error, wanted);
const T = { threadId: 't' } as const;

function asking(questions: number, later: boolean) {
  const runs: number[] = [];
  const plan = stateGraph({ log: list() })
    .addNode('ask', (_, runtime) => {
      runs.push(runs.length);
      const ask = async () => {
        await Promise.resolve();
        return Array.from({ length: questions }, (__, place) => runtime.interrupt<string>(`question ${place}`));
      };
      if (later) return ask().then((log) => ({ log }));
      return { log: Array.from({ length: questions }, (__, place) => interrupt<string>(`question ${place}`)) };
    })
    .addNode('end', () => ({ log: ['end'] }))
    .addEdge(START, 'ask')
    .addEdge('ask', 'end')
    .compile();
  return { engine: new StateGraphEngine(plan, { saver: new MemorySaver() }), runs };
}

describe.each([
  ['interrupt()', false],
  ['runtime.interrupt() after an await', true],
])('%s', (_, later) => {
  it('pauses the run, which the answer continues', async () => {
    const { engine, runs } = asking(1, later);
    expect(await engine.invoke({ log: ['in'] }, T)).toEqual({ log: ['in'] });
    expect(await engine.state('t')).toMatchObject({
      next: ['ask'],
      interrupts: [{ node: 'ask', value: 'question 0' }],
    });
    expect(await engine.resume('yes', T)).toEqual({ log: ['in', 'yes', 'end'] });
    expect(runs).toHaveLength(2);
    expect((await engine.state('t'))?.interrupts).toEqual([]);
  });

  it('asks several questions in order, also with falsy answers', async () => {
    const { engine } = asking(5, later);
    await engine.invoke({}, T);
    const answers = ['', 0, false, null, undefined];
    for (const [place, answer] of answers.entries()) {
      expect((await engine.state('t'))?.interrupts).toMatchObject([{ value: `question ${place}` }]);
      await engine.resume(answer, T);
    }
    expect((await engine.state('t'))?.values.log).toEqual([...answers, 'end']);
  });

  it('waits without running the node again when the run is only continued', async () => {
    const { engine, runs } = asking(1, later);
    await engine.invoke({}, T);
    await engine.invoke(null, T);
    expect(runs).toHaveLength(1);
    expect((await engine.state('t'))?.interrupts).toHaveLength(1);
  });
});

describe('several tasks that wait', () => {
  function fan() {
    const ran: string[] = [];
    const plan = stateGraph({ log: list() })
      .addNode('ask', (topic: string) => {
        ran.push(topic);
        return { log: [topic === 'quiet' ? topic : `${topic}: ${interrupt<string>(topic)}`] };
      })
      .addConditionalEdges(START, () => ['x', 'quiet', 'y'].map((topic) => send('ask', topic)))
      .compile();
    return { engine: new StateGraphEngine(plan, { saver: new MemorySaver() }), ran };
  }

  it('are answered by id, some now and some later; the others do not run again', async () => {
    const { engine, ran } = fan();
    await engine.invoke({}, T);
    const [x, y] = (await engine.state('t'))?.interrupts ?? [];
    expect([x?.value, y?.value]).toEqual(['x', 'y']);
    expect(await engine.resume({ [y?.id ?? '']: 'why' }, T)).toEqual({ log: [] });
    expect((await engine.state('t'))?.interrupts).toEqual([x]);
    expect(await engine.resume('ex', T)).toEqual({ log: ['x: ex', 'quiet', 'y: why'] });
    expect(ran).toEqual(['x', 'quiet', 'y', 'y', 'x']);
  });

  it('are answered all at once', async () => {
    const { engine } = fan();
    await engine.invoke({}, T);
    const waiting = (await engine.state('t'))?.interrupts ?? [];
    const answers = Object.fromEntries(waiting.map(({ id, value }) => [id, `re ${String(value)}`]));
    expect(await engine.resume(answers, T)).toEqual({ log: ['x: re x', 'quiet', 'y: re y'] });
  });

  it('need to know for whom an answer is', async () => {
    const { engine } = fan();
    await engine.invoke({}, T);
    await expect(engine.resume('yes', T)).rejects.toSatisfy(code('ANSWER_AMBIGUOUS'));
    await expect(engine.resume({ nobody: 'yes' }, T)).rejects.toThrow('waits for 2 answers');
  });

  it('do not hold back a task that fails', async () => {
    const plan = stateGraph({ log: list() })
      .addNode('ask', () => ({ log: [interrupt<string>()] }))
      .addNode('fail', async () => Promise.reject(new Error('down')))
      .addEdge(START, 'ask')
      .addEdge(START, 'fail')
      .compile();
    const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
    await expect(engine.invoke({}, T)).rejects.toThrow('down');
    expect(await engine.state('t')).toMatchObject({ next: ['ask', 'fail'], interrupts: [{ node: 'ask' }] });
  });
});

describe('a pause', () => {
  it('is told by streams and hooks', async () => {
    const outcomes: TaskOutcome[] = [];
    const ends: unknown[] = [];
    const plan = stateGraph({ log: list() })
      .addNode('ask', () => ({ log: [interrupt<string>({ sure: true })] }))
      .addEdge(START, 'ask')
      .compile();
    const hooks = {
      onTaskEnd: (__: unknown, outcome: TaskOutcome) => void outcomes.push(outcome),
      onRunEnd: (__: unknown, { status }: { status: string }) => void ends.push(status),
    };
    const engine = new StateGraphEngine(plan, { saver: new MemorySaver(), hooks });
    const chunks: unknown[] = [];
    for await (const chunk of engine.stream({}, { ...T, modes: ['updates', 'interrupts'] })) chunks.push(chunk);
    const waiting = [{ id: expect.any(String) as string, node: 'ask', value: { sure: true } }];
    expect(chunks).toEqual([{ mode: 'interrupts', data: waiting }]);
    expect(outcomes).toEqual([{ status: 'paused', interrupts: waiting }]);
    const resumed: unknown[] = [];
    for await (const chunk of engine.resumeStream('yes', { ...T, modes: ['updates', 'interrupts'] }))
      resumed.push(chunk);
    expect(resumed).toEqual([{ mode: 'updates', data: { ask: { log: ['yes'] } } }]);
    expect(ends).toEqual(['paused', 'done']);
  });

  it('cannot be swallowed by the node', async () => {
    const plan = stateGraph({ log: list() })
      .addNode('ask', () => {
        try {
          return { log: [interrupt<string>()] };
        } catch {
          return { log: ['swallowed'] };
        }
      })
      .addEdge(START, 'ask')
      .compile();
    const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
    expect(await engine.invoke({}, T)).toEqual({ log: [] });
    expect(await engine.resume('asked', T)).toEqual({ log: ['asked'] });
  });

  it('at a breakpoint comes before or after the nodes that are named, once each', async () => {
    const engine = new StateGraphEngine(line(), { saver: new MemorySaver() });
    const stops = { ...T, interruptBefore: ['b'], interruptAfter: ['b'] };
    expect(await engine.invoke({}, stops)).toEqual({ log: ['a'] });
    expect((await engine.state('t'))?.next).toEqual(['b']);
    expect(await engine.invoke(null, stops)).toEqual({ log: ['a', 'b'] });
    expect(await engine.invoke(null, stops)).toEqual({ log: ['a', 'b', 'c'] });
    const everywhere = { threadId: 'u', interruptBefore: '*' } as const;
    expect(await engine.invoke({}, everywhere)).toEqual({ log: [] });
    await expect(engine.resume('yes', { threadId: 'u' })).rejects.toSatisfy(code('NOT_PAUSED'));
    const chunks: unknown[] = [];
    for await (const chunk of engine.stream(null, { ...everywhere, modes: ['interrupts'] })) chunks.push(chunk);
    expect(chunks).toEqual([{ mode: 'interrupts', data: [] }]);
  });
});

describe('an interrupt that cannot be', () => {
  it('is refused outside a node, and after the node awaited something', async () => {
    expect(() => interrupt('x')).toThrow('outside a node');
    const plan = stateGraph({ log: list() })
      .addNode('ask', async () => {
        await Promise.resolve();
        interrupt('x');
      })
      .addEdge(START, 'ask')
      .compile();
    const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
    await expect(engine.invoke({}, T)).rejects.toSatisfy(code('INTERRUPT_MISUSE'));
  });

  it('is refused in a run that is not kept', async () => {
    const plan = stateGraph({ log: list() })
      .addNode('ask', () => void interrupt('x'))
      .addEdge(START, 'ask')
      .compile();
    await expect(new StateGraphEngine(plan).invoke({})).rejects.toSatisfy(code('SAVER_MISSING'));
  });

  it('has no answer', async () => {
    const engine = new StateGraphEngine(line(), { saver: new MemorySaver() });
    await expect(engine.resume('yes', T)).rejects.toSatisfy(code('CHECKPOINT_MISSING'));
    await engine.invoke({}, T);
    await expect(engine.resume('yes', T)).rejects.toSatisfy(code('NOT_PAUSED'));
    await expect(new StateGraphEngine(line()).resume('yes', {})).rejects.toThrow('resume() needs a saver');
  });
});

describe('an error handler that asks', () => {
  function handled(again: (attempt: number) => void) {
    const ran: string[] = [];
    let attempt = 0;
    const plan = stateGraph({ log: list() })
      .addNode(
        'work',
        () => {
          const first = interrupt<string>('before');
          ran.push(`work ${++attempt}`);
          again(attempt);
          return { log: [first, 'worked'] };
        },
        {
          retry: { maxAttempts: 2, initialInterval: 0 },
          ends: ['rescue'],
          errorHandler: async (_, { error }, runtime) => {
            ran.push('handler');
            const choice = interrupt<string>(`${String(error)}: and now?`);
            await Promise.resolve();
            const sure = runtime.interrupt<boolean>('sure?');
            return command({ update: { log: [choice, String(sure)] }, goto: 'rescue' });
          },
        },
      )
      .addNode('rescue', () => ({ log: ['rescued'] }))
      .addEdge(START, 'work')
      .compile();
    return { engine: new StateGraphEngine(plan, { saver: new MemorySaver() }), ran };
  }

  it('pauses the task, whose node runs and fails again before the handler gets the answer', async () => {
    const { engine, ran } = handled((attempt) => {
      throw new Error(`down ${attempt % 2}`);
    });
    await engine.invoke({}, T);
    await engine.resume('first', T);
    expect((await engine.state('t'))?.interrupts).toMatchObject([{ node: 'work', value: 'Error: down 0: and now?' }]);
    expect(ran).toEqual(['work 1', 'work 2', 'handler']);
    await engine.resume('give up', T);
    expect((await engine.state('t'))?.interrupts).toMatchObject([{ value: 'sure?' }]);
    expect(await engine.resume(true, T)).toEqual({ log: ['give up', 'true', 'rescued'] });
    expect(ran).toHaveLength(9);
  });

  it('is not asked again where the node comes to an end the next time', async () => {
    const { engine } = handled((attempt) => {
      if (attempt < 3) throw new Error('down');
    });
    await engine.invoke({}, T);
    await engine.resume('first', T);
    expect(await engine.resume('give up', T)).toEqual({ log: ['first', 'worked'] });
  });

  it('gets the answer also for a subgraph, which goes on where it failed', async () => {
    const ran: string[] = [];
    const inner = stateGraph({ log: list() })
      .addSequence([
        ['good', () => void ran.push('good')],
        [
          'bad',
          () => {
            ran.push('bad');
            throw new Error('down');
          },
        ],
      ])
      .addEdge(START, 'good')
      .compile();
    const plan = stateGraph({ log: list() })
      .addNode('sub', inner, { errorHandler: () => ({ log: [interrupt<string>('and now?')] }) })
      .addEdge(START, 'sub')
      .compile();
    const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
    await engine.invoke({}, T);
    expect((await engine.state('t'))?.interrupts).toMatchObject([{ node: 'sub', value: 'and now?' }]);
    expect(await engine.resume('leave it', T)).toEqual({ log: ['leave it'] });
    expect(ran).toEqual(['good', 'bad', 'bad']);
  });
});
