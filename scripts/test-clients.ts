/**
 * `npm run test:clients`: runs programs on packages that are built on LangGraph, on LangGraph itself and on the packed door,
 * and compares what they observe. What the packages are: compat/langgraph/clients/README.md.
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { knownDifferences } from '../compat/langgraph/clients/known-differences.ts';
import { clients, type Client } from './clients/client.ts';
import { compareClient, type Comparison, type Sides } from './clients/compare-client.ts';
import { installOurs, installUpstream, packOurs } from './clients/install.ts';
import { startServices } from './clients/services.ts';
import { repository } from './doors.ts';

const HELP = `Usage: npm run test:clients -- [CLIENT…] [--only TEXT] [--print] [--tarball FILE | --itself]

Clients: ${clients.map(({ name }) => name).join(', ')}; all of them by default.

  --only TEXT     programs whose client, file or title has this in it
  --print         shows what the programs observe on LangGraph
  --tarball FILE  what to test; packed from the sources by default
  --itself        compares LangGraph with itself: a program that differs then does not do the same twice
  --help          this`;

type Outcome = 'same' | 'known' | 'failed';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    print: { type: 'boolean', default: false },
    tarball: { type: 'string' },
    itself: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const unknown = positionals.filter((name) => clients.every((client) => client.name !== name));
if (options.help) console.log(HELP);
else if (unknown.length > 0) {
  console.error(`No such client: ${unknown.join(', ')}.\n\n${HELP}`);
  process.exitCode = 2;
} else await testClients(clients.filter(({ name }) => positionals.length === 0 || positionals.includes(name)));

async function testClients(chosen: readonly Client[]): Promise<void> {
  const tarball = options.itself ? '' : packed();
  const tally: Record<Outcome, number> = { same: 0, known: 0, failed: 0 };
  const unseen = new Set(Object.keys(knownDifferences));
  for (const client of chosen) {
    console.log(`\n${client.name}`);
    let stopServices: (() => Promise<void>) | undefined;
    try {
      stopServices = await startServices(client);
      const sides = await install(client, tarball);
      for await (const comparison of compareClient(client, sides, options.only)) {
        unseen.delete(comparison.program);
        tally[report(comparison)]++;
      }
    } catch (error) {
      tally.failed++;
      console.log(`  FAILED  ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      await stopServices?.();
    }
  }
  if (chosen.length === clients.length && options.only === '') tally.failed += tellUnseen(unseen);
  const known = tally.known === 0 ? '' : `, ${tally.known} differ for a known reason`;
  console.log(`\n${tally.same} programs observe the same on both${known}, ${tally.failed} failed.`);
  if (tally.failed > 0) process.exitCode = 1;
}

/** @returns how many known differences are of programs that there are not */
function tellUnseen(unseen: ReadonlySet<string>): number {
  for (const program of unseen) console.log(`\nFAILED  No such program, yet a known difference: ${program}`);
  return unseen.size;
}

function packed(): string {
  if (options.tarball !== undefined) return resolve(options.tarball);
  return packOurs(join(repository, 'scripts/pack-langgraph.ts'));
}

async function install(client: Client, tarball: string): Promise<Sides> {
  const started = Date.now();
  installUpstream(client);
  const between = Date.now();
  if (!options.itself) installOurs(client, tarball);
  const seconds = (from: number, to: number): string => `${((to - from) / 1000).toFixed(0)} s`;
  console.log(`  installed: LangGraph ${seconds(started, between)}, ours ${seconds(between, Date.now())}`);
  return { expected: client.folder, actual: options.itself ? client.folder : client.oursFolder };
}

/** Prints a line for the program, and says what it counts as. */
function report(comparison: Comparison): Outcome {
  const { program, expected } = comparison;
  const reason = options.itself ? undefined : knownDifferences[program];
  const fault = faultOf(comparison, reason);
  const outcome = reason === undefined ? 'same' : 'known';
  console.log(`  ${(fault === undefined ? outcome : 'FAILED').padEnd(8)}${program.slice(program.indexOf('/') + 1)}`);
  if (options.print) for (const { name, value } of expected) console.log(`      ${name} = ${JSON.stringify(value)}`);
  if (fault === undefined) return outcome;
  console.log(fault.replace(/^/gm, '      '));
  return 'failed';
}

function faultOf({ expected, difference }: Comparison, reason: string | undefined): string | undefined {
  // A program catches the errors that it is about.
  const broken = expected.find(({ name }) => name === 'program' || name === 'program: throws');
  if (broken !== undefined) return `It does not come to its end on LangGraph: ${JSON.stringify(broken.value)}`;
  if (reason === undefined) return difference;
  return difference === undefined ? 'It no longer differs: it has to leave the list of known differences.' : undefined;
}
