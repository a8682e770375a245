import { gzipSync } from 'node:zlib';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

/** Bytes, minified and gzipped. */
const BUDGET = 20 * 1024;

async function bundle() {
  const { outputFiles, metafile, warnings } = await build({
    entryPoints: [new URL('../../src/engine/index.ts', import.meta.url).pathname],
    bundle: true,
    format: 'iife',
    globalName: 'engine',
    metafile: true,
    minify: true,
    platform: 'browser',
    write: false,
  });
  return {
    code: outputFiles[0]?.text ?? '',
    inputs: Object.keys(metafile.inputs),
    imports: Object.values(metafile.outputs).flatMap((output) => output.imports),
    warnings,
  };
}

/** What browsers have and every worker of theirs, and nothing of Node. */
const WEB = {
  AbortController,
  AbortSignal,
  DOMException,
  MessageChannel,
  performance,
  setTimeout,
  clearTimeout,
  queueMicrotask,
  console,
};

it('bundles for browsers without any dependency, within its budget', async () => {
  const { code, inputs, imports, warnings } = await bundle();
  expect(warnings).toEqual([]);
  expect(imports).toEqual([]);
  expect(inputs.filter((path) => !/^(.*\/)?src\/(engine|base)\//.test(path))).toEqual([]);
  expect(gzipSync(code).byteLength).toBeLessThanOrEqual(BUDGET);
});

it.each([
  ['message ports', WEB],
  ['nothing but timers', { ...WEB, MessageChannel: undefined }],
])('runs where there are only web globals, and yields by %s', async (_, globals) => {
  const { code } = await bundle();
  const ports: { close(): void }[] = [];
  class Channel extends MessageChannel {
    constructor() {
      super();
      ports.push(this.port1, this.port2);
    }
  }
  const context = createContext({ ...globals, ...(globals.MessageChannel && { MessageChannel: Channel }) });
  runInContext(code, context);
  const program = `(async () => {
    const { END, START, StateGraphEngine, lastValue, stateGraph } = engine;
    const plan = stateGraph({ n: lastValue(0) })
      .addNode('tick', (state) => { for (const end = performance.now() + 1; performance.now() < end;); return { n: state.n + 1 }; })
      .addEdge(START, 'tick')
      .addConditionalEdges('tick', (state) => (state.n < 30 ? 'tick' : END))
      .compile();
    let turns = 0;
    let over = false;
    const turn = () => { turns++; if (!over) setTimeout(turn, 0); };
    setTimeout(turn, 0);
    const chunks = [];
    for await (const { data } of new StateGraphEngine(plan).stream({}, { stepLimit: 30, modes: ['values'] })) chunks.push(data.n);
    over = true;
    const failure = await new StateGraphEngine(plan).invoke({}, { signal: AbortSignal.timeout(5), stepLimit: 30 }).catch((error) => error.name);
    return { last: chunks.at(-1), turns, failure };
  })()`;
  const outcome = (await runInContext(program, context)) as { last: number; turns: number; failure: string };
  for (const port of ports) port.close();
  expect(outcome).toMatchObject({ last: 30, failure: 'AbortError' });
  expect(outcome.turns).toBeGreaterThan(2);
});
