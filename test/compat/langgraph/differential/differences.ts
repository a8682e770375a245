import type { Description } from './describe-value.ts';
import type { Observation } from './tape.ts';

/** Says where two tapes part, observation by observation, as far as they observe the same; nothing if they read the same. */
export function differences(expected: readonly Observation[], actual: readonly Observation[]): string[] {
  const found: string[] = [];
  for (let index = 0; index < Math.max(expected.length, actual.length); index++) {
    const [one, other] = [expected[index], actual[index]];
    if (one === undefined) return [...found, `not expected: ${other?.name} = ${text(other?.value)}`];
    if (other === undefined) return [...found, `missing: ${one.name} = ${text(one.value)}`];
    if (one.name !== other.name) {
      const line = `expected: ${one.name} = ${text(one.value)}\n  actual:   ${other.name} = ${text(other.value)}`;
      return [...found, line];
    }
    const place = differingPlace(one.value, other.value);
    if (place !== undefined) {
      const [path, left, right] = place;
      found.push(`${one.name}${path}\n  expected: ${text(left)}\n  actual:   ${text(right)}`);
    }
  }
  return found;
}

/** The first of them; `undefined` if the tapes read the same. */
export const firstDifference = (expected: readonly Observation[], actual: readonly Observation[]): string | undefined =>
  differences(expected, actual)[0];

type Place = readonly [path: string, expected: Description | undefined, actual: Description | undefined];

function differingPlace(one: Description | undefined, other: Description | undefined): Place | undefined {
  if (one === other) return undefined;
  if (!isObject(one) || !isObject(other) || Array.isArray(one) !== Array.isArray(other)) return ['', one, other];
  const [left, right] = [one as Record<string, Description>, other as Record<string, Description>];
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const place = differingPlace(left[key], right[key]);
    if (place !== undefined) return [`.${key}${place[0]}`, place[1], place[2]];
  }
  return undefined;
}

function isObject(value: Description | undefined): value is Exclude<Description, string | number | boolean | null> {
  return typeof value === 'object' && value !== null;
}

function text(value: Description | undefined): string {
  const whole = value === undefined ? 'nothing' : JSON.stringify(value);
  return whole.length > 600 ? `${whole.slice(0, 600)}…` : whole;
}
