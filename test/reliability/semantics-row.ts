/** Row 45: what super-steps mean, by random graphs against the reference model. */
import fc from 'fast-check';
import { type ModelGraph, runModel, type Verdict } from '../engine/reference-model.ts';
import { randomGraphs, sameVerdict, specOf, verdictOf, type Pace } from './random-graphs.ts';
import type { Figures, Row } from './row.ts';
import type { Subject } from './subject.ts';

const STEP_LIMIT = 6;
const atOnce: Pace = (answer) => answer;

/** Each judges what a subject does with a graph. */
const PROPERTIES: Readonly<Record<string, (subject: Subject, graph: ModelGraph, seed: number) => Promise<Judgement>>> =
  {
    async 'differ from the model'(subject, graph) {
      const verdict = await verdictOf(subject.build(specOf(graph, atOnce)).invoke({}, { stepLimit: STEP_LIMIT }));
      return judge(subject, graph, verdict);
    },

    /** Nodes and edges answer later, in an order that the seed draws. */
    async 'depend on who answers first'(subject, graph, seed) {
      const [scheduler] = fc.sample(fc.scheduler(), { numRuns: 1, seed });
      if (scheduler === undefined) return 'wrong';
      const runnable = subject.build(specOf(graph, (answer) => scheduler.schedule(Promise.resolve(answer))));
      const verdict = await scheduler.waitFor(verdictOf(runnable.invoke({}, { stepLimit: STEP_LIMIT })));
      return judge(subject, graph, verdict);
    },

    /** As many steps as a run takes are enough, one less is not. */
    async 'miss the step limit'(subject, graph) {
      const steps = stepsOf(graph);
      if (steps === undefined || steps === 0) return 'right';
      const runnable = subject.build(specOf(graph, atOnce));
      const enough = await verdictOf(runnable.invoke({}, { stepLimit: steps }));
      if ('error' in enough) return 'wrong';
      if (steps === 1) return 'right';
      const tooFew = await verdictOf(runnable.invoke({}, { stepLimit: steps - 1 }));
      return 'error' in tooFew && tooFew.error === 'GRAPH_RECURSION_LIMIT' ? 'right' : 'wrong';
    },
  };

/**
 * What each subject may do besides what the model says. LangGraph runs one more super-step before it finds that the limit is
 * used up, and an error of that one comes first; and its joins get stuck.
 */
const ALLOWED: Readonly<Record<Subject['name'], (graph: ModelGraph) => readonly Verdict[]>> = {
  ours: () => [],
  langgraph: (graph) => [
    runModel(graph, STEP_LIMIT + 1),
    runModel(graph, STEP_LIMIT, true),
    runModel(graph, STEP_LIMIT + 1, true),
  ],
};

/** `known`: not what the model says, but allowed. */
type Judgement = 'right' | 'known' | 'wrong';

function judge({ name }: Subject, graph: ModelGraph, verdict: Verdict): Judgement {
  if (sameVerdict(verdict, runModel(graph, STEP_LIMIT))) return 'right';
  return ALLOWED[name](graph).some((allowed) => sameVerdict(verdict, allowed)) ? 'known' : 'wrong';
}

/** Super-steps that a graph takes, if it comes to an end. */
function stepsOf(graph: ModelGraph): number | undefined {
  for (let limit = 0; limit <= STEP_LIMIT; limit++) if ('state' in runModel(graph, limit)) return limit;
  return undefined;
}

async function semantics(subject: Subject, graphs: number, seed: number): Promise<Figures> {
  const figures: Record<string, number> = { graphs, 'known bugs met': 0 };
  const ends = new Set<string>();
  for (const property of Object.keys(PROPERTIES)) figures[property] = 0;
  for (const [place, graph] of fc.sample(randomGraphs, { numRuns: graphs, seed }).entries()) {
    const expected = runModel(graph, STEP_LIMIT);
    ends.add('error' in expected ? expected.error : 'state');
    for (const [property, check] of Object.entries(PROPERTIES)) {
      const judgement = await check(subject, graph, seed + place);
      if (judgement === 'right') continue;
      const figure = judgement === 'known' ? 'known bugs met' : property;
      if (figures[figure] === 0) console.error(`seed ${seed}, graph ${place}, ${figure}: ${JSON.stringify(graph)}`);
      figures[figure] = (figures[figure] ?? 0) + 1;
    }
  }
  // Graphs that all ended alike would prove little.
  return { ...figures, 'ways to end': ends.size };
}

export const semanticsRow: Row = {
  row: '45',
  injected:
    '10,000 random graphs (LangGraph: 500, known bugs apart) with edges, joins, conditional edges and sends, against the reference model',
  target: '0 differ from the model, in any order of answers and at any step limit',
  size: { ours: 10_000, langgraph: 500, short: 300 },
  probe: (subject, { size, seed }) => semantics(subject, size, seed),
  meets: (figures) =>
    figures['ways to end'] === 3 && Object.keys(PROPERTIES).every((property) => figures[property] === 0),
};
