/** Chunks of a run for a reader who gets the events of callback handlers too. */
import type { RunStream } from './run-stream.ts';
import { turns } from './turns.ts';

/** Turns that a chunk takes, and turns between two chunks: see those of a traced node. */
const ON_THE_WAY = 6;
const BETWEEN_CHUNKS = 8;
/** More of them for the state that a run begins with. */
const BEFORE_THE_INPUT = 10;
const STATES = new Set(['values', 'checkpoints']);

type Next = RunStream['next'];

/** Reads one chunk ahead, so that each is on its way while the one before it is taken. For one reader, who waits for each. */
export function besideEvents(stream: RunStream): Next {
  const fetch = async (): ReturnType<Next> => {
    const result = await stream.next();
    await turns(ON_THE_WAY);
    return result;
  };
  let ahead: ReturnType<Next> | undefined;
  let isFirst = true;
  return async () => {
    const result = await (ahead ?? fetch());
    ahead = result.done ? undefined : fetch();
    // Whoever reads on meets its failure.
    ahead?.catch(() => undefined);
    if (!result.done) await turns(BETWEEN_CHUNKS + (isFirst && STATES.has(result.value[1]) ? BEFORE_THE_INPUT : 0));
    isFirst = false;
    return result;
  };
}
