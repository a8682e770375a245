import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Player } from '../../compat/langgraph/clients/program.ts';
import type { Description } from '../../test/compat/langgraph/differential/describe-value.ts';
import { differences } from '../../test/compat/langgraph/differential/differences.ts';
import { withPlaceholders } from '../../test/compat/langgraph/differential/placeholders.ts';
import type { Observation } from '../../test/compat/langgraph/differential/tape.ts';
import { checkTypes } from './check-types.ts';
import { programFiles, type Client } from './client.ts';
import { play, type Accounts } from './play.ts';

export interface Comparison {
  /** Client, file and title of the program. */
  readonly program: string;
  /** What it observed on LangGraph. */
  readonly expected: readonly Observation[];
  /** Where the other side parts from it; nothing where they read the same. */
  readonly difference?: string;
}

/** The folders with the two installations that are compared. */
export interface Sides {
  readonly expected: string;
  readonly actual: string;
}

/** How many differences of a program are told. */
const SHOWN = 4;

/** The longest relay. */
const TURNS = 4;

/** Runs all programs of a client on both sides. */
export async function* compareClient(client: Client, sides: Sides, only: string): AsyncGenerator<Comparison> {
  for (const file of programFiles(client)) {
    const group = `${client.name}/${basename(file, '.ts')}`;
    const relayed = relaySides(basename(file), sides);
    const compared = relayed === undefined ? comparePrograms(file, sides) : compareRelays(file, ...relayed);
    for await (const [title, expected, actual] of compared) {
      const program = `${group}: ${title}`;
      if (!program.includes(only)) continue;
      const found = differences(normal(expected), normal(actual));
      const difference = found.length === 0 ? undefined : found.slice(0, SHOWN).join('\n');
      yield { program, expected: normal(expected), difference };
    }
  }
  if ('types'.includes(only)) yield compareTypes(client, sides);
}

/** What a package's own declarations have wrong is wrong on both sides. */
function compareTypes(client: Client, { expected, actual }: Sides): Comparison {
  const [one, other] = [checkTypes(client, expected), checkTypes(client, actual)];
  const observations = one === undefined ? [] : [{ name: 'compiler', value: one }];
  const program = `${client.name}/types: the programs compile`;
  return { program, expected: observations, difference: one === other ? undefined : (other ?? 'It compiles.') };
}

type Pair = readonly [title: string, expected: readonly Observation[], actual: readonly Observation[]];

async function* comparePrograms(file: string, { expected, actual }: Sides): AsyncGenerator<Pair> {
  const [one, other] = [await play(expected, file), await play(actual, file)];
  for (const [title, observations] of one) yield [title, observations, other.get(title) ?? []];
}

/** Who plays turns of a relay, on what. */
interface RelaySide {
  readonly folder: string;
  readonly player: Player;
}

/** What relays of a file are played by, told by the file's name; nothing if it has none. */
function relaySides(file: string, { expected, actual }: Sides): [RelaySide, RelaySide] | undefined {
  const langgraph: RelaySide = { folder: expected, player: 'langgraph' };
  if (file.startsWith('relays')) return [langgraph, { folder: actual, player: 'langgraph' }];
  if (!file.startsWith('engine-relays')) return undefined;
  return [langgraph, expected === actual ? langgraph : { folder: expected, player: 'engine' }];
}

/** Each thread is kept by LangGraph alone, then by the other alone, then by the two in turn. */
async function* compareRelays(file: string, expected: RelaySide, actual: RelaySide): AsyncGenerator<Pair> {
  const one = await relay(file, () => expected);
  const ways: Record<string, (turn: number) => RelaySide> = {
    'all turns on ours': () => actual,
    'first turn on LangGraph, then in turn': (turn) => (turn % 2 === 0 ? expected : actual),
    'first turn on ours, then in turn': (turn) => (turn % 2 === 0 ? actual : expected),
  };
  for (const [way, sideOf] of Object.entries(ways)) {
    const other = await relay(file, sideOf);
    for (const [title, observations] of one) yield [`${title} (${way})`, observations, other.get(title) ?? []];
  }
}

async function relay(file: string, sideOf: (turn: number) => RelaySide): Promise<Accounts> {
  const databases = mkdtempSync(join(tmpdir(), 'moss-relay-'));
  mkdirSync(databases, { recursive: true });
  const accounts: Accounts = new Map();
  try {
    for (let index = 0; index < TURNS; index++) {
      const { folder, player } = sideOf(index);
      for (const [title, observations] of await play(folder, file, { index, databases, player })) {
        accounts.set(title, [...(accounts.get(title) ?? []), ...observations]);
      }
    }
  } finally {
    rmSync(databases, { recursive: true, force: true });
  }
  return accounts;
}

/** As one value: an id that shows up under two names has one placeholder. */
function normal(observations: readonly Observation[]): Observation[] {
  const described = observations.map(({ value }) => withoutFrames(value));
  const values = withPlaceholders(described) as readonly Observation['value'][];
  return observations.map(({ name }, index) => ({ name, value: values[index] ?? null }));
}

/** Frames of stack traces that got into messages: they name files. */
const FRAMES = /(?:\n {4}at .*)+/g;

function withoutFrames(value: Description): Description {
  return JSON.parse(JSON.stringify(value), (_, part: Description) =>
    typeof part === 'string' ? part.replace(FRAMES, '') : part,
  ) as Description;
}
