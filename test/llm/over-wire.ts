/** A client of a wire, and a loopback server that answers each of its calls by a script. */
import type { Script, Subject } from '../conformance/llm-client.ts';
import type { AnyWire } from './wire.ts';
import { sendStream, wireServer } from './wire-server.ts';

/** @param chunks the answer, as far as the script goes */
export async function overWire(wire: AnyWire, chunks: readonly object[], { then }: Script): Promise<Subject> {
  const pieces = chunks.map((chunk) => wire.encode(chunk));
  const server = await wireServer((response) =>
    then === 'finish'
      ? sendStream(response, [...pieces, wire.tail], 'end', wire.contentType)
      : sendStream(response, pieces, then === 'fail' ? 'reset' : 'hang', wire.contentType),
  );
  return {
    client: await wire.client({ baseURL: server.origin }),
    calls: () => server.requests.length,
    hungUp: server.hungUp,
  };
}
