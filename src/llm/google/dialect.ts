/** How models and services of Google differ in what they take. */
import type { Part } from '@google/genai';
import type { Message } from '../../base/index.ts';
import { Providers } from '../providers.ts';

export interface GoogleDialect {
  /** For errors. */
  readonly provider: string;
  /** Calls and their results carry an id, by which they are matched; otherwise name and order do that. Vertex AI refuses the field. */
  readonly ids: boolean;
  /** A turn whose first call has no signature is refused. */
  readonly signedCalls: boolean;
  /** What is no text in a tool's result stands within the response, and is refused beside it. */
  readonly mediaInResponses: boolean;
  /** A conversation is sent again and again, so each of its messages is converted only once. */
  readonly converted: WeakMap<Message, readonly Part[]>;
}

const dialect = (provider: string, isThird: boolean): GoogleDialect => ({
  provider,
  ids: isThird && provider === Providers.GOOGLE,
  signedCalls: isThird,
  mediaInResponses: isThird,
  converted: new WeakMap(),
});

const SECOND = {
  [Providers.GOOGLE]: dialect(Providers.GOOGLE, false),
  [Providers.VERTEXAI]: dialect(Providers.VERTEXAI, false),
};
const THIRD = {
  [Providers.GOOGLE]: dialect(Providers.GOOGLE, true),
  [Providers.VERTEXAI]: dialect(Providers.VERTEXAI, true),
};

/** The two services through which Gemini is reached. */
export type GoogleProvider = keyof typeof SECOND;

/** Gemini 3 and later, also by the names that always mean the latest one. */
const THIRD_GENERATION = /gemini(-live)?-([3-9]|\d\d|[a-z-]+-latest)/i;

export function dialectOf(provider: GoogleProvider, model: string): GoogleDialect {
  return (THIRD_GENERATION.test(model) ? THIRD : SECOND)[provider];
}
