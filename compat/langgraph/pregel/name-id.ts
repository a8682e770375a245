/** UUIDs of version 5: the same name in the same space has the same id, in every process and in every implementation. */

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const encoder = new TextEncoder();
/** Names are short: three blocks hold most of them. Grown where one is not. */
let message = new Uint8Array(512);
const words = new Int32Array(80);

/**
 * @param name  what to name
 * @param space a UUID, with or without dashes
 */
export function nameId(name: string, space: string): string {
  const length = 16 + writeName(name, space);
  const total = ((length + 8) >> 6) * 64 + 64;
  message[length] = 0x80;
  message.fill(0, length + 1, total);
  const view = new DataView(message.buffer);
  view.setUint32(total - 4, length * 8);
  const hash = sha1(view, total);
  return format(hash);
}

function writeName(name: string, space: string): number {
  const needed = name.length * 3 + 96;
  if (message.length < needed) message = new Uint8Array(needed * 2);
  let at = 0;
  for (let place = 0; at < 16; place += 2) {
    if (space.charCodeAt(place) === 45) place++;
    message[at++] = (digit(space.charCodeAt(place)) << 4) | digit(space.charCodeAt(place + 1));
  }
  return encoder.encodeInto(name, message.subarray(16)).written;
}

function digit(code: number): number {
  return code < 58 ? code - 48 : (code | 32) - 87;
}

/** SHA-1 (FIPS 180-4) of whole blocks. */
function sha1(view: DataView, total: number): readonly number[] {
  let h0 = 0x67452301;
  let h1 = 0xefcdab89 | 0;
  let h2 = 0x98badcfe | 0;
  let h3 = 0x10325476;
  let h4 = 0xc3d2e1f0 | 0;
  for (let block = 0; block < total; block += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getInt32(block + i * 4);
    for (let i = 16; i < 80; i++) {
      const word = word4(i);
      words[i] = (word << 1) | (word >>> 31);
    }
    let a = h0;
    let b = h1;
    let c = h2;
    let d = h3;
    let e = h4;
    for (let i = 0; i < 80; i++) {
      const mixed = ((a << 5) | (a >>> 27)) + mix(i, b, c, d) + e + (words[i] as number);
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = mixed | 0;
    }
    h0 = (h0 + a) | 0;
    h1 = (h1 + b) | 0;
    h2 = (h2 + c) | 0;
    h3 = (h3 + d) | 0;
    h4 = (h4 + e) | 0;
  }
  return [h0, h1, h2, h3, h4];
}

function word4(i: number): number {
  return (words[i - 3] as number) ^ (words[i - 8] as number) ^ (words[i - 14] as number) ^ (words[i - 16] as number);
}

/** The function and the constant of round `i`. */
function mix(i: number, b: number, c: number, d: number): number {
  if (i < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (i < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (i < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

function format(hash: readonly number[]): string {
  const byte = (at: number): string => {
    let value = ((hash[at >> 2] as number) >>> (24 - (at & 3) * 8)) & 0xff;
    if (at === 6) value = (value & 0x0f) | 0x50;
    if (at === 8) value = (value & 0x3f) | 0x80;
    return HEX[value] as string;
  };
  let id = '';
  for (let at = 0; at < 16; at++) id += at === 4 || at === 6 || at === 8 || at === 10 ? `-${byte(at)}` : byte(at);
  return id;
}
