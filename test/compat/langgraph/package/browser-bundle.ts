/** A bundle as a web page gets it. */
import { build } from 'esbuild';

export interface BrowserBundle {
  readonly code: string;
  readonly errors: readonly string[];
  /** Modules of Node that it would load. */
  readonly nodeModules: readonly string[];
}

/** Bundles a piece of code in a project for browsers; modules of Node stay outside and are named. */
export async function bundleForBrowsers(project: string, contents: string): Promise<BrowserBundle> {
  const { outputFiles, metafile, warnings } = await build({
    stdin: { contents, resolveDir: project, loader: 'js' },
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    external: ['node:*'],
    logLevel: 'silent',
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  return {
    code: outputFiles[0]?.text ?? '',
    errors: warnings.map(({ text }) => text),
    nodeModules: imports.map(({ path }) => path),
  };
}
