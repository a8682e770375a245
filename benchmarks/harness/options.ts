/** The command line of the benchmarks. */
import { parseArgs } from 'node:util';

export interface Options {
  readonly help: boolean;
  readonly suite: string;
  readonly quick: boolean;
  readonly rounds: number;
  readonly scenarios: readonly string[] | undefined;
  readonly contenders: readonly string[] | undefined;
  /** Where to write the report as JSON. */
  readonly json: string | undefined;
  /** The folder for the table and the charts. */
  readonly results: string | undefined;
}

/** Once forwards, once backwards. */
const DEFAULT_ROUNDS = 2;

/** @param scenarios the names in the suite that was asked for; none where none was */
export function helpText(
  suites: readonly string[],
  scenarios: readonly string[],
  contenders: readonly string[],
): string {
  return `Usage: npm run bench -- SUITE [options]

Suites: ${suites.join(', ')}

  --quick             one short round at fewer sizes: less exact, for a look
  --rounds N          rounds, each with a fresh process for every figure (default ${DEFAULT_ROUNDS}, with --quick 1)
  --scenarios A,B     only these${scenarios.length === 0 ? ' (SUITE --help lists them)' : ` of ${scenarios.join(', ')}`}
  --contenders A,B    only these of ${contenders.join(', ')}
  --json FILE         write { rows, … } to FILE
  --results FOLDER    write table and charts to FOLDER (a whole run writes to benchmarks/results by itself)
  --help              print this

The table goes to standard output, progress to standard error. The exit code is 1 if anything could not be measured that should have been.
The method is described in benchmarks/README.md.`;
}

/** @throws Error for an unknown option or an unusable value, with the remedy */
export function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      scenarios: { type: 'string' },
      contenders: { type: 'string' },
      json: { type: 'string' },
      results: { type: 'string' },
    },
  });
  const [suite = '', ...others] = positionals;
  if (suite === '' && !values.help) throw new Error('Name a suite: npm run bench -- engine. More: --help.');
  if (others.length > 0) throw new Error(`Name one suite, not ${positionals.length}: run them one after the other.`);
  return {
    help: values.help,
    suite,
    quick: values.quick,
    rounds: values.rounds === undefined ? (values.quick ? 1 : DEFAULT_ROUNDS) : parseRounds(values.rounds),
    scenarios: values.scenarios?.split(','),
    contenders: values.contenders?.split(','),
    json: values.json,
    results: values.results,
  };
}

/** @throws Error naming the first of `asked` that is not one of `known` */
export function checkNames(what: string, asked: readonly string[] | undefined, known: readonly string[]): void {
  const unknown = asked?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`There is no ${what} "${unknown}": name one of ${known.join(', ')}.`);
}

function parseRounds(text: string): number {
  const rounds = Number(text);
  if (Number.isSafeInteger(rounds) && rounds >= 1) return rounds;
  throw new Error(`--rounds is "${text}": give an integer of at least 1.`);
}
