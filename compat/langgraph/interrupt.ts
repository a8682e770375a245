/** Asking from within a node. */
import { getConfig } from './pregel/ambient-config.ts';
import { RESUME } from './reserved-names.ts';
import { namespaceHash } from './namespace-hash.ts';
import { GraphInterrupt, GraphValueError } from './errors/index.ts';
import type { Scratchpad } from './pregel/scratchpad.ts';
import type { LangGraphRunnableConfig } from './pregel/runnable-config.ts';

/**
 * Asks and waits for an answer: the first time the run ends here, its thread kept; when it is run on with
 * `new Command({ resume: answer })` the node runs again from its beginning and the n-th call returns the n-th answer.
 *
 * @param value anything that tells what is asked
 * @returns the answer, as it was given
 * @throws GraphInterrupt, which the node must let pass; GraphValueError `MISSING_CHECKPOINTER` in a run that is not kept; Error outside a graph
 * @example
 * const approved = interrupt<string, boolean>('Send it?');
 */
// oxlint-disable-next-line typescript/no-explicit-any -- callers who do not say what they expect get what upstream's get
export function interrupt<I = unknown, R = any>(value: I): R {
  const config = getConfig() as LangGraphRunnableConfig | undefined;
  if (config === undefined) throw new Error('Called interrupt() outside the context of a graph.');
  const { configurable } = config;
  if (configurable === undefined) throw new Error('No configurable found in config');
  if (!configurable.__pregel_checkpointer)
    throw new GraphValueError('No checkpointer set', { lc_error_code: 'MISSING_CHECKPOINTER' });
  const scratchpad = configurable.__pregel_scratchpad as Scratchpad;
  const write = configurable.__pregel_send as (writes: readonly (readonly [string, unknown])[]) => void;
  const place = ++scratchpad.interruptCounter;
  const { resume } = scratchpad;
  if (place >= resume.length) {
    if (scratchpad.nullResume === undefined) throw new GraphInterrupt([{ id: interruptId(configurable), value }]);
    if (resume.length !== place) throw new Error(`Resume length mismatch: ${resume.length} !== ${place}`);
    resume.push(scratchpad.consumeNullResume());
  }
  write([[RESUME, resume]]);
  return resume[place] as R;
}

/** The same for all questions of a task, and no other's. */
function interruptId({ checkpoint_ns: namespace }: Record<string, unknown>): string {
  return namespaceHash(String(namespace));
}
