/** The order in which writes of tasks are applied. Pure. */
import type { Writer } from './thread-point.ts';

/** Nodes by name, then what was sent by its place. */
export function byPath({ path: a = [''] }: Writer, { path: b = [''] }: Writer): number {
  for (let place = 0; place < Math.min(a.length, b.length, 3); place++) {
    const [one, other] = [a[place] as string, b[place] as string];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
