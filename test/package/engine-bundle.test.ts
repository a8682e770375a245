import { createContext, runInContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

describe('the engine in a browser bundle', () => {
  let code: string;
  let inputs: string[];

  beforeAll(async () => {
    const result = await build({
      entryPoints: ['src/engine/index.ts'],
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      platform: 'browser',
      format: 'iife',
      globalName: 'engine',
    });
    code = result.outputFiles[0]!.text;
    inputs = Object.keys(result.metafile.inputs);
  });

  it('is made of the folders engine and base only', () => {
    expect(inputs.length).toBeGreaterThan(0);
    expect(inputs.filter((file) => !/^src\/(engine|base)\//.test(file))).toEqual([]);
  });

  it('takes at most 20 KB with gzip', () => {
    expect(gzipSync(code).length).toBeLessThanOrEqual(20 * 1024);
  });

  it('runs a graph where there is no Node', async () => {
    const { AbortController, AbortSignal, DOMException, MessageChannel, console, crypto, performance } = globalThis;
    const { queueMicrotask, setTimeout, clearTimeout, structuredClone } = globalThis;
    const web = { AbortController, AbortSignal, DOMException, MessageChannel, console, crypto, performance };
    const context = createContext({ ...web, queueMicrotask, setTimeout, clearTimeout, structuredClone });
    const graph = `(async () => {
      const { END, START, StateGraphEngine, lastValue, stateGraph } = engine;
      const plan = stateGraph({ n: lastValue() })
        .addNode('double', (state) => ({ n: state.n * 2 }))
        .addEdge(START, 'double')
        .addEdge('double', END)
        .compile();
      return (await new StateGraphEngine(plan).invoke({ n: 21 })).n;
    })()`;
    expect(await runInContext(`${code}${graph}`, context)).toBe(42);
  });
});
