/** XXH3 with 128 bits and no seed, for texts of more than 16 bytes: by it other LangGraphs name the questions of a task. */

const MASK = (1n << 64n) - 1n;
const LOW = 0xffff_ffffn;
const PRIME32 = [0x9e37_79b1n, 0x85eb_ca77n, 0xc2b2_ae3dn] as const;
const PRIME64 = [
  0x9e37_79b1_85eb_ca87n,
  0xc2b2_ae3d_27d4_eb4fn,
  0x1656_67b1_9e37_79f9n,
  0x85eb_ca77_c2b2_ae63n,
  0x27d4_eb2f_1656_67c5n,
] as const;
const STRIPE = 64;
const STRIPES_PER_BLOCK = 16;
const SECRET_TEXT =
  'b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c' +
  '3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364ea' +
  'c5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e';

const SECRET = new DataView(
  Uint8Array.from({ length: 192 }, (_, at) => Number.parseInt(SECRET_TEXT.slice(2 * at, 2 * at + 2), 16)).buffer,
);

type Pair = [low: bigint, high: bigint];

const read = (from: DataView, at: number): bigint => from.getBigUint64(at, true);
const secret = (at: number): bigint => read(SECRET, at);

/** The low half of a product, mixed with the high one. */
function fold(a: bigint, b: bigint): bigint {
  const product = a * b;
  return (product & MASK) ^ (product >> 64n);
}

function avalanche(value: bigint): bigint {
  const mixed = ((value ^ (value >> 37n)) * 0x1656_6791_9e37_79f9n) & MASK;
  return mixed ^ (mixed >> 32n);
}

function mix16(data: DataView, at: number, key: number): bigint {
  return fold(read(data, at) ^ secret(key), read(data, at + 8) ^ secret(key + 8));
}

function mix32(sums: Pair, data: DataView, [one, other]: readonly [number, number], key: number): void {
  sums[0] = ((sums[0] + mix16(data, one, key)) & MASK) ^ ((read(data, other) + read(data, other + 8)) & MASK);
  sums[1] = ((sums[1] + mix16(data, other, key + 16)) & MASK) ^ ((read(data, one) + read(data, one + 8)) & MASK);
}

function finish([low, high]: Pair, length: bigint): Pair {
  const mixed = (low * PRIME64[0] + high * PRIME64[3] + length * PRIME64[1]) & MASK;
  return [avalanche((low + high) & MASK), -avalanche(mixed) & MASK];
}

/** From 17 to 128 bytes: from both ends to the middle. */
function hashShort(data: DataView): Pair {
  const length = data.byteLength;
  const sums: Pair = [(BigInt(length) * PRIME64[0]) & MASK, 0n];
  for (let round = Math.floor((length - 1) / 32); round >= 0; round--)
    mix32(sums, data, [16 * round, length - 16 * (round + 1)], 32 * round);
  return finish(sums, BigInt(length));
}

/** From 129 to 240 bytes. */
function hashMiddle(data: DataView): Pair {
  const length = data.byteLength;
  const sums: Pair = [(BigInt(length) * PRIME64[0]) & MASK, 0n];
  for (let round = 0; round < 4; round++) mix32(sums, data, [32 * round, 32 * round + 16], 32 * round);
  sums[0] = avalanche(sums[0]);
  sums[1] = avalanche(sums[1]);
  for (let round = 4; round < Math.floor(length / 32); round++)
    mix32(sums, data, [32 * round, 32 * round + 16], 3 + 32 * (round - 4));
  mix32(sums, data, [length - 16, length - 32], 103);
  return finish(sums, BigInt(length));
}

function hashLong(data: DataView): Pair {
  const length = data.byteLength;
  const sums = [PRIME32[2], PRIME64[0], PRIME64[1], PRIME64[2], PRIME64[3], PRIME32[1], PRIME64[4], PRIME32[0]];
  const stripes = Math.floor((length - 1) / STRIPE);
  for (let stripe = 0; stripe < stripes; stripe++) {
    accumulate(sums, data, STRIPE * stripe, 8 * (stripe % STRIPES_PER_BLOCK));
    if (stripe % STRIPES_PER_BLOCK === STRIPES_PER_BLOCK - 1) scramble(sums);
  }
  accumulate(sums, data, length - STRIPE, 121);
  const size = BigInt(length);
  return [merge(sums, 11, (size * PRIME64[0]) & MASK), merge(sums, 117, ~(size * PRIME64[1]) & MASK)];
}

function accumulate(sums: bigint[], data: DataView, at: number, key: number): void {
  for (let lane = 0; lane < 8; lane++) {
    const value = read(data, at + 8 * lane);
    const keyed = value ^ secret(key + 8 * lane);
    const neighbour = lane ^ 1;
    sums[neighbour] = ((sums[neighbour] as bigint) + value) & MASK;
    sums[lane] = ((sums[lane] as bigint) + (keyed & LOW) * (keyed >> 32n)) & MASK;
  }
}

function scramble(sums: bigint[]): void {
  for (const [lane, sum] of sums.entries())
    sums[lane] = ((sum ^ (sum >> 47n) ^ secret(128 + 8 * lane)) * PRIME32[0]) & MASK;
}

function merge(sums: readonly bigint[], key: number, start: bigint): bigint {
  let merged = start;
  for (let lane = 0; lane < 8; lane += 2)
    merged += fold(
      (sums[lane] as bigint) ^ secret(key + 8 * lane),
      (sums[lane + 1] as bigint) ^ secret(key + 8 * lane + 8),
    );
  return avalanche(merged & MASK);
}

/** 32 hexadecimal digits. @param text longer than 16 bytes, as the namespace of every task is */
export function namespaceHash(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hash = bytes.length <= 128 ? hashShort : bytes.length <= 240 ? hashMiddle : hashLong;
  const [low, high] = hash(data);
  return ((high << 64n) | low).toString(16).padStart(32, '0');
}
