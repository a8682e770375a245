/** Which model answers: the user's provider, a server of the user's, or the embedded one. */
import type { CommandLine } from './command-line.ts';
import { PROVIDER_CHOICES, type ProviderChoice } from './providers.ts';

/** Variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a run needs to reach a model. */
export interface Connection {
  readonly provider: string;
  readonly model: string;
  readonly apiKey: string;
  /** The provider's own address if left out. */
  readonly baseURL?: string | undefined;
}

/** The decision, before anything is started. */
export type ConnectionPlan =
  | { readonly kind: 'server'; readonly connection: Connection }
  | {
      readonly kind: 'embedded';
      readonly choice: ProviderChoice;
      readonly model: string;
      /** Why the embedded server, if the user did not ask for it. */
      readonly notice: string | undefined;
    };

/** Sent where a server wants none; the clients insist on some key. */
const NO_KEY = 'none';

function keyOf(choice: ProviderChoice, environment: Environment): string | undefined {
  const key = environment[choice.keyVariable]?.trim();
  return key === '' ? undefined : key;
}

/** Every key in the environment, used or not: none may be printed. */
export function keysOf(environment: Environment): string[] {
  return PROVIDER_CHOICES.flatMap((choice) => keyOf(choice, environment) ?? []);
}

function noticeOf(provider: ProviderChoice | undefined): string {
  const missing = (provider === undefined ? PROVIDER_CHOICES : [provider]).map(({ keyVariable }) => keyVariable);
  const verb = missing.length === 1 ? 'is' : 'are';
  return `${missing.join(' and ')} ${verb} not set: the embedded offline model server answers (--offline does so without this notice)`;
}

/**
 * Decides which model answers.
 *
 * `--offline` wins. Otherwise the provider named, else the first with a key; without a key a `--base-url` is asked as it is, and with
 * neither the embedded server answers.
 */
export function planConnection(line: CommandLine, environment: Environment): ConnectionPlan {
  const withKey = PROVIDER_CHOICES.find((candidate) => keyOf(candidate, environment) !== undefined);
  const choice = line.provider ?? (line.offline ? undefined : withKey) ?? PROVIDER_CHOICES[0];
  const model = line.model ?? choice.defaultModel;
  const apiKey = keyOf(choice, environment) ?? (line.baseURL === undefined ? undefined : NO_KEY);
  if (line.offline || apiKey === undefined) {
    return { kind: 'embedded', choice, model, notice: line.offline ? undefined : noticeOf(line.provider) };
  }
  return { kind: 'server', connection: { provider: choice.provider, model, apiKey, baseURL: line.baseURL } };
}

/**
 * The connection to an embedded server. The user's keys are not for it.
 *
 * @param plan the decision
 * @param url root address of the server
 */
export function embeddedConnection(plan: ConnectionPlan & { readonly kind: 'embedded' }, url: string): Connection {
  const { choice, model } = plan;
  return { provider: choice.provider, model, apiKey: NO_KEY, baseURL: `${url}${choice.apiPath}` };
}
