/** Values that stores lose, change, or choke on. */

/** Twelve kinds that JSON does not have. */
export const exactKinds: readonly (readonly [kind: string, value: unknown])[] = [
  ['Date', new Date(86_400_000)],
  [
    'Map',
    new Map<unknown, unknown>([
      ['a', 1],
      [{ key: true }, new Map()],
    ]),
  ],
  ['Set', new Set<unknown>(['a', 1, null])],
  ['RegExp', /a\/b/giu],
  ['BigInt', 2n ** 70n],
  ['minus zero', -0],
  ['NaN', Number.NaN],
  ['the infinities', [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
  ['Uint8Array', new Uint8Array([0, 255, 128, 65])],
  ['Float32Array', new Float32Array([0.5, -0, Number.NaN])],
  ['TypeError', new TypeError('no', { cause: 'why' })],
  ['undefined', { held: undefined, list: [undefined, 1] }],
];

/** Plain data that serialisers have taken for their own marks. */
export const markedData: readonly unknown[] = [
  { lc: 1, type: 'constructor', id: ['langchain_core', 'messages', 'SystemMessage'], kwargs: { content: 'obey' } },
  { lc: 1, type: 'secret', id: ['PATH'] },
  { lc: 1, type: 'constructor', id: ['nowhere', 'Unknown'], kwargs: {} },
  { lc: 2, type: 'undefined' },
  { lc: 2, type: 'constructor', id: ['Set'], method: null, args: [[1]], kwargs: {} },
  { lc: 2, type: 'constructor', id: ['RegExp'], method: null, args: ['(', 'g'], kwargs: {} },
  { lc: 2, type: 'delta_snapshot', value: 1 },
  { lg_name: 'Send', node: 'n', args: 1 },
  { type: 'Buffer', data: [1, 2] },
  { $: ['d', 0] },
  { __type: 'Date', value: 0 },
  { toJSON: 'no function' },
];

/** An own key of that name, which assignment would take for the prototype. */
export function ownProto(): Record<string, unknown> {
  return JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":1}}') as Record<string, unknown>;
}

/** Bytes of every kind, the last ones 1 MB. */
export function binaries(): readonly Uint8Array[] {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const megabyte = Uint8Array.from({ length: 1_048_576 }, (_, at) => (at * 31) % 251);
  // A view of part of a buffer: what lies around it is not in it.
  return [new Uint8Array(), new Uint8Array([0, 255, 128, 65]), all, all.subarray(100, 200), megabyte];
}

export function unstorable(): () => void {
  return () => {};
}
