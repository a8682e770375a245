/** Runs a reducer of messages and says what came of it, in a form that two implementations can be compared by. */
import type { BaseMessage } from '@langchain/core/messages';

const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

/**
 * @param make what the reducer is given, made anew for each run: reducers give ids to the messages they get
 * @param reduce called with what was made
 */
export function outcomeOf<Given extends unknown[]>(make: () => Given, reduce: (...given: Given) => unknown): unknown {
  const given = make();
  const sources = given.flat(2);
  try {
    const result = reduce(...given) as BaseMessage[];
    return { result: result.map((message) => seen(message, sources)), sources: sources.map(seenSource) };
  } catch (error) {
    return { error: (error as Error).message, code: (error as { lc_error_code?: string }).lc_error_code };
  }
}

function seen(message: BaseMessage, sources: unknown[]): unknown {
  return {
    type: message.getType(),
    content: message.content,
    id: nameOf(message.id),
    kwargsId: nameOf(message.lc_kwargs['id'] as string | undefined),
    // Which of the given messages it is; -1 for one that was made.
    source: sources.indexOf(message),
    extra: message.additional_kwargs,
  };
}

function seenSource(source: unknown): unknown {
  return typeof source === 'object' && source !== null && 'id' in source ? nameOf(source.id as string) : source;
}

function nameOf(id: string | null | undefined): string | null | undefined {
  return id && UUID.test(id) ? 'made' : id;
}
