/** What of `@langchain/langgraph` the door has: names that are missing, and the text of STATUS.md. */
import { repository } from './doors.ts';
import { type FeatureGroup, featureGroups } from './langgraph-features.ts';
import { type NamesByPath, ourNames, upstreamNames } from './langgraph-names.ts';
import { installedLanggraph } from './langgraph-paths.ts';

/** Names that upstream has and we do not, by subpath. */
export type MissingNames = Readonly<Record<string, readonly string[]>>;

/** Everything that the status tells. */
export interface LanggraphStatus {
  readonly upstream: NamesByPath;
  readonly ours: NamesByPath;
  readonly missing: MissingNames;
}

export const statusFile = `${repository}compat/langgraph/STATUS.md`;

/** Compares the names of our sources with those of the installed package. */
export async function langgraphStatus(): Promise<LanggraphStatus> {
  const upstream = await upstreamNames();
  const ours = await ourNames();
  const missing = [...upstream].map(([subpath, { values, types }]): [string, readonly string[]] => {
    const offered = ours.get(subpath) ?? { values: [], types: [] };
    // A type is there too where we have a value of its name; a value is not where we have only a type.
    const all = [...offered.values, ...offered.types];
    const lacking = [...values.filter((n) => !offered.values.includes(n)), ...types.filter((n) => !all.includes(n))];
    return [subpath, lacking.sort()];
  });
  return { upstream, ours, missing: Object.fromEntries(missing.filter(([, names]) => names.length > 0)) };
}

/** The text of STATUS.md. */
export function printStatus(
  upstream: NamesByPath,
  missing: MissingNames,
  groups: readonly FeatureGroup[] = featureGroups,
): string {
  return [
    '# Status of the LangGraph door',
    '',
    `Compared with \`@langchain/langgraph\` ${installedLanggraph.version}. Written by \`npm run status:langgraph\`; a test compares. What differs on purpose is in [DIFFERENCES.md](DIFFERENCES.md).`,
    '',
    '## Names',
    '',
    '| path | run time | types only | missing |',
    '|---|---|---|---|',
    ...[...upstream].map(([subpath, names]) => pathRow(subpath, names.values, names.types, missing[subpath] ?? [])),
    '',
    '## Behaviour',
    '',
    countRow(groups),
    ...groups.flatMap(({ title, features }) => [
      '',
      `### ${title}`,
      '',
      '| rank | feature | state |',
      '|---|---|---|',
      ...features.map(({ rank, feature, state, missing: rest }) => {
        return `| ${rank} | ${feature} | ${state === 'partial' ? `partial: ${rest}` : state} |`;
      }),
    ]),
    '',
    '## Every name',
    ...[...upstream].flatMap(([subpath, { values, types }]) => [
      '',
      `### \`${subpath}\``,
      '',
      `Run time: ${marked(values, missing[subpath])}`,
      ...(types.length > 0 ? ['', `Types only: ${marked(types, missing[subpath])}`] : []),
    ]),
    '',
  ].join('\n');
}

function pathRow(subpath: string, values: readonly string[], types: readonly string[], lacking: readonly string[]) {
  const lost = (names: readonly string[]): number => names.filter((name) => isMissing(name, lacking)).length;
  const share = (names: readonly string[]): string => `${names.length - lost(names)} of ${names.length}`;
  const named = lacking.map((name) => `\`${name}\``).join(', ');
  return `| \`${subpath}\` | ${share(values)} | ${share(types)} | ${named || '–'} |`;
}

function countRow(groups: readonly FeatureGroup[]): string {
  const features = groups.flatMap((group) => group.features);
  const count = (state: string): number => features.filter((feature) => feature.state === state).length;
  return `${count('done')} of ${features.length} features done, ${count('partial')} partial, ${count('not done')} not done.`;
}

function isMissing(name: string, lacking: readonly string[] = []): boolean {
  return lacking.includes(name);
}

function marked(names: readonly string[], lacking?: readonly string[]): string {
  return names.map((name) => (isMissing(name, lacking) ? `~~\`${name}\`~~` : `\`${name}\``)).join(' ');
}
