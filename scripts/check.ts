/** `npm run check`: every check that needs no build, two at a time; each failure under the name of its part. */
import { spawn } from 'node:child_process';

const parts: Readonly<Record<string, readonly string[]>> = {
  types: ['tsc'],
  lint: ['oxlint'],
  unused: ['knip'],
  architecture: ['vitest', 'run', 'test/architecture.test.ts'],
  format: ['oxfmt', '--check'],
};

interface Result {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  readonly output: string;
}

/** Runs one part; its output is kept until it ends so that parts do not mix. */
function run(name: string, [command = '', ...args]: readonly string[]): Promise<Result> {
  const started = performance.now();
  const chunks: Buffer[] = [];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', (cause) =>
      reject(new Error(`Cannot start ${command}; run this as \`npm run check\`.`, { cause })),
    );
    child.on('close', (code) => {
      const seconds = (performance.now() - started) / 1000;
      resolve({ name, passed: code === 0, seconds, output: Buffer.concat(chunks).toString() });
    });
  });
}

const waiting = Object.entries(parts);
const failed: string[] = [];

async function worker(): Promise<void> {
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
    const { name, passed, seconds, output } = await run(...part);
    if (!passed) {
      failed.push(name);
      process.stdout.write(output);
    }
    console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} ${seconds.toFixed(1)} s`);
  }
}

await Promise.all([worker(), worker()]);
if (failed.length > 0) {
  console.error(
    `Failed: ${failed.join(', ')}. Each runs alone as \`npm run NAME\`; \`npm run format\` repairs the format.`,
  );
  process.exitCode = 1;
}
