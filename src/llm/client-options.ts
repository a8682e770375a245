/** Reads the options of a client: many names, one meaning; a wrong kind of value is named, an unknown key ignored. */
import { InvalidConfigError } from '../base/index.ts';
import type { CallLimits } from './retry-policy.ts';

/** Options of every provider. The names are the host's, beside neutral ones of our own. */
export interface CommonClientOptions {
  /** Name of the model, as the provider knows it. */
  readonly model?: string;
  /** Other name of `model`. */
  readonly modelName?: string;
  /** The secret the provider gave you. Defaults to the provider's usual environment variable, read when the client is made. */
  readonly apiKey?: string;
  /** Where the API lives; any compatible server will do. */
  readonly baseURL?: string;
  /** Sent with every request; `null` leaves out one that is sent otherwise. */
  readonly headers?: HeaderOptions;
  /** Takes the place of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds until the answer must have begun; default 600,000. */
  readonly timeout?: number;
  /** Milliseconds to wait for the next piece of an answer that has begun; default 300,000. */
  readonly idleTimeout?: number;
  /** Milliseconds for a whole call, its retries included; default: no limit. */
  readonly totalTimeout?: number;
  /** How often a request is sent again that failed before anything of its answer came; default 2. */
  readonly maxRetries?: number;
  /** Milliseconds from the first attempt on within which another one may begin; default 60,000. */
  readonly retryBudget?: number;
  /** How often an answer that broke off is begun again, announced by a `reset` event; default 0. */
  readonly maxRestarts?: number;
  readonly temperature?: number;
  /** Most tokens the answer may have. */
  readonly maxTokens?: number;
  readonly topP?: number;
  /** Texts at which the model stops. */
  readonly stop?: string | readonly string[];
  /** `false` asks the server for the whole answer at once; the events are the same. Default `true`. */
  readonly streaming?: boolean;
  /** `false` does not ask for token counts where they have to be asked for. Default `true`. */
  readonly streamUsage?: boolean;
}

export type HeaderOptions = Readonly<Record<string, string | null | undefined>>;

/** What the SDK needs to reach the server. */
export interface SDKConnection {
  readonly apiKey: string;
  readonly baseURL: string | undefined;
  readonly defaultHeaders: HeaderOptions | undefined;
  readonly fetch: typeof globalThis.fetch | undefined;
  readonly timeout: number | undefined;
}

/** Which model, where, and with what right. */
export interface Connection {
  readonly model: string;
  readonly sdk: SDKConnection;
  /** The key, and what the headers hold of the kind; a server that quotes them must not be quoted. */
  readonly secrets: readonly string[];
}

/** Under which names a provider's connection is configured; the first that is set counts. */
export interface ConnectionNames {
  readonly provider: string;
  readonly apiKey: readonly string[];
  readonly apiKeyVariable: string;
  /** Sent where no key is given, to servers that want none. */
  readonly keyless?: string | undefined;
  readonly baseURL: readonly string[];
  readonly baseURLVariable: string;
  readonly headers: readonly string[];
  readonly fetch: readonly string[];
}

/** A kind of value an option may have. */
export interface OptionKind<T> {
  readonly name: string;
  is(value: unknown): value is T;
}

export const kinds = {
  text: { name: 'a string', is: (value): value is string => typeof value === 'string' },
  number: { name: 'a finite number', is: (value): value is number => Number.isFinite(value) },
  milliseconds: {
    name: 'a positive whole number of milliseconds',
    is: (value): value is number => Number.isInteger(value) && Number(value) > 0,
  },
  count: {
    name: 'a whole number, 0 or more',
    is: (value): value is number => Number.isInteger(value) && Number(value) >= 0,
  },
  flag: { name: 'a boolean', is: (value): value is boolean => typeof value === 'boolean' },
  texts: {
    name: 'a string or a list of strings',
    is: (value): value is string | readonly string[] =>
      typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string')),
  },
  object: { name: 'an object', is: isObject },
  headers: {
    name: 'an object of strings',
    is: (value): value is HeaderOptions =>
      isObject(value) && !(Symbol.iterator in value) && Object.values(value).every(isHeaderValue),
  },
  fetch: { name: 'a function', is: (value): value is typeof globalThis.fetch => typeof value === 'function' },
} satisfies Record<string, OptionKind<unknown>>;

/**
 * Looks an option up.
 *
 * @param options the host's options
 * @param kind    what the value must be
 * @param names   where to look, in this order; a dot leads into an object (`configuration.baseURL`)
 * @returns the first value that is set; `undefined`, `null` and `''` count as not set
 * @throws InvalidConfigError `CONFIG_INVALID` naming the option whose value is of another kind
 */
export function readOption<T>(options: object, kind: OptionKind<T>, ...names: readonly string[]): T | undefined {
  for (const name of names) {
    const value = valueAt(options, name);
    if (value === undefined || value === null || value === '') continue;
    if (!kind.is(value)) throw wrongKind(name, kind.name, value);
    return value;
  }
  return undefined;
}

/**
 * Reads how far a call may go before it is given up.
 *
 * @throws InvalidConfigError `CONFIG_INVALID` naming an option of the wrong kind
 */
export function readLimits(options: object): CallLimits {
  return {
    maxRetries: readOption(options, kinds.count, 'maxRetries') ?? 2,
    retryBudget: readOption(options, kinds.milliseconds, 'retryBudget') ?? 60_000,
    maxRestarts: readOption(options, kinds.count, 'maxRestarts') ?? 0,
    idleTimeout: readOption(options, kinds.milliseconds, 'idleTimeout') ?? 300_000,
    totalTimeout: readOption(options, kinds.milliseconds, 'totalTimeout'),
  };
}

/**
 * Reads what is needed to reach the server.
 *
 * @throws InvalidConfigError `MODEL_MISSING`, `API_KEY_MISSING`, or `CONFIG_INVALID` for a value of the wrong kind or a
 *   key that cannot be sent
 */
export function readConnection(options: object, names: ConnectionNames): Connection {
  const model = readOption(options, kinds.text, 'model', 'modelName');
  if (model === undefined) {
    throw new InvalidConfigError('MODEL_MISSING', `provider ${names.provider} has no model: set the option "model"`);
  }
  const apiKey = readApiKey(options, names);
  const defaultHeaders = readOption(options, kinds.headers, ...names.headers);
  return {
    model,
    sdk: {
      apiKey,
      baseURL: readBaseURL(options, names),
      defaultHeaders,
      fetch: readOption(options, kinds.fetch, ...names.fetch),
      timeout: readOption(options, kinds.milliseconds, 'timeout'),
    },
    secrets: [apiKey, ...secretsOf(defaultHeaders)].filter((secret) => secret !== ''),
  };
}

function readApiKey(options: object, names: ConnectionNames): string {
  const found = readText(options, names.apiKey, names.apiKeyVariable);
  if (found === undefined && names.keyless !== undefined) return names.keyless;
  if (found === undefined) {
    throw new InvalidConfigError(
      'API_KEY_MISSING',
      `provider ${names.provider} has no API key: set the option "apiKey" or the environment variable ${names.apiKeyVariable}` +
        ' (any text will do for a server that wants none)',
    );
  }
  if (/[^\t\x20-\x7e\x80-\xff]/.test(found.text)) {
    throw new InvalidConfigError(
      'CONFIG_INVALID',
      `${found.source} holds a character that cannot be sent in a header, such as a line break or a letter that is not` +
        ' Latin: copy the key once more',
    );
  }
  return found.text;
}

function readBaseURL(options: object, names: ConnectionNames): string | undefined {
  const found = readText(options, names.baseURL, names.baseURLVariable);
  if (found !== undefined && !/^https?:$/.test(URL.canParse(found.text) ? new URL(found.text).protocol : '')) {
    throw new InvalidConfigError('CONFIG_INVALID', `${found.source} must be an http or https URL`);
  }
  return found?.text;
}

/** A text without the white space around it, and where it comes from: the first option that is set, or the environment. */
function readText(
  options: object,
  names: readonly string[],
  variable: string,
): { readonly text: string; readonly source: string } | undefined {
  for (const name of names) {
    const text = readOption(options, kinds.text, name)?.trim();
    if (text) return { text, source: `option "${name}"` };
  }
  const text = environment(variable);
  return text === undefined ? undefined : { text, source: `environment variable ${variable}` };
}

/** Values of headers whose names promise a secret, with and without the scheme before it (`Bearer`). */
function secretsOf(headers: HeaderOptions | undefined): string[] {
  return Object.entries(headers ?? {})
    .filter(([name]) => /auth|key|token|secret|cookie/i.test(name))
    .map(([, value]) => value?.trim() ?? '')
    .flatMap((value) => [value, value.replace(/^\w+ +/, '')])
    .filter((value) => value !== '');
}

/** One text or many → many. */
export function asList(texts: string | readonly string[] | undefined): string[] | undefined {
  if (texts === undefined) return undefined;
  return typeof texts === 'string' ? [texts] : [...texts];
}

function valueAt(options: object, path: string): unknown {
  let value: unknown = options;
  let walked = '';
  for (const key of path.split('.')) {
    if (value === undefined || value === null) return undefined;
    if (!isObject(value)) throw wrongKind(walked, 'an object', value);
    value = value[key];
    walked = walked === '' ? key : `${walked}.${key}`;
  }
  return value;
}

/** Numbers and booleans are shown; a text might be a key in the wrong place. */
function wrongKind(name: string, expected: string, value: unknown): InvalidConfigError {
  const shown =
    typeof value === 'number' || typeof value === 'boolean' ? String(value) : `a value of type ${typeof value}`;
  return new InvalidConfigError('CONFIG_INVALID', `option "${name}" must be ${expected}, but is ${shown}`);
}

/** A variable of the environment, where there is one. */
export function environment(name: string): string | undefined {
  return globalThis.process?.env[name]?.trim() || undefined;
}

function isHeaderValue(value: unknown): boolean {
  return typeof value === 'string' || value === null || value === undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
