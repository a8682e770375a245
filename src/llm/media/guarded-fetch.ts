/** The one way by which addresses that users or models wrote are fetched: from the public internet only. */
import { lookup as resolveName } from 'node:dns';
import { type IncomingMessage, request as requestHTTP } from 'node:http';
import { request as requestHTTPS } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { LLMError, MossError, onAbort } from '../../base/index.ts';
import { isPublicAddress } from './public-address.ts';

export interface GuardedFetchOptions {
  /** Most bytes of a body; default 20 MB. */
  readonly maxBytes?: number;
  /** Milliseconds for all of it, redirects included; default 15,000. */
  readonly timeout?: number;
  readonly signal?: AbortSignal | undefined;
  /** Whether an address may be connected to; default: those of the public internet. */
  readonly isAllowed?: (address: string) => boolean;
}

/** What was fetched. */
export interface FetchedMedia {
  readonly bytes: Uint8Array;
  /** As the server says, without parameters; `application/octet-stream` where it says nothing. */
  readonly mediaType: string;
}

const MAX_BYTES = 20 * 1024 * 1024;
const TIMEOUT = 15_000;
const MAX_REDIRECTS = 5;

/**
 * Fetches an `http:` or `https:` URL. A name is resolved once, and the connection goes to an address that was checked; each redirect is a new
 * check. No credentials, cookies or headers of the caller are sent.
 *
 * @throws LLMError (as a rejection) `LLM_MEDIA_REFUSED` for a URL that leads, or redirects, to an address that is not public, has
 *   credentials or another protocol; `LLM_MEDIA_FAILED` where the server does not answer well, in time, or with less than the limit
 *
 * @example
 * const { bytes, mediaType } = await guardedFetch('https://example.org/ship.png');
 */
export async function guardedFetch(url: string, options: GuardedFetchOptions = {}): Promise<FetchedMedia> {
  const { timeout = TIMEOUT, signal } = options;
  const controller = new AbortController();
  const stopListening = onAbort(signal, (reason) => controller.abort(reason));
  const timer = setTimeout(() => controller.abort(failed(`did not answer within ${timeout} ms`)), timeout);
  try {
    return await follow(url, options, controller.signal);
  } catch (error) {
    if (controller.signal.aborted) throw controller.signal.reason;
    throw MossError.is(error) ? error : failed('could not be fetched', error);
  } finally {
    clearTimeout(timer);
    stopListening();
  }
}

async function follow(url: string, options: GuardedFetchOptions, signal: AbortSignal): Promise<FetchedMedia> {
  let target = checkedURL(url, undefined);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const response = await open(target, options, signal);
    const { statusCode: status = 0, headers } = response;
    if (status >= 300 && status < 400 && headers.location !== undefined) {
      response.destroy();
      target = checkedURL(headers.location, target);
      continue;
    }
    if (status !== 200) {
      response.destroy();
      throw failed(`answered with status ${status}`);
    }
    return {
      bytes: await bodyOf(response, options.maxBytes ?? MAX_BYTES),
      mediaType: mediaTypeOf(headers['content-type']),
    };
  }
  throw failed(`redirects more than ${MAX_REDIRECTS} times`);
}

function checkedURL(url: string, base: URL | undefined): URL {
  if (!URL.canParse(url, base?.href)) throw refused('is no URL');
  const target = new URL(url, base);
  if (target.protocol !== 'http:' && target.protocol !== 'https:') throw refused('is neither http: nor https:');
  if (target.username !== '' || target.password !== '') throw refused('has credentials in it');
  return target;
}

function open(
  target: URL,
  { isAllowed = isPublicAddress }: GuardedFetchOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
  // An address as it stands is never looked up, so it is checked here; nor is the name that is this host wherever one asks.
  const known = isIP(host) !== 0 ? host : /(^|\.)localhost\.?$/i.test(host) ? '127.0.0.1' : undefined;
  if (known !== undefined && !isAllowed(known)) throw refused('leads to an address that is not public');
  const request = target.protocol === 'https:' ? requestHTTPS : requestHTTP;
  return new Promise((resolve, reject) => {
    request(target, { lookup: lookupAllowed(isAllowed), signal, agent: false, headers: { accept: '*/*' } }, resolve)
      .on('error', reject)
      .end();
  });
}

/** Resolves a name, and gives the connection none but addresses that were checked: what a second lookup might say does not matter. */
function lookupAllowed(isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, done) => {
    resolveName(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) done(error ?? failed('has no address'), '', 0);
      else if (!addresses.every(({ address }) => isAllowed(address))) {
        done(refused('leads to an address that is not public'), '', 0);
      } else if (options.all === true) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}

async function bodyOf(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response as AsyncIterable<Uint8Array>) {
    size += piece.length;
    if (size > maxBytes) {
      response.destroy();
      throw failed(`has more than ${maxBytes} bytes`);
    }
    pieces.push(piece);
  }
  return joined(pieces, size);
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function mediaTypeOf(header: string | undefined): string {
  return header?.split(';')[0]?.trim().toLowerCase() || 'application/octet-stream';
}

/** The URL itself may hold a secret, so it is not shown. */
function refused(what: string): LLMError {
  return new LLMError('LLM_MEDIA_REFUSED', `the URL of an image or file ${what}: send its content instead`, {
    provider: 'any',
  });
}

function failed(what: string, cause?: unknown): LLMError {
  return new LLMError(
    'LLM_MEDIA_FAILED',
    `the URL of an image or file ${what}: check it, or send its content instead`,
    {
      provider: 'any',
      retryable: true,
      ...(cause !== undefined && { cause }),
    },
  );
}
