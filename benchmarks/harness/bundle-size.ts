/** How large a module becomes when an application bundles it. */
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/**
 * Bundles all exports of a module, minified.
 *
 * @param specifier a package, looked up from `benchmarks/`, or the path of a file
 * @returns KB (1,024 bytes) after gzip
 */
export async function bundleSize(specifier: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export * from ${JSON.stringify(specifier)};`,
      resolveDir: fileURLToPath(new URL('..', import.meta.url)),
    },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
  });
  return gzipSync(outputFiles[0]?.contents ?? new Uint8Array()).byteLength / 1024;
}
