/** Servers that answer 200 with something else than an answer, as they do behind a wrong base URL. */
import { describe, expect, it } from 'vitest';
import { collect, hello, type Wire, wires } from './wire.ts';

type Options = Parameters<Wire['client']>[0];

/** A `fetch` whose every answer is this document. */
const serving =
  (body: string | null, type: string, status = 200): typeof fetch =>
  async () =>
    new Response(body, { status, headers: { 'content-type': type } });

/** The only event there is; it must be an error. */
async function onlyError(wire: Wire, options: Options): Promise<Error> {
  const events = await collect(wire.client(options).stream(hello));
  expect(events.map((event) => event.type)).toEqual(['error']);
  return (events[0] as { error: Error }).error;
}

describe.each(wires)('a stream of $provider', (wire) => {
  it.each([
    ['a web page', '<!doctype html>\n<title>Sign in</title>\n', 'text/html'],
    ['a web page said to be an event stream', '<!doctype html>\n<title>Sign in</title>\n', 'text/event-stream'],
    ['a JSON document', '{"name": "my service", "version": 1}', 'application/json'],
    ['nothing', '', 'text/event-stream'],
  ])('is no answer, nor worth another call, where %s comes', async (_, body, type) => {
    expect(await onlyError(wire, { fetch: serving(body, type) })).toMatchObject({
      name: 'LLMError',
      code: 'LLM_STREAM_MALFORMED',
      provider: wire.provider,
      retryable: false,
      message: `${wire.provider} sent no event of an answer: check the base URL, its server must speak the protocol of ${wire.provider}`,
    });
  });
});

describe.each(wires)('a whole answer of $provider', (wire) => {
  it.each<[string, typeof fetch, string]>([
    ['status 204', serving(null, 'application/json', 204), 'an empty body'],
    ['an empty document', serving('', 'application/json'), wire.provider === 'openAI' ? 'an empty body' : 'not JSON'],
    ['a web page', serving('<title>Sign in</title>', 'text/html'), 'a body that is not JSON'],
    ['a broken document', serving('{"id": ', 'application/json'), 'something that is not JSON'],
    ['{}', serving('{}', 'application/json'), 'a JSON document that is no answer'],
    ['null', serving('null', 'application/json'), 'an empty body'],
    ['a list', serving('[]', 'application/json'), 'a JSON document that is no answer'],
    [
      'content of no use',
      serving('{"choices":[{}],"content":{}}', 'application/json'),
      'a JSON document that is no answer',
    ],
  ])('says what was wrong with %s', async (_, fetch, what) => {
    const error = await onlyError(wire, { fetch, streaming: false });
    expect(error).toMatchObject({ name: 'LLMError', code: 'LLM_STREAM_MALFORMED', retryable: false });
    expect(error.message).toContain(what);
    expect(error.message).not.toContain('connection');
  });
});
