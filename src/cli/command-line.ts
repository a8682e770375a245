/** From arguments to what the user asked for. */
import { Command, CommanderError } from 'commander';
import { InvalidConfigError } from '../base/index.ts';
import { findProvider, PROVIDER_CHOICES, type ProviderChoice } from './providers.ts';
import { DEFAULT_TOOL_NAMES, isToolName, TOOL_NAMES, type ToolName } from './tools/index.ts';
import { usageError } from './usage-error.ts';
import packageJson from '../../package.json' with { type: 'json' };

/** The command line, every value checked. */
export interface CommandLine {
  /** The words of the question; empty if none was given. */
  readonly question: string;
  readonly provider: ProviderChoice | undefined;
  readonly model: string | undefined;
  /** File with the system prompt. */
  readonly systemFile: string | undefined;
  readonly tools: readonly ToolName[];
  readonly json: boolean;
  readonly offline: boolean;
  readonly baseURL: string | undefined;
}

/** Help or version: text to print instead of running. */
export interface Information {
  readonly information: string;
}

interface RawOptions {
  readonly provider?: string;
  readonly model?: string;
  readonly system?: string;
  readonly tools: string;
  readonly json?: true;
  readonly offline?: true;
  readonly baseUrl?: string;
}

const AFTER_HELP = `
Also: moss-agent-runtime threads list | prune | export, for files of SqliteSaver; see threads --help.

With no question, the question is read from standard input; on a terminal a chat begins (Ctrl-D ends it).
The answer goes to standard output; tool calls, totals and errors go to standard error.

Environment:
${PROVIDER_CHOICES.map(({ keyVariable, provider, defaultModel }) => `  ${keyVariable.padEnd(18)} key for ${provider} (default model ${defaultModel})`).join('\n')}
  NO_COLOR           print without colours

With both keys, ${PROVIDER_CHOICES[0].provider} is used unless --provider says otherwise; without the key, the offline model server.

Exit status: 0 answered, 1 the run failed, 2 the command was not understood, 130 interrupted.`;

function program(print: (text: string) => void): Command {
  return new Command('moss-agent-runtime')
    .description('Asks a model a question and lets it call tools.')
    .argument('[question...]', 'what to ask; several words are joined')
    .option('--provider <name>', 'openai or anthropic')
    .option('--model <name>', "the model, in the provider's words")
    .option('--system <file>', 'text file with the system prompt')
    .option('--tools <list>', `comma-separated: ${TOOL_NAMES.join(', ')}; or none`, DEFAULT_TOOL_NAMES.join(','))
    .option('--json', 'print one JSON line per event: {"event","data","metadata"}; the last is "done" or "error"')
    .option('--offline', 'use the embedded model server: no key, no network')
    .option('--base-url <url>', "address of a server that speaks the provider's protocol")
    .version(packageJson.version, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .addHelpText('after', AFTER_HELP)
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: () => {} });
}

function parseTools(list: string): ToolName[] {
  const names = list.split(',').map((name) => name.trim());
  if (names.length === 1 && names[0] === 'none') return [];
  for (const name of names) {
    if (!isToolName(name)) {
      throw usageError(`unknown tool "${name}" in --tools; choose from ${TOOL_NAMES.join(', ')}, or none`);
    }
  }
  return [...new Set(names.filter(isToolName))];
}

function parseProvider(name: string): ProviderChoice {
  const choice = findProvider(name);
  if (choice !== undefined) return choice;
  const known = PROVIDER_CHOICES.map(({ aliases }) => aliases[0]).join(', ');
  throw new InvalidConfigError('PROVIDER_UNKNOWN', `unknown provider "${name}" in --provider; choose from ${known}`);
}

function parseBaseURL(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw usageError(`--base-url "${text}" is not an http or https address, such as http://127.0.0.1:11434/v1`);
  }
  return text;
}

function notEmpty(option: string, value: string | undefined): string | undefined {
  if (value?.trim() === '') throw usageError(`${option} is empty; give it a value or leave it out`);
  return value;
}

function check(raw: RawOptions, words: readonly string[]): CommandLine {
  if (raw.offline && raw.baseUrl !== undefined) {
    throw usageError('--offline and --base-url exclude each other; leave one out');
  }
  if (words.length > 0 && words.every((word) => word.trim() === ''))
    throw usageError('the question is empty; ask something');
  return {
    question: words.join(' ').trim(),
    provider: raw.provider === undefined ? undefined : parseProvider(raw.provider),
    model: notEmpty('--model', raw.model),
    systemFile: notEmpty('--system', raw.system),
    tools: parseTools(raw.tools),
    json: raw.json ?? false,
    offline: raw.offline ?? false,
    baseURL: raw.baseUrl === undefined ? undefined : parseBaseURL(raw.baseUrl),
  };
}

/** Commander's "error: unknown option '--x'\n(Did you mean …?)" as one sentence of ours. */
function translate(error: CommanderError): InvalidConfigError {
  const problem = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  return usageError(`${problem}; see --help`);
}

/**
 * Reads the arguments.
 *
 * @param args the arguments after the program's name
 * @returns what was asked for, or the text of `--help` and `--version`
 * @throws InvalidConfigError with code `USAGE` or `PROVIDER_UNKNOWN`
 *
 * @example
 * parseCommandLine(['--tools', 'none', 'Why', 'is', 'moss', 'green?']);
 */
export function parseCommandLine(args: readonly string[]): CommandLine | Information {
  let information = '';
  const command = program((text) => {
    information += text;
  });
  try {
    command.parse([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { information };
    throw translate(error);
  }
  return check(command.opts<RawOptions>(), command.args);
}
