/** What nodes see of the state. */
import { MossError } from '../base/index.ts';

function refuse(_state: object, key: PropertyKey): never {
  throw new MossError(
    'STATE_READ_ONLY',
    `The state is read-only, but "${String(key)}" was changed in place: return { ${String(key)}: … } instead.`,
  );
}

const READ_ONLY: ProxyHandler<Readonly<Record<string, unknown>>> = {
  set: refuse,
  defineProperty: refuse,
  deleteProperty: refuse,
  preventExtensions: (state) => refuse(state, 'the whole of it'),
  setPrototypeOf: (state) => refuse(state, 'its prototype'),
};

/**
 * A view through which `state` can be read but not changed. Making one costs the same however large the state is.
 * It shows the state as it is at the moment of reading; `{ ...view }` keeps a copy.
 */
export function readOnly(state: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return new Proxy(state, READ_ONLY);
}
